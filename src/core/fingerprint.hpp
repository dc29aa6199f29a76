#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace aloft {

inline constexpr std::uint64_t hash_begins_with = 0xcbf29ce484222325ULL;

/// FNV-1a, 64 bits. Tells contents apart that must be recognised on every run; no protection against intent.
std::uint64_t hash_of(std::string_view content, std::uint64_t begins_with = hash_begins_with);

/// The same as ten hexadecimal digits, for names of files and for people.
std::string fingerprint(std::string_view content);

}  // namespace aloft
