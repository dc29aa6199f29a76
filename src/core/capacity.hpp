#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/buying.hpp"

namespace aloft {

/// What is had or not at a moment: machines of one type, with these GPUs, in one zone. Spot and on demand are apart,
/// since each runs out without the other.
struct Shelf {
    std::string cloud;
    std::string zone;
    std::string machine_type;
    std::string gpu;  ///< attached to the type or a part of it; empty without
    int gpus = 0;
    Buying buying = Buying::on_demand;
    auto operator<=>(const Shelf&) const = default;
};

enum class Stock : std::uint8_t {
    none,  ///< the cloud said that it has none left
    had,   ///< a machine was made
};

/// What was learned of a shelf, last.
struct CapacityNews {
    Shelf shelf;
    Stock stock = Stock::none;
    std::string said;  ///< the cloud's own words; empty when a machine was made
    std::string when;  ///< ISO time; the ledger's to say
    bool operator==(const CapacityNews&) const = default;
};

std::string_view to_string(Stock stock);
std::optional<Stock> stock_from(std::string_view word);

}  // namespace aloft
