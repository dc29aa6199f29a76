#include "clouds/aws/price_renewal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ranges>
#include <set>
#include <utility>

namespace aloft::aws {
namespace {

using market::CatalogContent;
using market::Day;
using market::Offering;
using market::Price;

class Renewal {
public:
    Renewal(CatalogContent present, const PricesByRegion& lists, Day today)
        : lists_(lists), today_(today), renewed_{std::move(present), {}} {}

    Result<Renewed> run() {
        for (const auto& [region, list] : lists_)
            if (Result<void> fine = is_plausible(region, list); !fine) return failed(fine);
        for (Offering& offering : renewed_.content.offerings) renew(offering);
        std::erase_if(renewed_.content.offerings,
                      [](const Offering& offering) { return !offering.on_demand && !offering.spot; });
        add_new_ones();
        add_regions();
        tell_sources();
        for (const auto& [region, list] : lists_) std::ranges::copy(list.refused, std::back_inserter(renewed_.refused));
        return std::move(renewed_);
    }

private:
    Result<void> is_plausible(const std::string& region, const ListedPrices& list) const {
        std::set<std::string_view> known, listed;
        for (const Offering& offering : renewed_.content.offerings) {
            if (offering.region != region || !offering.on_demand) continue;
            known.insert(offering.type);
            if (list.hour.contains(offering.type)) listed.insert(offering.type);
        }
        if (listed.size() * 2 >= known.size()) return {};
        return failure(
            ErrorKind::failed, fmt::format("reading EC2's price list of {}", region),
            fmt::format("of {} machine types that are known to be there it has {}", known.size(), listed.size()),
            "nothing was changed; a newer aloft may know what EC2 has changed");
    }

    void renew(Offering& offering) {
        const auto list = lists_.find(offering.region);
        if (list == lists_.end()) return;
        const auto hour = list->second.hour.find(offering.type);
        offering.on_demand.reset();
        if (hour == list->second.hour.end()) return;
        offered_.emplace(offering.region, offering.type);
        offering.on_demand = Price{hour->second, today_};
        if (!offering.spot || offering.spot->hour <= hour->second) return;
        renewed_.refused.push_back(
            {fmt::format("{} {}", offering.zone, offering.type),
             fmt::format("the spot price that was known, {}, is dearer than today's on demand, {}",
                         to_string(offering.spot->hour), to_string(hour->second))});
        offering.spot.reset();
    }

    void add_new_ones() {
        for (const auto& [region, list] : lists_)
            for (const market::MachineType& type : renewed_.content.types) {
                const auto hour = list.hour.find(type.name);
                if (hour == list.hour.end() || offered_.contains({region, type.name})) continue;
                Offering offering{type.cloud, type.name, type.gpu, type.gpus, region, {}, {}, {}};
                offering.on_demand = Price{hour->second, today_};
                renewed_.content.offerings.push_back(std::move(offering));
            }
    }

    void add_regions() {
        for (const auto& [name, list] : lists_) {
            if (std::ranges::find(renewed_.content.regions, name, &market::Region::name) !=
                renewed_.content.regions.end())
                continue;
            market::Region region;
            region.cloud = "aws";
            region.name = name;
            renewed_.content.regions.push_back(std::move(region));
        }
    }

    void tell_sources() {
        std::set<std::string_view> regions;
        for (const Offering& offering : renewed_.content.offerings) regions.insert(offering.region);
        const bool all =
            std::ranges::all_of(regions, [&](std::string_view region) { return lists_.contains(std::string(region)); });
        const std::string what =
            all ? "on-demand prices" : fmt::format("on-demand prices of {}", fmt::join(std::views::keys(lists_), ", "));
        std::erase_if(renewed_.content.sources, [&](const market::Source& source) {
            return source.what == what || (all && source.what.starts_with("on-demand prices"));
        });
        renewed_.content.sources.push_back({"aws", what, "EC2's price list", today_});
    }

    const PricesByRegion& lists_;
    Day today_;
    Renewed renewed_;
    std::set<std::pair<std::string, std::string>> offered_;  ///< region, type
};

}  // namespace

Result<Renewed> renew_prices(CatalogContent present, const PricesByRegion& lists, Day today) {
    return Renewal(std::move(present), lists, today).run();
}

}  // namespace aloft::aws
