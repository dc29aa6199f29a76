#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "system/process.hpp"

namespace aloft {

/// The exit code with which ssh says that the failure is its own, not that of the command on the machine.
inline constexpr int ssh_failed = 255;

/// Whether asking again can help while a machine starts.
enum class Again {
    no,
    for_a_while,  ///< a machine half way up looks like this, and so does one that will never do
    yes,
};

struct SortedFailure {
    Error error;
    Again again = Again::no;
    bool wrong_host_key = false;
};

SortedFailure sort_failure(const std::string& machine, const Finished& finished);

/// The fingerprint of the key that the other side showed, where ssh's words have it.
std::optional<std::string> shown_fingerprint(std::string_view words);

/// The machine showed a host key that is none of the expected ones; either may be unknown.
Error wrong_host_key(const std::string& machine, const std::vector<std::string>& expected,
                     const std::optional<std::string>& shown);

}  // namespace aloft
