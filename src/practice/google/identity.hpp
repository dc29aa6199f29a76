#pragma once
#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "practice/moment.hpp"
#include "practice/records.hpp"

namespace aloft::practice::google {

/// Makes the key that identity tokens are signed with, where there is none yet. It takes a moment.
Result<void> make_signer(Records& records, Moment from);

/// What a token says beside what it is about.
struct Identity {
    std::string subject;   ///< an account's unique id
    std::string email;     ///< empty: not said
    std::string audience;
    std::chrono::sys_seconds from;
};

/// Who somebody is, with more claims, as Google signs it: for `audience` and for an hour. Empty when there is no key.
std::string identity_token(const Records& records, const Identity& identity, const nlohmann::json& more);

/// What Google shows of the keys that its tokens are signed with, and of service accounts' own, at such a path; nothing
/// for other paths.
std::optional<nlohmann::json> public_keys_at(const Records& records, std::string_view path);

}  // namespace aloft::practice::google
