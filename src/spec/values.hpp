#pragma once
#include <expected>
#include <string>
#include <vector>

#include "spec/keys.hpp"

namespace aloft {

/// A scalar as it stands in the file.
struct Scalar {
    std::string text;
    bool plain = true;  ///< without quotes
};

/// The key's value, or what is wrong with it, as a phrase that follows "cpus: ".
std::expected<KeyValue, std::string> read_value(const Key& key, const Scalar& scalar);

/// What would be right: "a whole number of at least 1".
std::string expected_value(const Key& key);

/// A scalar for a message: short, in quotes unless it is a number or the like, nothing in it that moves a cursor.
std::string shown(const Scalar& scalar);

/// Whether YAML takes it for a number, a truth or nothing when it has no quotes.
bool is_more_than_text(std::string_view plain);

/// Of KeyType::texts.
std::expected<KeyValue, std::string> read_values(const Key& key, const std::vector<Scalar>& scalars);

/// A place, and a Python version, as ECMA regular expressions.
inline constexpr std::string_view place_pattern = "local|gcp|ssh:.+";
inline constexpr std::string_view version_pattern = R"([0-9]+\.[0-9]+(\.[0-9]+)?)";

/// A GPU's name and a machine's name as ECMA regular expressions.
inline constexpr std::string_view gpu_name_pattern = "[A-Za-z][A-Za-z0-9 .,/_-]{0,63}";
inline constexpr std::string_view machine_name_pattern = "[a-z]([-a-z0-9]{0,30}[a-z0-9])?";

}  // namespace aloft
