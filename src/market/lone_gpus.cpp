#include "market/lone_gpus.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "market/attached.hpp"
#include "market/google_types.hpp"

namespace aloft::market {
namespace {

std::optional<Price> part_of(const std::optional<Price>& price, int part, int whole) {
    if (!price) return std::nullopt;
    return Price{Money{(price->hour.micros * part + whole / 2) / whole}, price->day, price->certainty};
}

}  // namespace

void LoneGpus::add(Priced priced) { prices_[{priced.zone, priced.gpu}].emplace(priced.gpus, std::move(priced)); }

std::optional<LoneGpus::Priced> LoneGpus::price_of(const Place& place, int gpus) const {
    const auto known = prices_.find(place);
    if (known == prices_.end()) return std::nullopt;
    const auto exactly = known->second.find(gpus);
    Priced priced = exactly != known->second.end() ? exactly->second : known->second.begin()->second;
    priced.on_demand = part_of(priced.on_demand, gpus, priced.gpus);
    priced.spot = part_of(priced.spot, gpus, priced.gpus);
    priced.gpus = gpus;
    return priced;
}

bool LoneGpus::complete(Offering& offering, std::vector<Refused>& refused) const {
    const std::optional<BundledGpus> bundled = bundled_gpus(offering.type);
    if (!bundled || offering.gpus > 0) return true;
    const std::optional<Priced> gpus = price_of({offering.zone, bundled->gpu}, bundled->gpus);
    const std::string what = fmt::format("{} {}", offering.zone, offering.type);
    if (!gpus) {
        refused.push_back({what, fmt::format("the price of its {} {} is not there", bundled->gpus, bundled->gpu)});
        return false;
    }
    offering.gpu = bundled->gpu;
    offering.gpus = bundled->gpus;
    offering.on_demand = sum(offering.on_demand, gpus->on_demand, 1);
    offering.spot = sum(offering.spot, gpus->spot, 1);
    if (never_on_demand(offering.type)) offering.on_demand.reset();
    return true;
}

void LoneGpus::add_to(CatalogContent& content, std::vector<Refused>& refused) const {
    const bool google = std::ranges::any_of(content.types, [](const MachineType& type) { return type.cloud == "gcp"; });
    if (!google) return;
    for (MachineType& type : content.types) {
        const std::optional<BundledGpus> bundled = bundled_gpus(type.name);
        if (!bundled || type.gpus > 0) continue;
        type.gpu = bundled->gpu;
        type.gpus = bundled->gpus;
    }
    std::vector<Offering> whole;
    whole.reserve(content.offerings.size());
    for (Offering& offering : content.offerings)
        if (complete(offering, refused)) whole.push_back(std::move(offering));
    content.offerings = std::move(whole);
    std::vector<AttachedGpu> attached;
    for (const auto& [place, counts] : prices_) {
        const std::optional<Priced> one = price_of(place, 1);
        if (one) attached.push_back({"gcp", one->gpu, one->region, one->zone, one->on_demand, one->spot});
    }
    attach(content, attached);
}

}  // namespace aloft::market
