#!/usr/bin/env python3
"""Has every call of every verb on Google Cloud meet every fault: faults.py --aloft aloft_on_practice --practice aloft.

A verb comes through all the same, or says no; then the next one finishes the work or takes it away. There is never more
than one of a thing, and after `down` there is nothing, in the practice cloud's lists and on its bill."""

import argparse
import collections
import concurrent.futures
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile

import google
import kill
import world

VERBS = ("up", "resize", "stop", "start", "down")
REFUSED = "fault: refuse, status: {status}, reason: {reason}, message: {reason}"
# Of any call; of those that may have an effect; and of those that make an operation.
FAULTS = {
    "503": REFUSED.format(status=503, reason="backendError"),
    "cut short": "fault: truncate",
}
CHANGING_FAULTS = {
    "429": REFUSED.format(status=429, reason="rateLimitExceeded"),
    "cut before": "fault: reset-before",
    "cut after": "fault: reset-after",
}
LATE_FAULTS = {
    "late": "fault: fail-late, status: 500, code: INTERNAL_ERROR, message: Internal error.",
    "late rate": "fault: fail-late, status: 429, code: RESOURCE_OPERATION_RATE_EXCEEDED, message: Too fast.",
    "late shortage": "fault: fail-late, status: 503, code: ZONE_RESOURCE_POOL_EXHAUSTED, message: Nothing is left.",
}
CHANGES = ("insert", "delete", "start", "stop", "setScheduling", "setMachineType", "setMachineResources", "patch",
           "resize", "createSnapshot")


def rule(method, number, fault):
    return f"faults: [{{methods: {method}, calls: {number}, {fault}}}]"


def calls_of(options, verb):
    """Each call of Google's that the undisturbed verb makes, as (method, its number)."""
    trial = kill.new_trial(options, verb)
    cloud = trial.home.cloud
    before = cloud.own("GET", "log?after=0&most=1")["last"]
    trial.run(verb)
    calls = cloud.own("GET", f"log?after={before}&most=1000")["calls"]
    if verb != "down":
        trial.remove()
    seen = collections.Counter()
    for call in calls:
        if "." in call["method"] and call["method"] != "oauth2.token":
            seen[call["method"]] += 1
            yield call["method"], seen[call["method"]]


def disturbances(options, verb):
    for method, number in sorted(set(calls_of(options, verb))):
        faults = dict(FAULTS)
        if method.endswith((*CHANGES, "wait")):
            faults |= CHANGING_FAULTS
        if method.endswith(CHANGES):
            faults |= LATE_FAULTS
        for name, fault in faults.items():
            yield f"{verb}, {method} {number}, {name}", verb, rule(method, number, fault)


def try_one(options, position, disturbance):
    """What is wrong after it; nothing when all is well."""
    name, verb, weather = disturbance
    trial = kill.new_trial(options, verb)
    try:
        trial.home.cloud.weather(weather)
        done = subprocess.run([options.aloft, *trial.words(verb)], capture_output=True, text=True, check=False,
                              env=trial.home.environment(), stdin=subprocess.DEVNULL, timeout=google.PATIENCE)
        trial.home.cloud.weather("")
        trial.check_known()
        if done.returncode == 0 and verb == "down":
            trial.check_nothing()
        elif done.returncode == 0:
            trial.check_finished(verb)
        elif not json.loads(done.stdout)["error"]["detail"]:
            raise kill.Violation("it failed and does not say why")
        if verb != "down" and position % 2:
            trial.run(verb)
            trial.check_finished(verb)
        trial.remove()
        return None
    except kill.FAILURES as violation:
        return f"{name}: {violation}"
    finally:
        subprocess.run([options.aloft, *trial.words("down")], capture_output=True, env=trial.home.environment(), check=False)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aloft", required=True, type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--practice", required=True, type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--verbs", default=",".join(VERBS))
    parser.add_argument("--side-by-side", type=int, default=6)
    options = parser.parse_args()
    options.place = "google"
    return options


def main():
    options = parse()
    with tempfile.TemporaryDirectory(prefix="aloft-faults-", dir=world.quick_place()) as folder, \
            google.Clouds(options.practice, pathlib.Path(folder)) as clouds:
        options.folder = pathlib.Path(folder)
        options.home = lambda place: google.GoogleHome(place, clouds.mine())
        all_of_them = list(itertools.chain.from_iterable(disturbances(options, verb) for verb in options.verbs.split(",")))
        with concurrent.futures.ThreadPoolExecutor(options.side_by_side) as pool:
            wrong = [one for one in pool.map(lambda numbered: try_one(options, *numbered), enumerate(all_of_them)) if one]
        if not wrong and clouds.left():
            wrong.append(f"left in the clouds when all was over: {clouds.left()}")
    print("\n".join(wrong), end="\n" if wrong else "")
    print(f"{len(all_of_them)} faults met, {len(wrong)} violations")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
