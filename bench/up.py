#!/usr/bin/env python3
"""up.py ALOFT [ROUNDS]: `aloft up` in its parts, and as a whole against the same done by hand: the same base, the same
`podman run` word for word, the same cloud-init, until SSH answers with the pinned host key and cloud-init has ended.

By hand is the least that makes such a machine: no ledger, no labels to find it by, no host key of the machine's own.
"""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from side_by_side import ratio

NAME = "bench"
SEED = "var/lib/cloud/seed/nocloud"
# What by_hand() is made of, in order.
HAND_PARTS = ("keys", "network", "volume", "seed", "podman run", "ssh and cloud-init")


def run(*command, **more):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True, **more).stdout


class Ours:
    def __init__(self, aloft, home):
        self.aloft = aloft
        self.environment = {**os.environ, "ALOFT_HOME": str(home)}

    def call(self, *words, check=True):
        return subprocess.run([self.aloft, *words, "--yes", "--json", "--progress", "json"], env=self.environment, check=check,
                              capture_output=True, text=True)

    def up(self):
        """Seconds of the whole, seconds of each step by what it does, and the record that it printed."""
        began = time.perf_counter()
        finished = self.call("up", "--name", NAME, "--setup", "bare")
        whole = time.perf_counter() - began
        events = [json.loads(line) for line in finished.stderr.splitlines() if line.startswith("{")]
        steps = next((event["plan"]["steps"] for event in events if event["event"] == "plan-begins"), [])
        took = {}
        for event in events:
            if event["event"] == "step-ends":
                step = steps[event["step"]]
                took[f"{step['action']} {step['resource']['ref']['kind']}"] = event["took_ms"] / 1000
        return whole, took, json.loads(finished.stdout)

    def down(self):
        self.call("down", NAME)

    def leave(self):
        """Whatever came before: there may be no machine any more, which is not a failure here."""
        self.call("down", NAME, check=False)


def by_hand(folder, base, create_command, names):
    """The least that makes such a machine. Answers the seconds of each of HAND_PARTS."""
    marks = [time.perf_counter()]
    done = lambda: marks.append(time.perf_counter())
    for key in ("identity", "host"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder / key)
    host_public = (folder / "host.pub").read_text().strip()
    (folder / "known_hosts").write_text(f"bench {host_public}\n")
    done()
    run("podman", "network", "create", names["network"])
    done()
    run("podman", "volume", "create", names["disk"])
    run("podman", "volume", "import", names["disk"], base)
    root = pathlib.Path(run("podman", "volume", "inspect", "--format", "{{.Mountpoint}}", names["disk"]).strip())
    done()
    (root / SEED).mkdir(parents=True, exist_ok=True)
    private = "".join(f"    {line}\n" for line in (folder / "host").read_text().splitlines())
    (root / SEED / "user-data").write_text(
        "#cloud-config\nusers:\n  - name: aloft\n    shell: /bin/bash\n    ssh_authorized_keys:\n"
        f"      - '{(folder / 'identity.pub').read_text().strip()}'\n"
        f"ssh_deletekeys: true\nssh_keys:\n  ed25519_private: |\n{private}  ed25519_public: '{host_public}'\n")
    (root / SEED / "meta-data").write_text(f"instance-id: {names['disk']}\nlocal-hostname: {NAME}\n")
    done()
    replace = {**names["replace"], names["old_folder"]: str(root)}
    words = []
    for word in create_command:
        for old, new in replace.items():
            word = word.replace(old, new)
        words.append(word)
    run(*words)
    done()
    ssh = ["ssh", "-F", "none", "-i", folder / "identity", "-p", names["port"], "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes",
           "-o", f"UserKnownHostsFile={folder / 'known_hosts'}", "-o", "HostKeyAlias=bench", "-o", "ConnectTimeout=5", "aloft@127.0.0.1",
           "while [ ! -e /run/cloud-init/result.json ]; do sleep 0.1; done"]
    while subprocess.run([str(word) for word in ssh], capture_output=True).returncode != 0:
        time.sleep(0.05)
    done()
    return dict(zip(HAND_PARTS, (after - before for before, after in zip(marks, marks[1:]))))


def remove_by_hand(names):
    for command in (["rm", "--force", "--time", "5", names["instance"]], ["volume", "rm", "--force", names["disk"]], ["network", "rm", "--force", names["network"]]):
        subprocess.run(["podman", *command], capture_output=True)


def of_kind(record, kind):
    return next(found for found in record["resources"] if found["ref"]["kind"] == kind)


def names_for(record):
    instance, network, disk = (of_kind(record, kind) for kind in ("instance", "network", "disk"))
    ours = instance["ref"]["name"]
    return {"instance": f"{ours}-by-hand", "disk": f"{ours}-by-hand", "network": f"{ours}-net", "port": instance["properties"]["port"],
            "old_folder": disk["properties"]["folder"], "replace": {ours: f"{ours}-by-hand", network["ref"]["name"]: f"{ours}-net"}}


def main(aloft, rounds=5):
    home = pathlib.Path(tempfile.mkdtemp(prefix="aloft-bench-"))
    ours, whole, again, parts, hands = Ours(aloft, home), [], [], {}, []
    names = None
    try:
        _, _, record = ours.up()  # builds the base, which is then there for both
        ours.down()
        for _ in range(rounds):
            seconds, steps, record = ours.up()
            whole.append(seconds)
            again.append(ours.up()[0])
            for step, took in steps.items():
                parts.setdefault(step, []).append(took)
            names = names_for(record)
            base = of_kind(record, "image")["properties"]["file"]
            create = json.loads(run("podman", "inspect", "--format", "{{json .Config.CreateCommand}}", of_kind(record, "instance")["ref"]["name"]))
            ours.down()
            folder = pathlib.Path(tempfile.mkdtemp(dir=home))
            hands.append(by_hand(folder, base, create, names))
            remove_by_hand(names)
    finally:
        if names:
            remove_by_hand(names)
        ours.leave()
        shutil.rmtree(home, ignore_errors=True)

    by_hand_whole = [sum(hand.values()) for hand in hands]
    median, low, high = ratio(by_hand_whole, whole)
    print(f"| with the base at hand | as long as podman and cloud-init by hand | middle half of {rounds} rounds |")
    print("|---|---|---|")
    print(f"| `aloft up` | {median:.2f} times | {low:.2f} to {high:.2f} |")
    median, low, high = ratio(by_hand_whole, again)
    print(f"| `aloft up` again, nothing to do | {median:.2f} times | {low:.2f} to {high:.2f} |")
    total = statistics.median(whole)
    print("\n| part of `aloft up` (some run beside each other) | share of the whole |\n|---|---|")
    for step, took in parts.items():
        print(f"| {step} | {100 * statistics.median(took) / total:.0f} % |")
    print("\n| part by hand | share of `aloft up` |\n|---|---|")
    for part in HAND_PARTS:
        print(f"| {part} | {100 * statistics.median(hand[part] for hand in hands) / total:.0f} % |")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
