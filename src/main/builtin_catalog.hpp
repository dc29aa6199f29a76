#pragma once
#include <cstddef>
#include <span>

namespace aloft {

/// The catalog that this aloft was built with and carries within itself, beginning at a multiple of eight.
std::span<const std::byte> builtin_catalog();

}  // namespace aloft
