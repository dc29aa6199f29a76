#pragma once
#include <string>
#include <vector>

#include "cli/paint.hpp"

namespace aloft::cli {

struct Cell {
    std::string text;
    Tint tint = Tint::plain;
};

/// Columns as wide as their widest cell, two blanks between them, the first row as titles; lines cut to the width.
std::string table_view(const std::vector<std::vector<Cell>>& rows, const Paint& paint, int columns);

}  // namespace aloft::cli
