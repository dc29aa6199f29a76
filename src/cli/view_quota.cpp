#include "cli/view_quota.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <tuple>

#include "cli/quota_words.hpp"
#include "cli/wrap.hpp"

namespace aloft::cli {
namespace {

using market::Allowance;
using market::Certainty;

constexpr std::size_t explained_places = 3;
constexpr std::size_t named_regions = 2;
constexpr std::size_t rows_on_a_screen = 20;

Cell allowance_cell(const QuotaPlace* place) {
    if (place == nullptr) return {"-", Tint::quiet};
    switch (place->judgement.allowance) {
        case Allowance::enough: return {"yes", Tint::good};
        case Allowance::lacking: return {"no", Tint::bad};
        case Allowance::unknown: break;
    }
    return {"unknown", Tint::warning};
}

/// "~$0.55" where it is estimated.
std::string price_text(const QuotaPlace* place) {
    if (place == nullptr) return "-";
    const double dollars = static_cast<double>(place->bill.hour.micros) / 1e6;
    return fmt::format("{}${:.2f}", place->bill.certainty == Certainty::estimated ? "~" : "", dollars);
}

/// "us-central1, us-west1 and 3 more"
std::string regions_text(const std::vector<std::string>& regions) {
    const std::size_t named = std::min(regions.size(), named_regions);
    std::string text = fmt::format("{}", fmt::join(regions.begin(), regions.begin() + static_cast<long>(named), ", "));
    if (named < regions.size()) text += fmt::format(" and {} more", regions.size() - named);
    return text;
}

/// What the regions of one kind, one cloud and one way of buying say together.
Cell summary_of(const std::vector<const QuotaPlace*>& places) {
    if (places.empty()) return {"-", Tint::quiet};
    std::vector<std::string> enough, unknown;
    for (const QuotaPlace* place : places) {
        if (place->judgement.allowance == Allowance::enough) enough.push_back(place->region);
        if (place->judgement.allowance == Allowance::unknown) unknown.push_back(place->region);
    }
    if (!enough.empty()) return {"yes: " + regions_text(enough), Tint::good};
    if (unknown.empty()) return {"no", Tint::bad};
    if (unknown.size() == places.size()) return {"unknown", Tint::warning};
    return {"unknown: " + regions_text(unknown), Tint::warning};
}

bool is_silent(const QuotaReport& report, const std::string& cloud) {
    return std::ranges::any_of(report.silent, [&](const SilentCloud& one) { return one.cloud == cloud; });
}

std::string part_line(const market::QuotaPart& part, bool silent) {
    return fmt::format("  {}\n", silent ? "would need " + market::describe(part.need) : part.words);
}

/// One kind in one region.
struct RegionRow {
    const QuotaPlace* on_demand = nullptr;
    const QuotaPlace* spot = nullptr;

