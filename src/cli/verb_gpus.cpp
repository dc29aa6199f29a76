#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/gpus_records.hpp"
#include "cli/market_flags.hpp"
#include "cli/market_scene.hpp"
#include "cli/plain_lines.hpp"
#include "cli/verbs.hpp"
#include "cli/view_gpus.hpp"
#include "operations/distance.hpp"
#include "operations/listed_quota.hpp"

namespace aloft::cli {
namespace {

constexpr std::size_t rows_on_a_screen = 20;

Error nothing_found() {
    return {ErrorKind::not_found, "looking for offers", "nothing in the catalog is as asked",
            "ask for less: fewer GPUs, less memory, more regions, a higher price"};
}

Buying buying_of(const market::Lister& lister) {
    return lister.wish.spot == Spot::only ? Buying::spot : Buying::on_demand;
}

std::vector<market::Listed> rows_of(const market::Catalog& catalog, const market::Lister& lister, GpuList::Of of) {
    switch (of) {
        case GpuList::Of::kinds: return list_kinds(catalog, lister);
        case GpuList::Of::regions: return list_regions(catalog, lister);
        case GpuList::Of::places: return list_places(catalog, lister);
    }
    return {};
}

Result<GpuList> list_of(const market::Catalog& catalog, const market::Lister& lister, bool all) {
    if (auto mistake = mistake_in(catalog, lister.wish)) return std::unexpected(*mistake);
    GpuList list;
    const bool of_kinds = lister.wish.gpus.empty() && lister.wish.count != 0;
    list.of = all ? GpuList::Of::places : of_kinds ? GpuList::Of::kinds : GpuList::Of::regions;
    list.rows = rows_of(catalog, lister, list.of);
    if (list.rows.empty()) return std::unexpected(nothing_found());
    list.most = list.of != GpuList::Of::regions ? std::numeric_limits<std::size_t>::max() : rows_on_a_screen;
    list.disk = lister.wish.disk.value_or(Bytes{});
    list.buying = buying_of(lister);
    return list;
}

/// By "cloud/region".
using Distances = std::map<std::string, std::chrono::milliseconds>;

void measure_by(const market::Catalog& catalog, Distances distances, market::Lister& lister) {
    lister.distance = [&catalog, distances = std::move(distances)](const market::RegionRow& region) {
        const auto found = distances.find(fmt::format("{}/{}", catalog.text(region.cloud), catalog.text(region.name)));
        return found == distances.end() ? std::nullopt : std::optional(found->second);
    };
}

void tell_silent(const Call& call, const std::vector<SilentCloud>& silent) {
    for (const SilentCloud& cloud : silent) call.voice.tell(fmt::format("{}: {}\n", cloud.cloud, cloud.why));
}

/// With what only the clouds or the network can tell.
Result<GpuList> list_and_ask(Call& call, MarketScene& market, market::Lister lister) {
    const market::Catalog& catalog = market.catalog.catalog;
    if (lister.order == market::ListOrder::distance) {
        auto measured = distances(market.scene.around, catalog);
        if (!measured) return failed(measured);
        if (measured->empty()) call.voice.tell("no region answered, so that nobody knows how far they are\n");
        measure_by(catalog, std::move(*measured), lister);
    }
    auto list = list_of(catalog, lister, call.words.has("all"));
    if (!list || !call.words.has("quota")) return list;
    const ListedQuotas quotas = listed_quotas(market.scene.around, catalog, list->rows, list->buying, lister.wish.disk);
    for (const market::Allowance allowance : quotas.rows) list->quota.emplace_back(to_string(allowance));
    tell_silent(call, quotas.silent);
    return list;
}

int give(const Call& call, const market::Catalog& catalog, const Result<GpuList>& list) {
    if (!list) return call.voice.fail(list.error());
    if (call.voice.in_records()) return call.voice.give_record(gpus_record(catalog, *list));
    if (call.words.has("csv"))
        call.voice.give(gpus_csv(catalog, *list));
    else
        call.voice.give(gpus_view(catalog, *list, call.voice.paint(), call.voice.columns()));
    return 0;
}

}  // namespace

int verb_gpus(Call& call) {
    const auto lister = lister_from(call.words);
    if (!lister) return call.voice.fail(lister.error());
    if (!call.backstage.home) return call.voice.fail(call.backstage.home.error());
    if (call.words.has("quota") || lister->order == market::ListOrder::distance) {
        auto market = open_market(call);
        if (!market) return call.voice.fail(market.error());
        return give(call, market->catalog.catalog, list_and_ask(call, *market, *lister));
    }
    // The catalog alone: no ledger is opened and nobody is asked.
    PlainLines notices(call.backstage.terminal, call.backstage.clock);
    const auto opened = open_catalog({*call.backstage.home, call.backstage.builtin_catalog, notices});
    if (!opened) return call.voice.fail(opened.error());
    return give(call, opened->catalog, list_of(opened->catalog, *lister, call.words.has("all")));
}

}  // namespace aloft::cli
