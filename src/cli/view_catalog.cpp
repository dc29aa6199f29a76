#include "cli/view_catalog.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/wrap.hpp"
#include "core/error.hpp"
#include "market/figures.hpp"

namespace aloft::cli {
namespace {

constexpr std::size_t most_refused_shown = 10;

/// "1,234"
std::string grouped(std::size_t number) {
    std::string digits = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

std::string counted(std::size_t number, std::string_view one, std::string_view several) {
    return fmt::format("{} {}", grouped(number), number == 1 ? one : several);
}

std::string age_of(market::Day day, Instant now) {
    const auto days = (std::chrono::floor<std::chrono::days>(now) - day).count();
    return days <= 0 ? "today" : fmt::format("{}d ago", days);
}

/// The oldest facts are the ones to doubt, so the day stands first.
std::string line_of(const market::Source& source, Instant now, const Paint& paint, int columns) {
    const std::string when = fmt::format("  {}  {:>9}  ", market::to_string(source.day), age_of(source.day, now));
    const std::string what = harmless(fmt::format("{}, from: {}", source.what, source.origin));
    return paint(when, Tint::quiet) + wrap_from(static_cast<int>(when.size()), what, columns) + "\n";
}

std::string sentence_of(const CloudSummary& cloud, const Paint& paint) {
    return fmt::format("{}: {} of {} with {} in {}, {}\n", paint(cloud.name, Tint::strong),
                       counted(cloud.offerings, "offer", "offers"),
                       counted(cloud.types, "machine type", "machine types"),
                       counted(cloud.gpus, "kind of GPU", "kinds of GPU"), counted(cloud.regions, "region", "regions"),
                       cloud.whose == Whose::persons ? "yours" : "built in");
}

std::string refused_view(const std::vector<market::Refused>& refused, const Paint& paint, int columns) {
    if (refused.empty()) return "";
    std::string text = fmt::format(
        "{} refused:\n", refused.size() == 1 ? "one row was" : fmt::format("{} rows were", grouped(refused.size())));
    for (std::size_t index = 0; index < std::min(refused.size(), most_refused_shown); ++index)
        text += Line()
                    .add(fmt::format("  {}: {}", harmless(refused[index].what), harmless(refused[index].why)))
                    .fit(columns, paint) +
                "\n";
    if (refused.size() > most_refused_shown)
        text += fmt::format("  and {} more; --json has them all\n", grouped(refused.size() - most_refused_shown));
    return text;
}

}  // namespace

std::string catalog_view(const CatalogSummary& summary, Instant now, const Paint& paint, int columns) {
    std::string text;
    for (const CloudSummary& cloud : summary.clouds) {
        text += sentence_of(cloud, paint);
        for (const market::Source& source : cloud.sources) text += line_of(source, now, paint, columns);
    }
    if (!summary.sources.empty()) text += paint("all clouds", Tint::strong) + "\n";
    for (const market::Source& source : summary.sources) text += line_of(source, now, paint, columns);
    return text;
}

std::string import_view(const CatalogImported& imported, const Paint& paint, int columns) {
    std::string text = fmt::format("{}: {} from {}; they are used from now on instead of what was known of {}\n",
                                   imported.cloud, counted(imported.offerings, "offer", "offers"),
                                   counted(static_cast<std::size_t>(imported.rows), "row", "rows"), imported.cloud);
    if (imported.other_accelerators > 0)
        text += fmt::format("{} of TPUs and other accelerators left out\n",
                            counted(static_cast<std::size_t>(imported.other_accelerators), "row", "rows"));
    return text + refused_view(imported.refused, paint, columns);
}

std::string refresh_view(const std::vector<CloudRefreshed>& clouds, const Paint& paint, int columns) {
    std::string text;
    for (const CloudRefreshed& cloud : clouds) {
        switch (cloud.outcome) {
            case Refreshing::changed:
                text += fmt::format("{}: {}, with today's prices\n", cloud.cloud,
                                    counted(cloud.offerings, "offer", "offers"));
                break;
            case Refreshing::unchanged: text += fmt::format("{}: nothing has changed\n", cloud.cloud); break;
            case Refreshing::failed:
                text += fmt::format("{}: {}\n", cloud.cloud, harmless(cloud.error ? describe(*cloud.error) : "failed"));
                if (cloud.error && !cloud.error->hint.empty())
                    text += fmt::format("  hint: {}\n", harmless(cloud.error->hint));
                break;
        }
        text += refused_view(cloud.refused, paint, columns);
    }
    return text;
}

std::string forget_view(const std::vector<std::string>& clouds) {
    if (clouds.empty()) return "nothing was imported or refreshed\n";
    return fmt::format("{}: as built in again\n", fmt::join(clouds, ", "));
}

}  // namespace aloft::cli
