#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/version.hpp"

namespace aloft::drivers {

/// A package as pip writes it: "torch[opt]>=2,<2.5".
struct Requirement {
    std::string name;                 ///< in lower case, with dashes
    std::vector<std::string> extras;  ///< likewise
    VersionRange versions;            ///< of all that it says; what != leaves out is not taken out
    std::string build;                ///< "cu121" of "torch==2.5.1+cu121"; mostly empty
    std::string words;                ///< as it was written, for people
    bool operator==(const Requirement&) const = default;
};

/// Nothing for a line that names no package: a comment, an option, an address. A marker after ';' is not looked at.
std::optional<Requirement> requirement_from(std::string_view line);

/// All that a file asks for: lines as pip reads them, or a lock (uv.lock, pylock.toml), whose packages each have one
/// version. A pyproject.toml is read like a lock without versions: what its lists of dependencies name.
std::vector<Requirement> requirements_in(std::string_view file_name, std::string_view text);

/// What is asked of one package by all that name it; nothing when none does. Those that exclude each other are meant for
/// different systems, so nothing is held to them.
std::optional<Requirement> asked_of(std::string_view name, const std::vector<Requirement>& all);

}  // namespace aloft::drivers
