#pragma once
#include <optional>
#include <string_view>

#include "core/bytes.hpp"

namespace aloft::market {

/// The GPU memory that a model of so many parameters takes: "7b", "1.5b", "350m", "params=7e9"; with ":train" for
/// training all of it with Adam, with ":8bit" or ":4bit" when it is kept in fewer bits. Nothing for nonsense.
std::optional<Bytes> memory_for_model(std::string_view text);

}  // namespace aloft::market
