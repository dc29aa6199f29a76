#include "core/capacity.hpp"

#include "core/words.hpp"

namespace aloft {
namespace {

constexpr Words<Stock, 2> stocks{{
    {Stock::none, "none"},
    {Stock::had, "had"},
}};

}  // namespace

std::string_view to_string(Stock stock) { return word_of(stocks, stock); }
std::optional<Stock> stock_from(std::string_view word) { return value_of(stocks, word); }

}  // namespace aloft