    const QuotaPlace* bought(Buying buying) const { return buying == Buying::spot ? spot : on_demand; }
    const QuotaPlace& any() const { return on_demand == nullptr ? *spot : *on_demand; }
};

/// The cheapest first, and at the end what cannot be bought so.
std::vector<RegionRow> region_rows(const QuotaReport& report, Buying buying) {
    std::vector<RegionRow> rows;
    std::map<std::string, std::size_t> known;
    for (const QuotaPlace& place : report.places) {
        const auto [at, is_new] =
            known.try_emplace(fmt::format("{} {}", gpu_text(place), place_text(place)), rows.size());
        if (is_new) rows.emplace_back();
        (place.buying == Buying::spot ? rows[at->second].spot : rows[at->second].on_demand) = &place;
    }
    // Those that cost the same stay in the report's order.
    std::ranges::sort(rows, {}, [&](const RegionRow& row) {
        const QuotaPlace* const place = row.bought(buying);
        return std::tuple(place == nullptr, place == nullptr ? Money{} : place->bill.hour,
                          row.on_demand == nullptr ? row.spot : row.on_demand);
    });
    return rows;
}

/// Of the first regions where it is not allowed, all that is missing or unknown; of a cloud that tells nothing, once,
/// all that would be needed.
std::string explanation(const QuotaReport& report, const std::vector<RegionRow>& rows, Buying buying) {
    std::string text;
    std::size_t explained = 0;
    std::set<std::string> silent_ones;
    for (const RegionRow& row : rows) {
        const QuotaPlace* const place = row.bought(buying);
        if (place == nullptr || place->judgement.allowance == Allowance::enough || explained == explained_places)
            continue;
        const bool silent = is_silent(report, place->cloud);
        if (silent && !silent_ones.insert(place->cloud).second) continue;
        ++explained;
        text += fmt::format("\n{}, {}, {}:\n", place_text(*place), place->machine_type, to_string(buying));
        for (const market::QuotaPart& part : place->judgement.parts)
            if (silent || part.allowance != Allowance::enough) text += part_line(part, silent);
        if (!place->needs.unmodelled.empty()) text += fmt::format("  {}\n", place->needs.unmodelled);
    }
    return text;
}

/// "to ask for it: aloft quota ask T4" where somebody can be asked.
std::string how_to_ask(const QuotaReport& report, Buying buying) {
    for (const QuotaPlace& place : report.places)
        if (place.buying == buying && place.judgement.allowance == Allowance::lacking &&
            !is_silent(report, place.cloud))
            return fmt::format("\nto ask for it: aloft quota ask {}{}\n", place.gpu,
                               buying == Buying::spot ? " --spot" : "");
    return "";
}

bool is_all_unknown(const QuotaReport& report) {
    return std::ranges::all_of(report.places, [&](const QuotaPlace& place) { return is_silent(report, place.cloud); });
}

using Table = std::vector<std::vector<Cell>>;

bool fits(const Table& rows, int columns) {
    int width = -2;
    for (std::size_t column = 0; column < rows.front().size(); ++column) {
        int widest = 0;
        for (const auto& row : rows) widest = std::max(widest, width_of(row[column].text));
        width += widest + 2;
    }
    return width <= columns;
}

/// Without the columns of least use, as many as must go.
std::string fitted_table(Table rows, std::initializer_list<std::string_view> go, const Paint& paint, int columns) {
    for (const std::string_view title : go) {
        if (fits(rows, columns)) break;
        const auto found = std::ranges::find(rows.front(), title, &Cell::text);
        if (found == rows.front().end()) continue;
        const auto column = found - rows.front().begin();
        for (auto& row : rows) row.erase(row.begin() + column);
    }
    return table_view(rows, paint, columns);
}

}  // namespace

std::string quota_kinds_view(const QuotaReport& report, const Paint& paint, int columns) {
    if (is_all_unknown(report))
        return wrap_from(0, "which GPUs the account may have is not known: no cloud has told", columns) + "\n" +
               silent_text(report.silent, "quota", columns) +
               "\nwhat a machine would need of it, region by region: aloft quota GPU\n";
    std::map<std::pair<std::string, std::string>, std::map<Buying, std::vector<const QuotaPlace*>>> kinds;
    for (const QuotaPlace& place : report.places) kinds[{place.gpu, place.cloud}][place.buying].push_back(&place);
    std::vector<std::vector<Cell>> rows{titles({"GPU", "CLOUD", "ON DEMAND", "SPOT"})};
    for (auto& [kind, places] : kinds)
        rows.push_back({{kind.first, Tint::strong},
                        {kind.second, Tint::plain},
                        summary_of(places[Buying::on_demand]),
                        summary_of(places[Buying::spot])});
    return table_view(rows, paint, columns) + silent_text(report.silent, "quota", columns) +
           "\nwhat is needed and what there is, region by region: aloft quota GPU\n";
}

std::string quota_places_view(const QuotaReport& report, Buying buying, Rows shown, const Paint& paint, int columns) {
    const std::vector<RegionRow> regions = region_rows(report, buying);
    const std::size_t count = shown == Rows::all ? regions.size() : std::min(regions.size(), rows_on_a_screen);
    std::vector<std::vector<Cell>> rows{titles({"GPU", "WHERE", "MACHINE", "$/H", "QUOTA", "$/H SPOT", "SPOT QUOTA"})};
    for (const RegionRow& row : std::span(regions).first(count))
        rows.push_back({{gpu_text(row.any()), Tint::strong},
                        {place_text(row.any()), Tint::plain},
                        {row.any().machine_type, Tint::plain},
                        {price_text(row.on_demand), Tint::plain},
                        allowance_cell(row.on_demand),
                        {price_text(row.spot), Tint::plain},
                        allowance_cell(row.spot)});
    std::string text = fitted_table(std::move(rows), {"MACHINE", "$/H SPOT", "$/H"}, paint, columns);
    if (count < regions.size())
        text += paint(fmt::format("and {} more: --all", regions.size() - count), Tint::quiet) + "\n";
    return text + explanation(report, regions, buying) + silent_text(report.silent, "quota", columns) +
           how_to_ask(report, buying);
}

}  // namespace aloft::cli
