#!/usr/bin/env python3
"""status.py ALOFT FILL_LEDGER AWS [ROUNDS]: `aloft status` against `aws ec2 describe-instances`, both as whole processes,
each with 1,000 machines to tell of. AWS talks to an endpoint on this computer that has its answer ready."""
import os
import pathlib
import subprocess
import sys
import tempfile

from side_by_side import in_turns, ratio

MACHINES = 1000
HERE = pathlib.Path(__file__).parent


def quiet(command, environment):
    return lambda: subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def main(aloft, fill_ledger, aws, rounds=20):
    with tempfile.TemporaryDirectory() as home:
        ours = {**os.environ, "ALOFT_HOME": home}
        told = subprocess.run([aloft, "status", "--json"], env=ours, check=True, capture_output=True)  # makes its folders
        ledger = next(pathlib.Path(home).rglob("ledger.db"), pathlib.Path(home) / "ledger.db")
        subprocess.run([fill_ledger, ledger, str(MACHINES)], check=True)
        told = subprocess.run([aloft, "status"], env=ours, check=True, capture_output=True, text=True).stdout
        assert told.count("machine-") >= MACHINES, told[:500]

        endpoint = subprocess.Popen([sys.executable, HERE / "ec2_endpoint.py", str(MACHINES)], stdout=subprocess.PIPE, text=True)
        try:
            url = f"http://127.0.0.1:{endpoint.stdout.readline().strip()}"
            theirs = {**os.environ, "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench", "AWS_DEFAULT_REGION": "us-east-1",
                      "AWS_EC2_METADATA_DISABLED": "true", "AWS_PAGER": "", "AWS_CONFIG_FILE": "/dev/null",
                      "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
            # The leanest way to ask for as much: one line an instance.
            describe = [aws, "ec2", "describe-instances", "--endpoint-url", url, "--output", "text", "--query",
                        "Reservations[].Instances[].[InstanceId,State.Name,InstanceType,PublicIpAddress]"]
            told = subprocess.run(describe, env=theirs, check=True, capture_output=True, text=True).stdout
            assert told.count("running") == MACHINES, told[:500]
            took = in_turns({
                "status": quiet([aloft, "status"], ours),
                "status --json": quiet([aloft, "status", "--json"], ours),
                "aws": quiet(describe, theirs),
            }, rounds)
        finally:
            endpoint.terminate()
            endpoint.wait()
    print(f"| with {MACHINES} machines | awscli takes as long | middle half of {rounds} rounds |")
    print("|---|---|---|")
    for name in ("status", "status --json"):
        median, low, high = ratio(took[name], took["aws"])
        print(f"| `aloft {name}` | {median:.0f} times | {low:.0f} to {high:.0f} |")


if __name__ == "__main__":
    main(*sys.argv[1:4], *map(int, sys.argv[4:5]))
