#!/usr/bin/env python3
"""Shows that check_layers.py refuses what it should, on a small house of its own and on a copy of the real one."""
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from check_layers import complaints  # noqa: E402

PROJECT = pathlib.Path(__file__).resolve().parents[2]
TABLE = "aloft_room(core)\naloft_room(net MAY_INCLUDE core)\naloft_room(clouds MAY_INCLUDE core LINKS x)\naloft_room(clouds/far MAY_INCLUDE core clouds net)\n"

# name, table, file -> text, what the one complaint must say ("" for none)
CASES = [
    ("what the table permits", TABLE, {"core/a.hpp": "", "net/b.cpp": '#include "core/a.hpp"\n#include <vector>'}, ""),
    ("its own room", TABLE, {"core/a.hpp": "", "core/a.cpp": '#include "core/a.hpp"'}, ""),
    ("upward", TABLE, {"net/b.hpp": "", "core/a.cpp": '#include "net/b.hpp"'}, "core may not include net"),
    ("a room within a room", TABLE, {"clouds/far/b.hpp": "", "clouds/a.cpp": '#include "clouds/far/b.hpp"'}, "clouds may not include clouds/far"),
    ("permitted, but only to the inner room", TABLE, {"net/b.hpp": "", "clouds/a.cpp": '#include "net/b.hpp"'}, "clouds may not include net"),
    ("odd spacing", TABLE, {"net/b.hpp": "", "core/a.cpp": '  #  include  "net/b.hpp"'}, "core may not include net"),
    ("main is included by none", TABLE, {"main/m.hpp": "", "core/a.cpp": '#include "main/m.hpp"'}, "nothing includes main/"),
    ("main may include all", TABLE, {"net/b.hpp": "", "main/m.cpp": '#include "net/b.hpp"'}, ""),
    ("a relative path", TABLE, {"core/a.hpp": "", "core/a.cpp": '#include "a.hpp"'}, "is not a path from src/"),
    ("a folder that is no room", TABLE, {"util/a.cpp": ""}, "is in no room"),
    ("a circle", "aloft_room(a MAY_INCLUDE b)\naloft_room(b MAY_INCLUDE c)\naloft_room(c MAY_INCLUDE b)\n", {}, "may include itself"),
    ("a room that is none", "aloft_room(a MAY_INCLUDE ghost)\n", {}, "which is no room"),
    ("a permission in a comment", "aloft_room(core) # MAY_INCLUDE net\naloft_room(net)\n", {"net/b.hpp": "", "core/a.cpp": '#include "net/b.hpp"'}, "core may not include net"),
]


def house(folder, table, files):
    source = folder / "src"
    source.mkdir(parents=True)
    (source / "CMakeLists.txt").write_text(table)
    for name, text in files.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text)
    return folder


def main():
    wrong = []
    for name, table, files, expected in CASES:
        with tempfile.TemporaryDirectory() as folder:
            said = list(complaints(house(pathlib.Path(folder) / "project", table, files)))
        if (not expected and said) or (expected and not any(expected in line for line in said)):
            wrong.append(f"{name}: expected {expected or 'nothing'!r}, got {said}")
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "project"
        shutil.copytree(PROJECT / "src", copy / "src")
        with (copy / "src/core/money.hpp").open("a") as header:
            header.write('#include "ledger/ledger.hpp"\n')
        said = list(complaints(copy))
        if not any("core may not include ledger" in line for line in said):
            wrong.append(f"the real house with core including ledger: got {said}")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
