"""Runs the startup or the shutdown script of the metadata, as root, with its words on the console."""

import os
import subprocess
import sys
import tempfile

import metadata


def say(kind, text):
    print(f"{kind}-script: {text}", flush=True)


def run(kind, text):
    with tempfile.TemporaryDirectory(prefix=f"metadata-scripts-{kind}-") as folder:
        path = os.path.join(folder, f"{kind}-script")
        with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
        os.chmod(path, 0o700)
        # Google starts it as a program; one without a first line that says of which kind it is counts as a shell's.
        words = [path] if text.startswith("#!") else ["/bin/sh", path]
        try:
            script = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      cwd="/", errors="replace", text=True)
        except OSError as problem:
            say(kind, f"cannot be started: {problem}")
            return
        for line in script.stdout:
            say(kind, line.rstrip("\n"))
        say(kind, f"exit status {script.wait()}")


def main(kind):
    # At the end there is little time, and whoever ended the practice cloud must not wait for its machines.
    tries = 60 if kind == "startup" else 2
    try:
        text = metadata.attribute(f"{kind}-script", tries)
        address = metadata.attribute(f"{kind}-script-url", tries)
    except OSError as problem:
        say(kind, f"the metadata server does not answer: {problem}")
        return
    if address is not None:
        say(kind, f"{kind}-script-url is not run: the practice cloud has no Cloud Storage; use {kind}-script")
    if text is None:
        say(kind, "no script in the metadata")
        return
    run(kind, text)


if __name__ == "__main__":
    main(sys.argv[1])
