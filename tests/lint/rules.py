#!/usr/bin/env python3
"""What no file of the project may say, as a table. rules.py prints each place that breaks a rule; exits 1 if any.

A line that must break a rule says so itself: "rule NAME: why", in a comment at its end.
"""
import pathlib
import re
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[2]
LONGEST = 600  # lines; a file that needs more has two jobs
LONG_FOR_A_REASON = {"LICENSE", "docs/aloft.schema.json", "examples/char-rnn/alice.txt", "src/market/catalog/offerings-aws.csv",
                     "src/market/catalog/offerings-gcp.csv",
                     "src/practice/google/schemas/compute.txt", "tests/practice/package-lock.json"}

# name, in which files, not in which, what is refused, why
RULES = [
    ("clock", r"^src/.*\.(cpp|hpp)$", r"^src/system/", r"\b(system|steady|high_resolution)_clock::now\b|\btime\(\s*(nullptr|NULL|0)\s*\)|\bgettimeofday\b|\bclock_gettime\b",
     "ask the Clock that was passed in, so that tests can turn its hands"),
    ("sleep", r"^(src|tests/unit|tests/fakes)/.*\.(cpp|hpp)$", r"^(src|tests/unit)/system/", r"\bsleep_(for|until)\b|::sleep\(|\b(u|nano)sleep\(",
     "use Clock::sleep, or wait for the condition itself"),
    ("process", r"^src/.*\.(cpp|hpp)$", r"^src/system/", r"\b(v?fork|popen|posix_spawnp?|exec[lv]p?e?)\(|(?<![\w.>])(std::)?system\(",
     "run programs through Processes"),
    ("signals", r"^src/.*\.(cpp|hpp)$", r"^src/system/", r"\bsigaction\(|\bstd::signal\(|(?<![\w.>:])kill\(", "signals are src/system/'s"),
    ("random", r"^src/.*\.(cpp|hpp)$", r"^src/system/", r"\brandom_device\b|\bmt19937|(?<![\w.>])s?rand\(", "ask the Random that was passed in"),
    ("host-keys", r".", None, r"StrictHostKeyChecking[\s=\"',]+(no|off|accept-new)\b", "a host key is never left unchecked"),
    ("later", r"\.(cpp|hpp|c|h|py|sh|cmake|txt|md)$|^check$|^try$", None, r"\b(TODO|FIXME|XXX|HACK)\b", "do it now, or say in the code's own words why it is not done"),
    # The recipe is let off because Debian calls its package of Docker like that host.
    ("hosts", r".", r"^LICENSE$|^src/recipes/docker/apply\.sh$", r"\b(deb\.debian\.org|pypi\.org|files\.pythonhosted\.org|docker\.io|quay\.io|ghcr\.io|registry\.npmjs\.org|archive\.ubuntu\.com)\b",
     "the computer's own settings say where packages come from"),
    ("paths", r".", None, r"(?<![\w.$}])/(work|home/\w+)/", "a path of one computer"),
    ("heavy", r"^src/.*\.hpp$", r"^src/(wire|spec|cli|ledger|clouds/local)/|^src/practice/google/call\.hpp$", r"#\s*include\s*<(nlohmann/json\.hpp|yaml-cpp/|CLI/|soci/)",
     "a heavy header belongs into the room's own files; json_fwd.hpp is there for headers"),
    ("dangling", r"\.(cpp|hpp)$", None, r"\bfor \(.* : (\*[^()]*\(.*\)|[^()]*\(.*\)\.value\(\))\)(?!\))", "the Result dies before the loop begins; give it a name"),
    ("bad-names", None, None, None, "a helper lives with its only user or earns a name"),
    ("length", None, None, None, f"more than {LONGEST} lines: it has two jobs"),
    ("readme", None, None, None, "a folder of src/ says in a README.md what lives there and where to start reading"),
]
TEXT_RULES = [(name, re.compile(files), re.compile(outside) if outside else None, re.compile(refused), why)
              for name, files, outside, refused, why in RULES if files]
WHY = {rule[0]: rule[4] for rule in RULES}
NAMES_THAT_SAY_NOTHING = re.compile(r"(^|/)(utils?|common|helpers?|misc|managers?)(/|\.|_|$)|_(utils?|helpers?|manager)\.")


def complaints_about_text(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        for name, files, outside, refused, why in TEXT_RULES:
            if not files.search(path) or (outside and outside.search(path)) or not refused.search(line):
                continue
            if f"rule {name}: " not in line:
                yield f"{path}:{number}: {name}: {refused.search(line).group(0)!r}: {why}"
    if path not in LONG_FOR_A_REASON and text.count("\n") > LONGEST:
        yield f"{path}: length: {WHY['length']}"


def complaints_about_names(paths):
    for path in paths:
        if NAMES_THAT_SAY_NOTHING.search(path):
            yield f"{path}: bad-names: {WHY['bad-names']}"
    folders = {str(pathlib.PurePosixPath(path).parent) for path in paths if re.match(r"src/.+/.+\.(cpp|hpp)$", path)}
    for folder in sorted(folders):
        if f"{folder}/README.md" not in paths:
            yield f"{folder}: readme: {WHY['readme']}"


def project_files():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=PROJECT,
                            check=True, capture_output=True, text=True).stdout
    return sorted(path for path in listed.split("\0") if path and (PROJECT / path).is_file())


def main():
    paths = project_files()
    found = list(complaints_about_names(paths))
    for path in paths:
        if path.startswith("tests/lint/"):
            continue  # speaks of what it refuses
        try:
            found.extend(complaints_about_text(path, (PROJECT / path).read_text()))
        except UnicodeDecodeError:
            continue  # a picture
    for complaint in found:
        print(complaint)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
