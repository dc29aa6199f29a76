#!/usr/bin/env python3
"""google.py ALOFT ALOFT_ON_PRACTICE MANY_UPS: `aloft up` and `aloft status` on the practice cloud against the bound that
the calls' own latency sets, and 200 machines at once against the bound that a limit of calls sets."""
import collections
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "harness"))
import google  # noqa: E402  (the harness's judge)

LATENCY = 0.2
ROUNDS = 7
MACHINES = 200
A_MINUTE = 1200
UP = ["up", "--on", "gcp", "--region", "us-central1", "--name", "lab", "--cpus", "4", "--setup", "bare", "--yes", "--json"]
DOWN = ["down", "lab", "--yes"]
STOP = ["stop", "lab"]
START = ["start", "lab"]
# What is measured, and what brings the machine to where it begins.
COMMANDS = (("aloft up", UP, DOWN), ("aloft up again, nothing to do", UP, UP), ("aloft status", ["status", "--json"], None),
            ("aloft status --refresh", ["status", "--refresh", "--json"], None), ("aloft stop", STOP, START),
            ("aloft start", START, STOP), ("aloft down", DOWN, UP))


def weather(seconds):
    return f"latency: [{{least: {seconds * 1000:.0f}ms, most: {seconds * 1000:.0f}ms}}]" if seconds else ""


def calls_after(cloud, number):
    calls = cloud.own("GET", f"log?after={number}&most=1000")["calls"]
    return [call["method"] for call in calls if call["method"] != "oauth2.token"], calls[-1]["number"] if calls else number


class Person:
    def __init__(self, program, cloud):
        self.program = program
        self.cloud = cloud
        self.environment = dict(os.environ, ALOFT_HOME=str(cloud.folder), ALOFT_PAPER=str(cloud.folder), ALOFT_PRACTICE="1")

    def seconds(self, words):
        begun = time.monotonic()
        done = subprocess.run([self.program, *words], env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{words}: {done.stdout[-800:]}{done.stderr}")
        return time.monotonic() - begun


def round_trips(person, words, before):
    """(that one waits for the other, calls, seconds at LATENCY, the calls). What a longer latency adds says how many calls
    wait for each other."""
    slow, slower = [], []
    for latency, taken in [(LATENCY, slow), (2 * LATENCY, slower)] * ROUNDS:
        if before:
            person.cloud.weather("")
            person.seconds(before)
        person.cloud.weather(weather(latency))
        number = person.cloud.own("GET", "status")["calls"]
        taken.append(person.seconds(words))
        methods, _ = calls_after(person.cloud, number)
    chain = round((statistics.median(slower) - statistics.median(slow)) / LATENCY)
    return chain, len(methods), statistics.median(slow), methods


def alone(aloft, on_practice, folder):
    cloud = google.PracticeCloud(aloft, folder / "alone")
    try:
        person = Person(on_practice, cloud)
        print(f"Each call takes {LATENCY * 1000:.0f} ms. How many wait for each other is what a latency of twice that adds.\n")
        print("| command | calls | one after the other | takes as long as these |\n|---|---|---|---|")
        listed = []
        person.seconds(UP)
        for name, words, before in COMMANDS:
            chain, calls, seconds, methods = round_trips(person, words, before)
            ratio = f"{seconds / (chain * LATENCY):.2f} times" if chain else f"{seconds * 1000:.0f} ms"
            print(f"| `{name}` | {calls} | {chain} | {ratio} |")
            listed.append((name, methods))
        for name, methods in listed:
            if not methods:
                continue
            counted = collections.Counter(methods)
            print(f"\nThe calls of `{name}`: " + ", ".join(f"{method}{f' ({n})' if n > 1 else ''}" for method, n in counted.items()) + ".")
    finally:
        cloud.say("reset", "--yes")


def admitted_and_refused(lines):
    calls = [line for line in lines.splitlines() if '"method":"compute' in line or '"method":"cloudquotas' in line]
    admitted = sum("rateLimitExceeded" not in line for line in calls)
    return admitted, len(calls) - admitted


def many(aloft, many_ups, folder, limit):
    """Of all `up`, then of all `down`: (seconds, calls that were admitted, that were refused, megabytes until then)."""
    cloud = google.PracticeCloud(aloft, folder / f"many{limit}")
    try:
        cloud.weather(f"calls_per_minute: {A_MINUTE}" if limit else "")
        done = subprocess.run([many_ups, str(MACHINES)], env=dict(os.environ, ALOFT_HOME=str(cloud.folder)), capture_output=True,
                              text=True, check=True)
        failed, up, up_kilobytes, down, down_kilobytes = map(int, done.stdout.split())
        if failed:
            raise RuntimeError(f"{failed} failed: {done.stderr[-2000:]}")
        lines = (cloud.folder / "practice/google/calls.log").read_text()
        # No `up` lists what is there, and each `down` does so at once.
        down_begins = lines.rfind("\n", 0, lines.find("compute.snapshots.list"))
        return [(up / 1000, *admitted_and_refused(lines[:down_begins]), up_kilobytes / 1024),
                (down / 1000, *admitted_and_refused(lines[down_begins:]), down_kilobytes / 1024)]
    finally:
        cloud.say("reset", "--yes")


def together(aloft, many_ups, folder):
    free = many(aloft, many_ups, folder, False)
    held = many(aloft, many_ups, folder, True)
    print(f"\n{MACHINES} machines at once in one process, {A_MINUTE // 60} calls a second, counted by the minute: what has been "
          "admitted in one waits for the next. The bound is what the limit alone makes it, or what it takes without one.\n\n"
          "| command | calls | refused, and asked again | the bound | takes as long | as long as at an even "
          f"{A_MINUTE // 60} a second | memory at most |\n|---|---|---|---|---|---|---|")
    for name, (unhindered, *_), (seconds, admitted, refused, megabytes) in zip(("aloft up", "aloft down"), free, held):
        bound = max(unhindered, (admitted - 1) // A_MINUTE * 60)
        print(f"| `{name}` | {admitted} | {refused} | {bound:.0f} s | {seconds / bound:.2f} times | "
              f"{seconds / (admitted / (A_MINUTE / 60)):.2f} times | {megabytes:.0f} MB |")


def main(aloft, on_practice, many_ups):
    with tempfile.TemporaryDirectory() as name:
        alone(aloft, on_practice, pathlib.Path(name))
        together(aloft, many_ups, pathlib.Path(name))


if __name__ == "__main__":
    main(*sys.argv[1:])
