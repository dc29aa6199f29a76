#include "cli/view_readings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace aloft::cli {
namespace {

/// "3.1 of 16 GiB"; only what there is when nobody told how much is used.
std::string part_text(const std::optional<Bytes>& used, const std::optional<Bytes>& all) {
    const auto gib = [](Bytes bytes) { return static_cast<double>(bytes.count) / static_cast<double>(1 << 30); };
    if (!all) return "";
    return used ? fmt::format("{:.1f} of {:.1f} GiB", gib(*used), gib(*all)) : fmt::format("{:.1f} GiB", gib(*all));
}

std::string card_text(const CardReading& card) {
    std::vector<std::string> parts;
    if (card.busy_percent) parts.push_back(fmt::format("{} % busy", *card.busy_percent));
    if (const std::string memory = part_text(card.memory_used, card.memory); !memory.empty()) parts.push_back(memory);
    if (card.celsius) parts.push_back(fmt::format("{} °C", *card.celsius));
    if (card.watts) parts.push_back(fmt::format("{} W", *card.watts));
    if (!card.driver.empty()) parts.push_back("driver " + card.driver);
    return parts.empty() ? card.name : fmt::format("{}: {}", card.name, fmt::join(parts, ", "));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> reading_rows(const Result<Readings>& readings) {
    std::vector<std::pair<std::string, std::string>> rows;
    const auto row = [&](const char* title, std::string text) {
        if (!text.empty()) rows.emplace_back(title, std::move(text));
    };
    if (!readings) {
        row("now", "it does not say: " + readings.error().detail);
        return rows;
    }
    if (readings->load_percent) row("cpu", fmt::format("{} % of {}", *readings->load_percent, readings->cpus));
    row("memory", part_text(readings->memory_used, readings->memory));
    row("disk", part_text(readings->disk_used, readings->disk));
    for (const CardReading& card : readings->cards) row("gpu", card_text(card));
    if (!readings->cards_problem.empty()) row("gpu", "its driver does not tell: " + readings->cards_problem);
    return rows;
}

}  // namespace aloft::cli
