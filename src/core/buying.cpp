#include "core/buying.hpp"

#include "core/words.hpp"

namespace aloft {
namespace {

constexpr Words<Buying, 2> ways{{
    {Buying::on_demand, "on-demand"},
    {Buying::spot, "spot"},
}};

}  // namespace

std::string_view to_string(Buying buying) { return word_of(ways, buying); }
std::optional<Buying> buying_from(std::string_view word) { return value_of(ways, word); }

}  // namespace aloft
