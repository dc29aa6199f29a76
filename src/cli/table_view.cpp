#include "cli/table_view.hpp"

#include <algorithm>

namespace aloft::cli {

std::string table_view(const std::vector<std::vector<Cell>>& rows, const Paint& paint, int columns) {
    std::vector<int> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()), 0);
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i].text));
    }
    std::string text;
    for (const auto& row : rows) {
        Line line;
        int end = 0;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line.add(row[i].text, row[i].tint);
            end += widths[i] + 2;
            if (i + 1 < row.size()) line.to_column(end);
        }
        text += line.fit(columns, paint) + "\n";
    }
    return text;
}

}  // namespace aloft::cli
