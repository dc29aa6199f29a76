#include "market/csv.hpp"

#include <fmt/format.h>

#include "core/utf8.hpp"

namespace aloft::market {

/// One walk over a text. Cells are collected first and handed to rows at the end, because they move as they grow.
class CsvReading {
public:
    explicit CsvReading(std::string_view text) : text_(text) {
        constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
        if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
    }

    /// The mistake, or nothing.
    std::string_view run() {
        while (at_ < text_.size() && mistake_.empty()) row();
        return mistake_;
    }

    int line() const { return line_; }

    Csv result() {
        csv_.rows_.reserve(starts_.size());
        for (std::size_t index = 0; index < starts_.size(); ++index) {
            const std::size_t end = index + 1 < starts_.size() ? starts_[index + 1].first_cell : csv_.cells_.size();
            const std::span<const std::string_view> all(csv_.cells_);
            csv_.rows_.push_back(
                {starts_[index].line, all.subspan(starts_[index].first_cell, end - starts_[index].first_cell)});
        }
        return std::move(csv_);
    }

private:
    struct Start {
        int line;
        std::size_t first_cell;
    };

    void row() {
        const Start start{line_, csv_.cells_.size()};
        do {
            csv_.cells_.push_back(cell());
        } while (mistake_.empty() && take(','));
        if (!mistake_.empty()) return;
        end_of_line();
        const bool blank = csv_.cells_.size() == start.first_cell + 1 && csv_.cells_.back().empty();
        if (blank)
            csv_.cells_.pop_back();
        else
            starts_.push_back(start);
    }

    std::string_view cell() {
        if (take('"')) return quoted();
        const std::size_t begin = at_;
        while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '"') ++at_;
        if (at_ < text_.size() && text_[at_] == '"') mistake_ = "a quote in the middle of a cell";
        std::size_t end = at_;
        if (end > begin && text_[end - 1] == '\r' && !next_is(',')) --end;
        return text_.substr(begin, end - begin);
    }

    std::string_view quoted() {
        const int opened = line_;
        const std::size_t begin = at_;
        bool doubled = false;
        while (at_ < text_.size()) {
            if (text_[at_] == '\n') ++line_;
            if (text_[at_++] != '"') continue;
            if (!take('"')) return closed(text_.substr(begin, at_ - 1 - begin), doubled);
            doubled = true;
        }
        line_ = opened;
        mistake_ = "a quote is opened and never closed";
        return {};
    }

    std::string_view closed(std::string_view inside, bool doubled) {
        if (text_.substr(at_).starts_with("\r\n")) ++at_;
        if (at_ < text_.size() && !next_is(',') && !next_is('\n')) mistake_ = "something stands behind a closing quote";
        return doubled ? singled(inside) : inside;
    }

    std::string_view singled(std::string_view inside) {
        std::string& text = csv_.unquoted_.emplace_back();
        for (std::size_t index = 0; index < inside.size(); ++index) {
            text += inside[index];
            if (inside[index] == '"') ++index;
        }
        return text;
    }

    void end_of_line() {
        if (!take('\n')) return;
        ++line_;
    }

    bool next_is(char byte) const { return at_ < text_.size() && text_[at_] == byte; }

    bool take(char byte) {
        if (!next_is(byte)) return false;
        ++at_;
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1;
    std::string_view mistake_;
    std::vector<Start> starts_;
    Csv csv_;
};

Result<Csv> Csv::read(std::string_view text, std::string_view origin) {
    CsvReading reading(text);
    const std::string_view mistake = reading.run();
    if (!mistake.empty()) return mistake_in(origin, reading.line(), mistake);
    return reading.result();
}

std::unexpected<Error> mistake_in(std::string_view origin, int line, std::string_view what) {
    return failure(ErrorKind::bad_input, fmt::format("reading {}", valid_utf8(origin)),
                   fmt::format("line {}: {}", line, valid_utf8(what)));
}

std::string csv_cell(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string cell = "\"";
    for (const char letter : text) {
        if (letter == '"') cell += '"';
        cell += letter;
    }
    return cell + '"';
}

}  // namespace aloft::market
