#!/usr/bin/env python3
"""Shows that each rule refuses what it should and lets pass what it should."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from rules import RULES, complaints_about_names, complaints_about_text  # noqa: E402

# rule, path, line; the rule must complain
REFUSED = [
    ("clock", "src/apply/a.cpp", "auto t = std::chrono::steady_clock::now();"),
    ("clock", "src/apply/a.cpp", "auto t = time(nullptr);"),
    ("sleep", "src/apply/a.cpp", "std::this_thread::sleep_for(1s);"),
    ("sleep", "tests/unit/apply/a.cpp", "usleep(10);"),
    ("process", "src/machine/a.cpp", "auto p = fork();"),
    ("process", "src/machine/a.cpp", "std::system(command);"),
    ("process", "src/machine/a.cpp", "FILE* f = popen(c, \"r\");"),
    ("process", "src/machine/a.cpp", "execvp(argv[0], argv);"),
    ("signals", "src/cli/a.cpp", "sigaction(SIGINT, &action, nullptr);"),
    ("random", "src/plan/a.cpp", "std::random_device device;"),
    ("host-keys", "src/machine/a.cpp", "\"StrictHostKeyChecking no\""),
    ("host-keys", "tests/machines/a.sh", "ssh -o StrictHostKeyChecking=accept-new x"),
    ("host-keys", "docs/a.md", "ssh -oStrictHostKeyChecking=no x"),
    ("later", "src/core/a.hpp", "// TODO: later"),
    ("hosts", "src/clouds/local/a.cpp", "\"http://deb.debian.org/debian\""),
    ("paths", "docs/a.md", "see /work/somewhere"),
    ("dangling", "src/plan/a.cpp", "for (const Found& one : *cloud.owned(owner)) use(one);"),
    ("dangling", "tests/unit/plan/a.cpp", "for (const Found& one : cloud.owned(owner).value()) use(one);"),
    ("heavy", "src/operations/a.hpp", "#include <nlohmann/json.hpp>"),
]

PASSED = [
    ("src/system/clock.cpp", "return std::chrono::steady_clock::now();"),
    ("src/apply/a.cpp", "clock.sleep(retry);"),
    ("src/apply/a.cpp", "around.processes.system(command);"),
    ("src/machine/a.cpp", "\"StrictHostKeyChecking yes\""),
    ("tests/unit/machine/a.cpp", "Not(HasSubstr(\"StrictHostKeyChecking no\")));  // rule host-keys: shows that it is absent"),
    ("src/operations/a.hpp", "#include <nlohmann/json_fwd.hpp>"),
    ("src/plan/a.cpp", "for (const Found& one : *owned) use(one);"),
    ("src/plan/a.cpp", "for (const auto& one : parse(read_file(file).value())) use(one);"),
    ("src/apply/a.cpp", "const auto runtime(deadline);"),
]


def main():
    wrong = []
    for rule, path, line in REFUSED:
        if not any(f": {rule}: " in said for said in complaints_about_text(path, line)):
            wrong.append(f"{rule} lets pass in {path}: {line}")
    for path, line in PASSED:
        wrong.extend(f"should pass: {said}" for said in complaints_about_text(path, line))
    if not list(complaints_about_text("src/core/long.cpp", "x\n" * 601)):
        wrong.append("length lets 601 lines pass")
    if list(complaints_about_text("src/core/long.cpp", "x\n" * 600)):
        wrong.append("length refuses 600 lines")
    for path in ("src/util/a.cpp", "src/core/string_helpers.cpp", "src/core/lock_manager.hpp"):
        if not any("bad-names" in said for said in complaints_about_names([path, "src/util/README.md", "src/core/README.md"])):
            wrong.append(f"bad-names lets {path} pass")
    if list(complaints_about_names(["src/core/a.cpp", "src/core/README.md"])):
        wrong.append("a good folder is refused")
    if not list(complaints_about_names(["src/core/a.cpp"])):
        wrong.append("readme lets a folder without one pass")
    tried = {rule for rule, _, _ in REFUSED} | {"bad-names", "length", "readme"}
    wrong.extend(f"no case tries the rule {name}" for name, *_ in RULES if name not in tried)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
