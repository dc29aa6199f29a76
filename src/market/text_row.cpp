#include "market/text_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/utf8.hpp"
#include "market/figures.hpp"
#include "market/likely_price.hpp"

namespace aloft::market {
namespace {

bool printable(std::string_view text) {
    const bool moves_cursor =
        std::ranges::any_of(text, [](char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F; });
    return !moves_cursor && valid_utf8(text) == text;
}

}  // namespace

void TextRow::wrong_number_of_cells() {
    refuse(fmt::format("there are {} cells for the {} columns from {} to {}", cells_.size(), columns_.size(),
                       columns_.front(), columns_.back()));
}

void TextRow::refuse(std::string why) {
    if (!mistake_) mistake_ = std::move(why);
}

std::string_view TextRow::next() {
    const std::size_t at = next_++;
    return at < cells_.size() ? cells_[at] : std::string_view();
}

/// Of the cell that was read last.
void TextRow::refuse_cell(std::string_view should_be) {
    const std::size_t at = next_ - 1;
    if (at >= cells_.size() || at >= columns_.size()) return wrong_number_of_cells();
    refuse(fmt::format("{} is \"{}\", which is not {}", columns_[at],
                       printable(cells_[at]) ? cells_[at] : std::string_view("..."), should_be));
}

std::string TextRow::text() {
    const std::string_view cell = next();
    if (!printable(cell)) refuse_cell("text");
    return std::string(cell);
}

std::string TextRow::name() {
    std::string name = text();
    if (name.empty()) refuse_cell("a name");
    return name;
}

int TextRow::number(int places) {
    const std::string_view cell = next();
    const auto value = cell.empty() ? 0 : scaled(cell, places);
    if (value && *value <= std::numeric_limits<int>::max()) return static_cast<int>(*value);
    refuse_cell("a number");
    return 0;
}

bool TextRow::flag(std::string_view word) {
    const std::string_view cell = next();
    if (!cell.empty() && cell != word) refuse_cell(fmt::format("\"{}\" or nothing", word));
    return cell == word;
}

Architecture TextRow::architecture() {
    const auto architecture = architecture_from(next());
    if (!architecture) refuse_cell("x86_64 or arm64");
    return architecture.value_or(Architecture::x86_64);
}

Day TextRow::day() {
    const auto day = day_from(next());
    if (!day) refuse_cell("a day like 2026-07-30");
    return day.value_or(Day());
}

std::optional<Money> TextRow::money() {
    const std::string_view cell = next();
    if (cell.empty()) return std::nullopt;
    const auto money = money_from(cell);
    if (!money || *money > dearest) refuse_cell("a likely amount of dollars");
    return money;
}

std::optional<Price> TextRow::price() {
    std::string_view cell = next();
    Price price;
    if (cell.empty()) {
        if (!next().empty()) refuse_cell("of any use without a price");
        return std::nullopt;
    }
    if (cell.starts_with('~')) {
        price.certainty = Certainty::estimated;
        cell.remove_prefix(1);
    }
    const auto hour = money_from(cell);
    if (!hour) refuse_cell("an amount of dollars");
    price.hour = hour.value_or(Money());
    price.day = day();
    return price;
}

std::vector<std::string> TextRow::zones(std::string_view region) {
    std::vector<std::string> zones;
    const std::string cell = text();
    if (cell.empty()) return {std::string()};
    for (std::size_t begin = 0; begin <= cell.size();) {
        const std::size_t end = std::min(cell.find(' ', begin), cell.size());
        const std::string word = cell.substr(begin, end - begin);
        if (word.empty()) refuse_cell("names with one blank between them");
        zones.push_back(word.starts_with('-') ? std::string(region) + word : word);
        begin = end + 1;
    }
    return zones;
}

}  // namespace aloft::market
