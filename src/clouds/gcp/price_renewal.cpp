#include "clouds/gcp/price_renewal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace aloft::gcp {
namespace {

using market::MachineType;
using market::Offering;
using market::Price;

struct FamilyOfTypes {
    std::string_view beginning;
    std::string_view family;
};

/// Not among them: machines that share a core, and those of N1 with very much memory, which are priced otherwise.
constexpr std::array<FamilyOfTypes, 17> families{{
    {"n1-standard-", "N1 Predefined"},
    {"n1-highmem-", "N1 Predefined"},
    {"n1-highcpu-", "N1 Predefined"},
    {"n2-standard-", "N2"},
    {"n2-highmem-", "N2"},
    {"n2-highcpu-", "N2"},
    {"e2-standard-", "E2"},
    {"e2-highmem-", "E2"},
    {"e2-highcpu-", "E2"},
    {"g2-standard-", "G2"},
    {"g4-standard-", "G4"},
    {"a2-highgpu-", "A2"},
    {"a2-megagpu-", "A2"},
    {"a2-ultragpu-", "A2"},
    {"a3-highgpu-", "A3"},
    {"a3-edgegpu-", "A3"},
    {"a3-megagpu-", "A3Plus"},
}};

constexpr std::int64_t hours_of_a_month = 730;

struct GpuShare {
    std::string_view kind;
    int parts = 1;  ///< of how many it is one
};

/// "L4/8" is an eighth of an L4.
GpuShare share_of(std::string_view gpu) {
    const std::size_t slash = gpu.find('/');
    if (slash == std::string_view::npos) return {gpu};
    GpuShare share{gpu.substr(0, slash)};
    std::from_chars(gpu.data() + slash + 1, gpu.data() + gpu.size(), share.parts);
    share.parts = std::max(share.parts, 1);
    return share;
}

/// Adds pieces up; once one is missing there is no sum.
class Sum {
public:
    Sum(const SkuList& skus, std::string_view region, Rented rented) : skus_(skus), region_(region), rented_(rented) {}

    void add(Piece piece, std::string_view name, std::int64_t amount, std::int64_t of) {
        if (amount == 0) return;
        const std::optional<PiecePrice> price = skus_.price(piece, name, region_, rented_);
        if (price)
            nanos_ += price->nanos * amount / of;
        else
            complete_ = false;
    }

    std::optional<Money> total() const {
        if (!complete_ || nanos_ == 0) return std::nullopt;
        return Money{(nanos_ + 500) / 1000};
    }

private:
    const SkuList& skus_;
    std::string_view region_;
    Rented rented_;
    std::int64_t nanos_ = 0;
    bool complete_ = true;
};

class Renewal {
public:
    Renewal(market::CatalogContent present, const SkuList& skus, const std::vector<std::string>& regions,
            market::Day today)
        : skus_(skus), regions_(regions), today_(today), renewed_{std::move(present), skus.refused(), 0} {
        for (const MachineType& type : renewed_.content.types)
            types_.emplace(Key{type.name, type.gpu, type.gpus}, &type);
    }

    Renewed run() {
        for (Offering& offering : renewed_.content.offerings)
            if (is_wished(offering.region)) renew(offering);
        if (renewed_.prices > 0) tell_source();
        return std::move(renewed_);
    }

private:
    using Key = std::tuple<std::string_view, std::string_view, int>;

    bool is_wished(const std::string& region) const {
        return regions_.empty() || std::ranges::find(regions_, region) != regions_.end();
    }

    void renew(Offering& offering) {
        const auto type = types_.find(Key{offering.type, offering.gpu, offering.gpus});
        if (type == types_.end()) return;
        // What can be had on demand or as spot, the pieces do not say: only a price that is there is renewed.
        if (offering.on_demand) renew_on_demand(offering, offering.on_demand->hour, *type->second);
        if (offering.spot) renew_spot(offering, offering.spot->hour, *type->second);
    }

    void renew_on_demand(Offering& offering, Money known, const MachineType& type) {
        const std::optional<Money> hour = hour_of(type, offering.region, Rented::on_demand, skus_);
        if (!hour) return;
        if (*hour * 2 < known || known * 2 < *hour)
            return refuse(offering, fmt::format("{} on demand is too far from what was known, {}", to_string(*hour),
                                                to_string(known)));
        offering.on_demand = Price{*hour, today_};
        ++renewed_.prices;
    }

    void renew_spot(Offering& offering, Money known, const MachineType& type) {
        const std::optional<Money> hour = hour_of(type, offering.region, Rented::spot, skus_);
        if (hour && offering.on_demand && *hour > offering.on_demand->hour)
            return refuse(offering, fmt::format("spot, {}, would be dearer than on demand, {}", to_string(*hour),
                                                to_string(offering.on_demand->hour)));
        if (hour) {
            offering.spot = Price{*hour, today_};
            ++renewed_.prices;
        } else if (offering.on_demand && known > offering.on_demand->hour) {
            offering.spot.reset();
        }
    }

    void tell_source() {
        const std::string what = "prices that could be renewed";
        std::erase_if(renewed_.content.sources, [&](const market::Source& source) { return source.what == what; });
        renewed_.content.sources.push_back({"gcp", what, "Google's SKUs", today_});
    }

    void refuse(const Offering& offering, std::string why) {
        renewed_.refused.push_back({fmt::format("{} {}", offering.zone, offering.type), std::move(why)});
    }

    const SkuList& skus_;
    const std::vector<std::string>& regions_;
    market::Day today_;
    Renewed renewed_;
    std::map<Key, const MachineType*> types_;
};

}  // namespace

std::optional<Money> hour_of(const MachineType& type, std::string_view region, Rented rented, const SkuList& skus) {
    const auto* const family = std::ranges::find_if(
        families, [&](const FamilyOfTypes& each) { return type.name.starts_with(each.beginning); });
    if (family == families.end()) return std::nullopt;
    const GpuShare share = share_of(type.gpu);
    Sum sum(skus, region, rented);
    sum.add(Piece::core, family->family, type.millicpus, 1000);
    sum.add(Piece::memory, family->family, type.memory_mib, 1024);
    sum.add(Piece::gpu, share.kind, type.gpus, share.parts);
    sum.add(Piece::local_ssd, "", type.local_disk_gb, hours_of_a_month);
    return sum.total();
}

Renewed renew_prices(market::CatalogContent present, const SkuList& skus, const std::vector<std::string>& regions,
                     market::Day today) {
    return Renewal(std::move(present), skus, regions, today).run();
}

}  // namespace aloft::gcp
