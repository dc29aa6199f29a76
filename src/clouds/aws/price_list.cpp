#include "clouds/aws/price_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/utf8.hpp"
#include "market/csv.hpp"
#include "market/figures.hpp"

namespace aloft::aws {
namespace {

struct Condition {
    std::string_view column;
    std::string_view wanted;
    bool always_there;  ///< else the column came to the list later, or not to each region's
};

/// A machine of Linux alone, on demand, on shared hardware, while it is in use: not a reserved, idle or dedicated one,
/// and no block of capacity that is paid for in advance.
constexpr std::array<Condition, 9> conditions{{
    {"TermType", "OnDemand", true},
    {"Unit", "Hrs", true},
    {"Currency", "USD", true},
    {"Tenancy", "Shared", true},
    {"Operating System", "Linux", true},
    {"Pre Installed S/W", "NA", true},
    {"CapacityStatus", "Used", true},
    {"MarketOption", "OnDemand", false},
    {"Location Type", "AWS Region", false},
}};

constexpr std::string_view type_column = "Instance Type";
constexpr std::string_view price_column = "PricePerUnit";
constexpr std::size_t longest_line = std::size_t{1} << 20;

std::unexpected<Error> no_price_list(const std::string& region, std::string why) {
    return failure(ErrorKind::failed, fmt::format("reading EC2's price list of {}", region), std::move(why),
                   "EC2 may have changed its form; a newer aloft may know it");
}

std::optional<std::size_t> place_of(std::span<const std::string_view> names, std::string_view name) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

/// Most lines are of no interest, and that shows without taking them apart.
bool may_count(std::string_view line) {
    return line.find("\"OnDemand\"") != std::string_view::npos && line.find("\"Linux\"") != std::string_view::npos;
}

}  // namespace

Result<void> PriceList::take(std::string_view piece) {
    while (!piece.empty()) {
        const std::size_t end = piece.find('\n');
        if (end == std::string_view::npos) {
            rest_ += piece;
            if (rest_.size() > longest_line) return no_price_list(region_, "a line has no end");
            return {};
        }
        const std::string_view line = piece.substr(0, end + 1);
        piece.remove_prefix(end + 1);
        if (rest_.empty()) {
            if (Result<void> taken = take_line(line); !taken) return taken;
            continue;
        }
        const std::string whole = std::exchange(rest_, {}).append(line);
        if (Result<void> taken = take_line(whole); !taken) return taken;
    }
    return {};
}

Result<ListedPrices> PriceList::finish() {
    if (!rest_.empty())
        if (const Result<void> taken = take_line(std::exchange(rest_, {})); !taken) return failed(taken);
    if (conditions_.empty()) return no_price_list(region_, "the line that names its columns is missing");
    if (prices_.hour.empty()) return no_price_list(region_, "there is no price of a Linux machine in it");
    return std::move(prices_);
}

Result<void> PriceList::take_line(std::string_view line) {
    if (!conditions_.empty()) {
        if (may_count(line)) read_price(line);
        return {};
    }
    if (line.starts_with("\"SKU\"")) return read_head(line);
    return {};  // what it says of itself stands before
}

Result<void> PriceList::read_head(std::string_view line) {
    const Result<market::Csv> head = market::Csv::read(line, "the price list");
    if (!head) return failed(head);
    const std::span<const std::string_view> names = head->rows().front().cells;
    for (const Condition& condition : conditions) {
        const std::optional<std::size_t> place = place_of(names, condition.column);
        if (place) conditions_.push_back({*place, condition.wanted});
        if (!place && condition.always_there)
            return no_price_list(region_, fmt::format("the column {} is missing", condition.column));
    }
    const std::optional<std::size_t> type = place_of(names, type_column);
    const std::optional<std::size_t> price = place_of(names, price_column);
    if (!type || !price)
        return no_price_list(region_, fmt::format("the column {} is missing", type ? price_column : type_column));
    type_ = *type;
    price_ = *price;
    return {};
}

void PriceList::read_price(std::string_view line) {
    const Result<market::Csv> read = market::Csv::read(line, "the price list");
    if (!read || read->rows().size() != 1) {
        prices_.refused.push_back({region_, "a line cannot be read: " + valid_utf8(line.substr(0, 60))});
        return;
    }
    const std::span<const std::string_view> cells = read->rows().front().cells;
    const auto cell = [&](std::size_t place) { return place < cells.size() ? cells[place] : std::string_view(); };
    for (const Column& condition : conditions_)
        if (cell(condition.place) != condition.wanted) return;
    const std::string type = valid_utf8(cell(type_));
    const std::optional<Money> hour = market::money_from(cell(price_));
    if (type.empty() || !hour || hour->micros == 0) return;  // what costs nothing is rented in another way
    const auto [known, is_new] = prices_.hour.try_emplace(type, *hour);
    if (!is_new && known->second != *hour)
        prices_.refused.push_back(
            {fmt::format("{} {}", region_, type),
             fmt::format("{} is said of it too, beside {}", to_string(*hour), to_string(known->second))});
}

}  // namespace aloft::aws
