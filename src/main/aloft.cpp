#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "main/compose.hpp"

/// Exceptions are for bugs, and this is where they end.
constexpr int exit_of_a_bug = 70;

int main(int count, char** words) try {
    return aloft::run_aloft(std::vector<std::string>(words + 1, words + count),
                            [](aloft::Ledger& ledger) -> aloft::Journal& { return ledger; });
} catch (const std::exception& bug) {
    fmt::print(
        stderr,
        "aloft: this is a bug in aloft, please report it: {}\nWhat was made is in the ledger: `aloft status` shows it.\n",
        bug.what());
    return exit_of_a_bug;
}
