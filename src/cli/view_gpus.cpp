#include "cli/view_gpus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "cli/table_view.hpp"
#include "cli/wrap.hpp"

namespace aloft::cli {
namespace {

using market::Bill;
using market::Catalog;
using market::Certainty;
using market::Listed;

/// "$0.553", "$12.24", with a "~" when it is estimated and a "+" when not all of it is known; "-" when it cannot be had
/// so.
std::string price_text(const std::optional<Bill>& bill, int hours = 1) {
    if (!bill) return "-";
    const double dollars = static_cast<double>(bill->hour.micros) * hours / 1e6;
    const std::string mark = bill->certainty == Certainty::estimated ? "~" : "";
    return fmt::format("{}${:.{}f}{}", mark, dollars,
                       dollars >= 100 ? 0
                       : dollars >= 1 ? 2
                                      : 3,
                       bill->left_out.empty() ? "" : "+");
}

std::string memory_text(std::uint32_t mebibytes_of) {
    return mebibytes_of == 0 ? "?" : fmt::format("{:.0f}GB", mebibytes_of / 1024.0);
}

std::string speed_text(const market::GpuRow& gpu) {
    return gpu.tflops_fp16_tenths == 0 ? "?" : fmt::format("{:g}", gpu.tflops_fp16_tenths / 10.0);
}

std::string machine_text(const Catalog& catalog, const Listed& row) {
    const std::string_view name = catalog.text(row.type->name);
    return row.type->attached != 0 ? fmt::format("{} + {} {}", name, row.type->gpus, catalog.text(row.gpu->name))
                                   : std::string(name);
}

/// Prices are those of the whole machine, so that the number of its GPUs must never be out of sight.
std::string name_text(const Catalog& catalog, const Listed& row) {
    const std::string_view name = catalog.text(row.gpu->name);
    return row.type->gpus > 1 ? fmt::format("{} x{}", name, row.type->gpus) : std::string(name);
}

std::string size_text(const Listed& row) {
    return fmt::format("{:g} cpu, {}", row.type->millicpus / 1000.0, memory_text(row.type->memory_mib));
}

std::string place_text(const Catalog& catalog, const Listed& row) {
    return fmt::format("{} {}", catalog.text(row.region->cloud), catalog.text(row.region->name));
}

/// "a b f" of us-central1-a, us-central1-b, us-central1-f.
std::string zones_text(const Catalog& catalog, const Listed& row) {
    if (row.zones.empty() || static_cast<int>(row.zones.size()) != row.zone_count)
        return std::to_string(row.zone_count);
    const std::string begin = fmt::format("{}-", catalog.text(row.region->name));
    std::string text;
    for (std::string_view zone : row.zones) {
        if (zone.starts_with(begin)) zone.remove_prefix(begin.size());
        const std::size_t id = zone.rfind("-az");
        if (id != std::string_view::npos) zone.remove_prefix(id + 1);
        text += fmt::format("{}{}", text.empty() ? "" : " ", zone);
    }
    return text;
}

/// A column, and how early it goes where there is no room for all: never for 0.
struct Column {
    std::string_view title;
    int goes;
};

constexpr Column kind_columns[] = {{"GPU", 0},     {"MEMORY", 0},     {"TFLOPS", 5},  {"$/H", 0},   {"$/H SPOT", 0},
                                   {"$/MONTH", 4}, {"BEST PLACE", 0}, {"MACHINE", 1}, {"ZONES", 3}, {"QUOTA", 6}};
constexpr Column place_columns[] = {{"GPU", 1},     {"MACHINE", 0}, {"SIZE", 2},  {"$/H", 0},  {"$/H SPOT", 0},
                                    {"$/MONTH", 4}, {"PLACE", 0},   {"ZONES", 1}, {"AWAY", 3}, {"QUOTA", 6}};

std::string away_text(const Listed& row) { return row.distance ? fmt::format("{} ms", row.distance->count()) : "?"; }

std::vector<Cell> cells_of(const Catalog& catalog, const GpuList& list, std::size_t index) {
    const Listed& row = list.rows[index];
    const bool by_spot = !row.on_demand || (row.spot && list.buying == Buying::spot);
    const auto& first = by_spot ? row.spot : row.on_demand;
    const std::string quota = list.quota.empty() ? "?" : list.quota[index];
    const Cell name{name_text(catalog, row), Tint::strong};
    const Cell hour{price_text(row.on_demand)}, spot{price_text(row.spot)},
        month{price_text(first, market::hours_a_month)};
    if (list.of == GpuList::Of::kinds)
        return {name,
                {memory_text(row.gpu->memory_mib)},
                {speed_text(*row.gpu), Tint::quiet},
                hour,
                spot,
                month,
                {place_text(catalog, row)},
                {machine_text(catalog, row)},
                {std::to_string(row.zone_count), Tint::quiet},
                {quota, Tint::quiet}};
    return {name,
            {machine_text(catalog, row), Tint::strong},
            {size_text(row)},
            hour,
            spot,
            month,
            {place_text(catalog, row)},
            {zones_text(catalog, row), Tint::quiet},
            {away_text(row), Tint::quiet},
            {quota, Tint::quiet}};
}

int table_width(const std::vector<std::vector<Cell>>& rows, const std::vector<std::size_t>& kept) {
    int width = -2;
    for (const std::size_t column : kept) {
        int widest = 0;
        for (const auto& row : rows) widest = std::max(widest, width_of(row[column].text));
        width += widest + 2;
    }
    return width;
}

/// Columns of which each row says the same nothing.
bool says_nothing(const std::vector<std::vector<Cell>>& rows, std::size_t column) {
    return std::ranges::all_of(rows.begin() + 1, rows.end(), [&](const auto& row) { return row[column].text == "?"; });
}

std::string fitted_table(std::vector<std::vector<Cell>> rows, std::span<const Column> columns, const Paint& paint,
                         int width) {
    std::vector<std::size_t> kept;
    for (std::size_t column = 0; column < columns.size(); ++column)
        if (columns[column].goes == 0 || !says_nothing(rows, column)) kept.push_back(column);
    while (table_width(rows, kept) > width) {
        const auto first = std::ranges::min_element(kept, {}, [&](std::size_t column) {
            return columns[column].goes == 0 ? std::numeric_limits<int>::max() : columns[column].goes;
        });
        if (columns[*first].goes == 0) break;
        kept.erase(first);
    }
    for (auto& row : rows) {
        std::vector<Cell> left;
        left.reserve(kept.size());
        for (const std::size_t column : kept) left.push_back(row[column]);
        row = std::move(left);
    }
    return table_view(rows, paint, width);
}

template <class Predicate>
bool any_bill(const GpuList& list, Predicate predicate) {
    return std::ranges::any_of(list.rows, [&](const Listed& row) {
        return (row.on_demand && predicate(*row.on_demand)) || (row.spot && predicate(*row.spot));
    });
}

/// What the prices and the signs beside them mean, of those that there are.
std::string foot(const GpuList& list, int columns) {
    std::string text = fmt::format("prices of the machine with an address and a disk of {}",
                                   list.disk.count == 0 ? "100GB (50GB without GPUs)" : to_string(list.disk));
    text += "; -: not rented so, dearer than is asked for, or nobody tells the price";
    if (any_bill(list, [](const Bill& bill) { return bill.certainty == Certainty::estimated; }))
        text += "; ~: estimated";
    if (any_bill(list, [](const Bill& bill) { return !bill.left_out.empty(); }))
        text += "; +: the price of disk or address is not known there";
    if (list.quota.empty()) text += "; quota: not asked (--quota)";
    return wrap_from(0, text, columns) + "\n";
}

}  // namespace

std::string gpus_view(const Catalog& catalog, const GpuList& list, const Paint& paint, int columns) {
    const bool of_kinds = list.of == GpuList::Of::kinds;
    const std::span<const Column> titles = of_kinds ? std::span<const Column>(kind_columns) : place_columns;
    std::vector<std::vector<Cell>> rows(1);
    for (const Column& column : titles) rows.front().push_back({std::string(column.title), Tint::quiet});
    const std::size_t shown = std::min(list.most, list.rows.size());
    for (std::size_t index = 0; index < shown; ++index) rows.push_back(cells_of(catalog, list, index));
    std::string text = fitted_table(std::move(rows), titles, paint, columns);
    if (shown < list.rows.size())
        text += paint(fmt::format("and {} more: --all", list.rows.size() - shown), Tint::quiet) + "\n";
    return text + "\n" + paint(foot(list, columns), Tint::quiet);
}

}  // namespace aloft::cli
