#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace aloft {

/// How many letters must be added, dropped, changed or swapped with their neighbour to make one word of the other.
std::size_t distance(std::string_view one, std::string_view other);

/// The word that was probably meant: the closest one, if it is close enough for its length; the first of equals.
/// Capitals, dashes and underscores are no mistakes here. Nothing for a word that is like none of them.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string_view> among);

}  // namespace aloft
