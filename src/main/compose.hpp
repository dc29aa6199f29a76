#pragma once
#include <functional>
#include <string>
#include <vector>

#include "ledger/ledger.hpp"

namespace aloft {

/// What stands between the operations and the ledger.
using JournalChoice = std::function<Journal&(Ledger&)>;

/// Puts the program together from its real parts and runs it; answers the exit code. A test that must show what a
/// worse journal would do passes one.
int run_aloft(const std::vector<std::string>& arguments, const JournalChoice& journal);

}  // namespace aloft
