#!/usr/bin/env python3
"""notebook.py ALOFT CACHE [ROUNDS]: from a bare machine to a notebook that answers, in its parts, against what the
package installer takes by itself for the same packages on a machine of the same kind.

By hand is the least: uv from PyPI and the two environments, one after the other as a person types them. No service, no
password, no kernel of the person's own, and nothing is checked."""
import statistics
import sys
import time

from machine import machine
from side_by_side import ratio

SPEC = "python:\n  packages: [numpy]\ncode: none\n"
BY_HAND = """set -e
sudo install -d -o "$USER" /opt/by-hand; cd /opt/by-hand
export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt PIP_CERT=/etc/ssl/certs/ca-certificates.crt
python3 -m venv uv; uv/bin/pip install --quiet uv
uv/bin/uv venv --quiet env; uv/bin/uv pip install --quiet --python env numpy ipykernel
uv/bin/uv venv --quiet lab; uv/bin/uv pip install --quiet --python lab 'jupyterlab>=4.2,<5'
"""


def ours(aloft, cache):
    """Seconds of the whole, and of each step and recipe."""
    with machine(aloft, "bench-ours", cache) as one:
        one.up("--setup", "bare")
        (one.home / "aloft.yaml").write_text(SPEC)
        began = time.perf_counter()
        events = one.up("--setup", "full")
        whole = time.perf_counter() - began
    steps = next(event["plan"]["steps"] for event in events if event["event"] == "plan-begins")
    parts = {}
    for event in events:
        if event["event"] == "step-ends" and steps[event["step"]]["resource"]["ref"]["kind"] != "software":
            parts[steps[event["step"]]["resource"]["ref"]["kind"]] = event["took_ms"] / 1000
        if event["event"] == "task-moves" and event["state"] == "done":
            parts[f"recipe {event['task']}"] = event["took_ms"] / 1000
    return whole, parts


def by_hand(aloft, cache):
    with machine(aloft, "bench-hand", cache) as one:
        one.up("--setup", "bare")
        began = time.perf_counter()
        one.on_it(BY_HAND)
        return time.perf_counter() - began


def main(aloft, cache, rounds=3):
    whole, hands, parts = [], [], {}
    for _ in range(rounds):
        seconds, took = ours(aloft, cache)
        whole.append(seconds)
        for part, time_of_it in took.items():
            parts.setdefault(part, []).append(time_of_it)
        hands.append(by_hand(aloft, cache))
    median, low, high = ratio(hands, whole)
    print(f"| from a bare machine | as long as the package installer by itself | middle half of {rounds} rounds |")
    print("|---|---|---|")
    print(f"| `aloft up`: JupyterLab answers, packages are checked | {median:.2f} times | {low:.2f} to {high:.2f} |")
    total = statistics.median(whole)
    print("\n| part (some run beside each other) | share of the whole |\n|---|---|")
    for part, took in parts.items():
        print(f"| {part} | {100 * statistics.median(took) / total:.0f} % |")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:4]))
