#!/usr/bin/env python3
"""check_pages.py ALOFT: what the program prints for other programs can be read by them: the manual by man, the completions
by their shells, the schema as JSON."""
import json
import shutil
import subprocess
import sys


def output(*command, given=None):
    return subprocess.run(command, input=given, capture_output=True, text=True)


def manual(aloft):
    page = output(aloft, "man")
    if page.returncode != 0 or not page.stdout:
        return f"aloft man: exit {page.returncode}"
    rendered = output("man", "--warnings", "-E", "UTF-8", "-l", "-", given=page.stdout)
    if rendered.returncode != 0 or rendered.stderr:
        return f"man complains: {rendered.stderr}"
    missing = [word for word in ("NAME", "SYNOPSIS", "EXIT STATUS", "--json") if word not in rendered.stdout]
    return f"the manual has no {', '.join(missing)}" if missing else None


def completion(shell, check):
    def judge(aloft):
        script = output(aloft, "completions", shell)
        if script.returncode != 0 or not script.stdout:
            return f"aloft completions {shell}: exit {script.returncode}"
        if not shutil.which(shell):
            return f"{shell} is not installed"
        read = output(*check, given=script.stdout)
        return f"{shell} complains: {read.stderr}" if read.returncode != 0 or read.stderr else None

    return judge


def schema(aloft):
    text = output(aloft, "schema")
    try:
        root = json.loads(text.stdout)
    except json.JSONDecodeError as problem:
        return f"aloft schema: {problem}"
    if "2020-12" not in root.get("$schema", ""):
        return f"$schema is {root.get('$schema')}"
    return None if root.get("properties") else "no properties"


JUDGES = {
    "man": manual,
    "bash": completion("bash", ["bash", "-n"]),
    "zsh": completion("zsh", ["zsh", "-n", "/dev/stdin"]),
    "fish": completion("fish", ["fish", "--no-execute"]),
    "schema": schema,
}


def main(aloft, which):
    complaint = JUDGES[which](aloft)
    if complaint:
        print(complaint)
    return 1 if complaint else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
