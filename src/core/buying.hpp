#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace aloft {

/// How a machine is rented: for as long as one likes, or cheaper and taken away when somebody pays more.
enum class Buying : std::uint8_t { on_demand, spot };

std::string_view to_string(Buying buying);
std::optional<Buying> buying_from(std::string_view word);

}  // namespace aloft
