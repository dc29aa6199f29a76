#!/usr/bin/env python3
"""Counts the JUnit files that ./check gathered, says what failed and what was skipped and why, and ends in one line:
"N passed, N failed" or "N passed, N failed, N skipped".

NAME.xml is ctest's, and NAME/tests.json says which program each of its tests runs. The other files in NAME/ are
GoogleTest's, one a program, whose cases count instead of the program.

Tests of real machines may be skipped where no machine can be made. Where CI is set they must run, or ALOFT_MACHINES=off
must say that they need not.
"""
import json
import os
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

MUST_RUN = {"machines", "harness"}


def reason(case):
    """Why a case was skipped: GoogleTest's message, or the line of its output that begins with "skipped:"."""
    skipped = case.find("skipped")
    if skipped is not None and skipped.get("message") not in (None, "", "SKIP_RETURN_CODE=77"):
        return skipped.get("message").strip().splitlines()[-1]
    lines = [line.strip() for line in (case.findtext("system-out") or "").splitlines() if line.strip()]
    said = [line.split(":", 1)[1].strip() for line in lines if line.lower().startswith("skipped:")]
    return said[-1] if said else (lines[-1] if lines else "no reason given")


def verdict(case):
    if case.find("failure") is not None or case.find("error") is not None or case.get("status") == "fail":
        return "failed"
    if case.find("skipped") is not None or case.get("status") in ("disabled", "notrun"):
        return "skipped"
    return "passed"


def programs(folder):
    """The program that each of ctest's tests runs."""
    listing = folder / "tests.json"
    tests = json.loads(listing.read_text())["tests"] if listing.exists() else []
    return {test["name"]: pathlib.Path(test["command"][0]).name for test in tests if "command" in test}


def gtest_cases(folder):
    """The cases of each GoogleTest program. One that ran twice has its second file called PROGRAM_1.xml."""
    cases = {}
    for path in sorted(folder.glob("*.xml")):
        try:
            root = xml.parse(path).getroot()
        except xml.ParseError:
            continue  # the program died while writing; ctest's own case says so
        program = re.sub(r"_\d+$", "", path.stem)
        for case in root.iter("testcase"):
            cases.setdefault(program, []).append((f"{case.get('classname')}.{case.get('name')}", case))
    return cases


def results(reports):
    for path in sorted(reports.glob("*.xml")):
        part = path.stem
        runs, inner = programs(reports / part), gtest_cases(reports / part)
        for case in xml.parse(path).getroot().iter("testcase"):
            name = case.get("name")
            inside = inner.get(runs.get(name), [])
            inner[runs.get(name)] = []
            for inside_name, inside_case in inside:
                yield part, f"{name} {inside_name}", inside_case
            # A program that failed although every case in it passed died on the way out, or broke a sanitizer's rule.
            if not inside or (verdict(case) != "passed" and all(verdict(c) == "passed" for _, c in inside)):
                yield part, name, case


def main(reports):
    in_ci = bool(os.environ.get("CI"))
    machines_off = os.environ.get("ALOFT_MACHINES") == "off"
    count = {"passed": 0, "failed": 0, "skipped": 0}
    told = {"failed": [], "skipped": []}
    for part, name, case in results(reports):
        is_now = verdict(case)
        line = f"{part}: {name}"
        if is_now == "skipped":
            line += f": {reason(case)}"
            if part in MUST_RUN and in_ci and not machines_off:
                is_now = "failed"
                line += " (where CI is set, real machines must run)"
        count[is_now] += 1
        if is_now in told:
            told[is_now].append(line)
    print()
    for is_now in ("skipped", "failed"):
        for line in told[is_now]:
            print(f"{is_now:8} {line}")
    print(f"{count['passed']} passed, {count['failed']} failed" + (f", {count['skipped']} skipped" if count["skipped"] else ""))
    return 0 if count["failed"] == 0 and count["passed"] > 0 else 1


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
