"""The names that a machine of Google's has in its /etc/hosts: its own, and the metadata server's."""

import os

MARK = "# Added by Google"
FILE = "/etc/hosts"


def merged(present, lines):
    """The person's lines with these of ours, and no older ones."""
    kept = [line for line in present if not line.endswith(MARK)]
    return kept + [f"{line}  {MARK}" for line in lines]


def main():
    with open("/run/aloft/guest/names", encoding="utf-8") as file:
        lines = file.read().splitlines()
    present = ["127.0.0.1 localhost"]
    if os.path.exists(FILE):
        with open(FILE, encoding="utf-8", errors="surrogateescape") as file:
            present = file.read().splitlines() or present
    with open(FILE + ".new", "w", encoding="utf-8", errors="surrogateescape") as file:
        file.writelines(line + "\n" for line in merged(present, lines))
    os.replace(FILE + ".new", FILE)


if __name__ == "__main__":
    main()
