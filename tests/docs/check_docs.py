#!/usr/bin/env python3
"""check_docs.py ALOFT: holds the documents against the project and the program.

links    a link of a document to a file of the project leads somewhere
verbs    a command line in a document uses verbs and options that the program knows
paths    a path of src/ or tests/ that a document names exists
"""
import pathlib
import re
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Options that belong to what runs on the machine, not to aloft, stand after " -- ".
COMMAND = re.compile(r"(?:^\$ |^|`|; |&& )(?:\./)?aloft((?: [^`#|;&\n]+)?)", re.MULTILINE)


def documents():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md"], cwd=PROJECT,
                            check=True, capture_output=True, text=True).stdout
    return [PROJECT / line for line in listed.splitlines() if (PROJECT / line).exists()]


def broken_links(path, text):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", FENCE.sub("", text)):
        if "://" not in target and not (path.parent / target).exists():
            yield f"{path.relative_to(PROJECT)}: link to {target}, which does not exist"


def missing_paths(path, text):
    """Paths from the project's root, and files of a room by their path from src/."""
    for named in re.findall(r"`([\w-]+/[\w./-]*\w\.(?:cpp|hpp|py|sh|txt|md|cmake|yaml|json))`|`((?:src|tests|bench|docs|packages|cmake)/[\w./-]+)`", text):
        name = (named[0] or named[1]).rstrip("/")
        places = [place for place in (PROJECT, PROJECT / "src", path.parent) if (place / name.split("/")[0]).is_dir()]
        if "NAME" not in name and places and not any((place / name).exists() for place in places):
            yield f"{path.relative_to(PROJECT)}: names {name}, which does not exist"


def commands(text):
    code = "\n".join(FENCE.findall(text)) + "\n" + "\n".join(re.findall(r"`(aloft [^`\n]+)`", FENCE.sub("", text)))
    for words in COMMAND.findall(code):
        yield words.split(" -- ")[0].split()


class Program:
    """What the program says of itself."""

    def __init__(self, aloft):
        self.aloft = aloft
        self.help = {}

    def help_of(self, verb):
        if verb not in self.help:
            said = subprocess.run([self.aloft, "help", verb], capture_output=True, text=True)
            self.help[verb] = said.stdout if said.returncode == 0 else None
        return self.help[verb]


def unknown_words(path, text, program):
    for words in commands(text):
        where = f"{path.relative_to(PROJECT)}: `aloft {' '.join(words)}`"
        if not words or not re.fullmatch(r"[a-z][a-z-]*", words[0]):
            continue  # a sentence about aloft, or VERB in capitals
        if program.help_of(words[0]) is None:
            yield f"{where}: there is no verb {words[0]}"
            continue
        for option in (word.split("=")[0] for word in words if re.match(r"--[a-z]", word)):
            if not re.search(re.escape(option) + r"\b", program.help_of(words[0])) and option not in ("--help", "--version"):
                yield f"{where}: {words[0]} has no {option}"


def main(aloft):
    program = Program(aloft)
    found = []
    for path in documents():
        text = path.read_text()
        found += [*broken_links(path, text), *missing_paths(path, text), *unknown_words(path, text, program)]
    for complaint in found:
        print(complaint)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
