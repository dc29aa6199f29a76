#!/usr/bin/env python3
"""Holds the #include lines of src/ against the aloft_room(...) table in src/CMakeLists.txt.

check_layers.py PROJECT: says each include that the table does not permit and each circle in the table; exits 1 if any.
main/ is where everything is put together: it may include all and is included by none.
"""
import pathlib
import re
import sys

COMPOSITION_ROOT = "main"


def permissions(cmake_text):
    """Room -> rooms it may include."""
    table = {}
    for call in re.finditer(r"^\s*aloft_room\(([^)]*)\)", re.sub(r"#.*", "", cmake_text), re.MULTILINE):
        words = call.group(1).split()
        allowed, keyword = [], None
        for word in words[1:]:
            if word in ("MAY_INCLUDE", "LINKS"):
                keyword = word
            elif keyword == "MAY_INCLUDE":
                allowed.append(word)
        table[words[0]] = allowed
    return table


def room_of(path, rooms):
    """The longest room name that the path starts with: clouds/local/x.hpp is in clouds/local, clouds/x.hpp in clouds."""
    folder = path.rsplit("/", 1)[0] if "/" in path else ""
    while folder:
        if folder in rooms:
            return folder
        folder = folder.rpartition("/")[0]
    return None


def circles(table):
    """Rooms that reach themselves."""
    for room in table:
        seen, ahead = set(), list(table[room])
        while ahead:
            other = ahead.pop()
            if other == room:
                yield room
                break
            if other not in seen:
                seen.add(other)
                ahead.extend(table.get(other, []))


def complaints(project):
    source = project / "src"
    table = permissions((source / "CMakeLists.txt").read_text())
    rooms = set(table) | {COMPOSITION_ROOT}
    for room in circles(table):
        yield f"src/CMakeLists.txt: {room} may include itself by way of others"
    for room, allowed in table.items():
        for other in allowed:
            if other not in table:
                yield f"src/CMakeLists.txt: {room} may include {other}, which is no room"
    for path in sorted(source.rglob("*")):
        if path.suffix not in (".cpp", ".hpp", ".c", ".h"):
            continue
        here = path.relative_to(source).as_posix()
        room = room_of(here, rooms)
        if room is None:
            yield f"src/{here}: is in no room of src/CMakeLists.txt"
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            include = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
            if not include:
                continue
            target = include.group(1)
            if target.startswith("embedded/"):
                continue  # made by aloft_embed from the room's own files
            if not (source / target).exists():
                yield f"src/{here}:{number}: {target} is not a path from src/"
                continue
            other = room_of(target, rooms)
            if other == COMPOSITION_ROOT and room != COMPOSITION_ROOT:
                yield f"src/{here}:{number}: nothing includes {COMPOSITION_ROOT}/"
            elif other != room and room != COMPOSITION_ROOT and other not in table[room]:
                yield f"src/{here}:{number}: {room} may not include {other} ({target})"


def main(project):
    found = list(complaints(project))
    for complaint in found:
        print(complaint)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
