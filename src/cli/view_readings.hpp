#pragma once
#include <string>
#include <utility>
#include <vector>

#include "core/readings.hpp"
#include "core/result.hpp"

namespace aloft::cli {

/// Rows of "title, what it says": {"memory", "3.1 of 16 GiB"}, {"gpu", "Tesla T4: 96 % busy, 10.2 of 15 GiB, 65 °C"}.
std::vector<std::pair<std::string, std::string>> reading_rows(const Result<Readings>& readings);

}  // namespace aloft::cli
