#pragma once
#include <filesystem>
#include <string>

#include "core/result.hpp"
#include "ledger/database.hpp"

namespace aloft {

/// Whose ledger it is: chosen at first use, and kept in a file beside the ledger too, because a ledger that is lost
/// can be rebuilt from labels only by who still knows the owner that stands in them. So a new ledger takes the owner
/// of that file when there is one, and one that has an owner writes a file that is missing.
Result<std::string> settle_owner(Database& database, const std::filesystem::path& file);

}  // namespace aloft
