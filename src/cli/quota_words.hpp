#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "cli/table_view.hpp"
#include "operations/quota.hpp"

/// What the views of quota have in common.
namespace aloft::cli {

std::vector<Cell> titles(std::initializer_list<std::string_view> words);
/// "T4", "H100 x8"
std::string gpu_text(const QuotaPlace& place);
/// "gcp us-central1"
std::string place_text(const QuotaPlace& place);
/// A paragraph for each cloud that did not tell `what`, and what to do.
std::string silent_text(const std::vector<SilentCloud>& silent, std::string_view what, int columns);

}  // namespace aloft::cli
