#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace soci {
class session;
}

namespace aloft {

/// What the ledger says of itself, in the one table that every version has.
inline constexpr std::string_view meta_version = "version";
inline constexpr std::string_view meta_owner = "owner";

std::optional<std::string> read_meta(soci::session& session, std::string_view name);
void write_meta(soci::session& session, std::string_view name, const std::string& value);

}  // namespace aloft
