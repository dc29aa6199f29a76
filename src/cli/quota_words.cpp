#include "cli/quota_words.hpp"

#include <fmt/format.h>

#include "cli/wrap.hpp"

namespace aloft::cli {

std::vector<Cell> titles(std::initializer_list<std::string_view> words) {
    std::vector<Cell> row;
    for (const std::string_view word : words) row.push_back({std::string(word), Tint::quiet});
    return row;
}

std::string gpu_text(const QuotaPlace& place) {
    return place.gpus == 1 ? place.gpu : fmt::format("{} x{}", place.gpu, place.gpus);
}

std::string place_text(const QuotaPlace& place) { return fmt::format("{} {}", place.cloud, place.region); }

std::string silent_text(const std::vector<SilentCloud>& silent, std::string_view what, int columns) {
    std::string text;
    for (const SilentCloud& cloud : silent) {
        text +=
            "\n" + wrap_from(2, fmt::format("{} of {}: {}", what, cloud.cloud, harmless(cloud.why)), columns) + "\n";
        if (!cloud.hint.empty()) text += fmt::format("  {}\n", harmless(cloud.hint));
    }
    return text;
}

}  // namespace aloft::cli
