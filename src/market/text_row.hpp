#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "market/catalog_content.hpp"

namespace aloft::market {

/// One line of a table, read cell by cell from the left. What a cell should be and is not is the line's mistake; the
/// first one counts, and what is read after it means nothing.
class TextRow {
public:
    TextRow(std::span<const std::string_view> columns, std::span<const std::string_view> cells)
        : columns_(columns), cells_(cells) {
        if (cells.size() != columns.size()) wrong_number_of_cells();
    }

    std::string text();
    std::string name();  ///< a text that is not empty
    int number(int places = 0);
    bool flag(std::string_view word);  ///< the word or nothing
    Architecture architecture();
    Day day();
    std::optional<Money> money();
    std::optional<Price> price();  ///< two cells: "0.35" or the estimate "~0.35", and the day
    /// Between blanks; "-a" in us-central1 is us-central1-a. One without a name when the cell is empty.
    std::vector<std::string> zones(std::string_view region);

    void refuse(std::string why);
    const std::optional<std::string>& mistake() const { return mistake_; }

private:
    std::string_view next();
    void wrong_number_of_cells();
    void refuse_cell(std::string_view should_be);

    std::span<const std::string_view> columns_;
    std::span<const std::string_view> cells_;
    std::size_t next_ = 0;
    std::optional<std::string> mistake_;
};

}  // namespace aloft::market
