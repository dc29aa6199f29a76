#include <algorithm>

#include "core/utf8.hpp"
#include "fuzz/properties.hpp"
#include "fuzz/require.hpp"
#include "market/catalog_text.hpp"
#include "market/csv.hpp"

namespace aloft::fuzz {
namespace {

void require_words(const Error& error) {
    const std::string words = describe(error);
    require(!error.detail.empty(), "a refusal has words");
    require(valid_utf8(words) == words, "the words are text");
    require(
        std::ranges::none_of(words, [](char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F; }),
        "the words move no cursor");
}

/// Under a line of their own, so that a byte order mark is not at the beginning.
std::string written(const market::Csv& csv) {
    std::string text = "rows\n";
    for (const market::CsvRow& row : csv.rows()) {
        for (const std::string_view cell : row.cells) text += market::csv_cell(cell) + ",";
        text.back() = '\n';
    }
    return text;
}

}  // namespace

void read_any_csv(std::string_view bytes) {
    const auto csv = market::Csv::read(bytes, "any.csv");
    if (!csv) return require_words(csv.error());
    const auto lines = std::ranges::count(bytes, '\n') + 1;
    int last = 0;
    for (const market::CsvRow& row : csv->rows()) {
        require(!row.cells.empty(), "a row has a cell");
        require(row.line > last && row.line <= lines, "rows are in the text's order");
        last = row.line;
    }
    const std::string text = written(*csv);
    const auto again = market::Csv::read(text, "again.csv");
    require(again.has_value(), "what was written reads");
    require(again->rows().size() == csv->rows().size() + 1, "what was written has as many rows");
    for (std::size_t row = 0; row < csv->rows().size(); ++row)
        require(std::ranges::equal(csv->rows()[row].cells, again->rows()[row + 1].cells),
                "what was written reads back equal");
}

void read_any_catalog_text(std::string_view bytes) {
    const market::CatalogText texts[] = {{"any.csv", bytes}};
    const auto content = market::read_catalog_text(texts);
    if (!content) return require_words(content.error());
    const std::string text = market::to_text(*content);
    const market::CatalogText written_texts[] = {{"again.csv", text}};
    const auto again = market::read_catalog_text(written_texts);
    require(again.has_value(), "what was written reads");
    require(again->offerings.size() == content->offerings.size(), "no offering is lost");
    require(again->types.size() == content->types.size(), "no type is lost");
    require(market::to_text(*again) == text, "what was written reads back equal");
}

}  // namespace aloft::fuzz
