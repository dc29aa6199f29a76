#!/usr/bin/env python3
"""logs.py ALOFT CACHE [ROUNDS]: the output of a job by `aloft logs` against `ssh … tail -f` of the same file: how long
200 MB take, and how late a line is that has just been written. Then what the agent costs while nobody asks it anything."""
import pathlib
import statistics
import subprocess
import sys
import time

from machine import machine
from side_by_side import in_turns, ratio

MEGABYTES = 200
LINES = 200
WRITER = f"""
import time
for number in range({LINES}):
    print(time.clock_gettime_ns(time.CLOCK_REALTIME), flush=True)
    time.sleep(0.02)
"""


def lags(command, environment, first_comes):
    """Milliseconds between a line's writing, which it tells, and its coming."""
    late = []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL) as follower:
        first_comes()
        for line in follower.stdout:
            if line.strip().isdigit():
                late.append((time.clock_gettime_ns(time.CLOCK_REALTIME) - int(line)) / 1e6)
            if len(late) == LINES:
                break
        follower.terminate()
    return late


def agent_costs(one):
    """Its size, what is resident, and the part of a processor that it takes while idle."""
    pid = one.on_it("systemctl show --property=MainPID --value aloft-agent").strip()
    resident = int(one.on_it(f"sudo awk '/VmRSS/ {{ print $2 }}' /proc/{pid}/status"))
    size = int(one.on_it("stat -c %s /usr/local/lib/aloft/aloft-agent"))
    ticks = lambda: sum(map(int, one.on_it(f"sudo cat /proc/{pid}/stat").rsplit(")", 1)[1].split()[11:13]))
    before, began = ticks(), time.perf_counter()
    time.sleep(10)
    return size, resident, (ticks() - before) / 100 / (time.perf_counter() - began)


def main(aloft, cache, rounds=5):
    with machine(aloft, "bench-logs", cache) as one:
        (one.home / "aloft.yaml").write_text("code: none\nnotebook:\n  server: none\n")
        one.up()
        file = "/var/lib/aloft/jobs/1/output"
        one.call("run", one.name, "--json", "--", f"head -c {MEGABYTES}M /dev/zero | tr '\\0' x | fold -w 99")
        quiet = lambda command: lambda: subprocess.run(command, env=one.environment, check=True, stdout=subprocess.DEVNULL)
        ways = {"theirs": quiet(one.ssh(f"sudo cat {file}")), "ours": quiet([aloft, "logs", one.name, "1"])}
        took = in_turns(ways, rounds)
        median, low, high = ratio(took["theirs"], took["ours"])
        print(f"| the output of a job | `aloft logs` takes as long as plain ssh | middle half of {rounds} rounds |")
        print("|---|---|---|")
        print(f"| {MEGABYTES} MB, whole processes, against `ssh … cat` | {median:.2f} times | {low:.2f} to {high:.2f} |")

        their_lags, our_lags = [], []
        (pathlib.Path(one.home) / "writer.py").write_text(WRITER)
        one.call("push", one.home / "writer.py", f"{one.name}:work/writer.py")
        for round_ in range(rounds):
            one.on_it("sudo rm -f /tmp/lines; touch /tmp/lines")
            start = lambda: subprocess.Popen(one.ssh("python3 work/writer.py > /tmp/lines"), stdin=subprocess.DEVNULL)
            their_lags.append(statistics.median(lags(one.ssh("tail -n +1 -f /tmp/lines"), one.environment, start)))
            one.call("run", one.name, "--detach", "--json", "--", "python3 writer.py")
            follow = [aloft, "logs", one.name, "--follow"]
            our_lags.append(statistics.median(lags(follow, one.environment, lambda: None)))
        median, low, high = ratio(their_lags, our_lags)
        print(f"| lag of a line, median of {LINES}, against `ssh … tail -f` | {median:.2f} times | {low:.2f} to {high:.2f} |")

        size, resident, busy = agent_costs(one)
        print("\n| the agent | |\n|---|---|")
        print(f"| its file | {size / 1e6:.1f} MB |")
        print(f"| resident, after that | {resident / 1024:.1f} MB |")
        print(f"| of one processor while idle, over 10 s | {100 * busy:.2f} % |")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:4]))
