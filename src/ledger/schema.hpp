#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "ledger/database.hpp"

namespace aloft {

/// One step from a format of the ledger to the next. What was once released is never changed; a new one is added.
struct Migration {
    int version = 0;  ///< that the ledger has afterwards; one more than the one before
    std::vector<std::string_view> statements;
};

/// All of them, oldest first.
std::span<const Migration> migrations();

/// Applies what the ledger does not have yet, each in a transaction of its own. Writes nothing when it is current.
/// A ledger of a version that is not among them is refused.
Result<void> bring_up_to_date(Database& database, std::span<const Migration> known);

}  // namespace aloft
