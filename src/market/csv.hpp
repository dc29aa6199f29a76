#pragma once
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace aloft::market {

struct CsvRow {
    int line = 0;  ///< where it begins, from 1
    std::span<const std::string_view> cells;
};

/// Comma-separated values as RFC 4180 has them, over a text that must outlive it. Lines may end with LF or CRLF; empty
/// ones are left out; what is said of quotes is meant strictly, so that a shifted column is a mistake and not a price.
class Csv {
public:
    /// `origin` is what a failure calls the text: a file's name.
    static Result<Csv> read(std::string_view text, std::string_view origin);

    std::span<const CsvRow> rows() const { return rows_; }

    Csv(Csv&&) noexcept = default;
    Csv& operator=(Csv&&) noexcept = default;
    Csv(const Csv&) = delete;
    Csv& operator=(const Csv&) = delete;
    ~Csv() = default;

private:
    friend class CsvReading;
    Csv() = default;

    std::vector<std::string_view> cells_;
    std::deque<std::string> unquoted_;  ///< the cells in which a quote stands doubled
    std::vector<CsvRow> rows_;
};

/// The failure of a text that says what cannot be: "reading prices.csv", "line 12: ...".
std::unexpected<Error> mistake_in(std::string_view origin, int line, std::string_view what);

/// The cell, in quotes where it needs them.
std::string csv_cell(std::string_view text);

}  // namespace aloft::market
