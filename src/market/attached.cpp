#include "market/attached.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace aloft::market {
namespace {

constexpr Ceiling n1_ceilings[] = {
    {"P100", 1, 16, 104}, {"P100", 2, 32, 208}, {"P100", 4, 96, 624}, {"P4", 1, 24, 156}, {"P4", 2, 48, 312},
    {"P4", 4, 96, 624},   {"T4", 1, 48, 312},   {"T4", 2, 48, 312},   {"T4", 4, 96, 624}, {"V100", 1, 12, 78},
    {"V100", 2, 24, 156}, {"V100", 4, 48, 312}, {"V100", 8, 96, 624},
};

bool fits_under(const MachineType& type, const Ceiling& ceiling) {
    return type.millicpus <= ceiling.cpus * 1000 && type.memory_mib <= ceiling.memory_gib * 1024;
}

using Zone = std::pair<std::string, std::string>;  ///< cloud, zone

class Attaching {
public:
    explicit Attaching(CatalogContent& content) : content_(content) {
        for (const MachineType& type : content.types) {
            if (!is_host(type.cloud, type.name)) continue;
            types_.emplace(type.name, type.gpu, type.gpus);
            if (type.gpus == 0) hosts_.emplace(type.name, type);
        }
        for (const Offering& offering : content.offerings) {
            if (!is_host(offering.cloud, offering.type)) continue;
            offerings_.emplace(offering.type, offering.zone, offering.gpu, offering.gpus);
            if (offering.gpus == 0) hosts_in_[{offering.cloud, offering.zone}].push_back(offering);
        }
    }

    void attach(const AttachedGpu& gpu) {
        const auto hosts = hosts_in_.find({gpu.cloud, gpu.zone});
        if (hosts == hosts_in_.end()) return;
        for (const Ceiling& ceiling : n1_ceilings)
            if (ceiling.gpu == gpu.gpu)
                for (const Offering& host : hosts->second) attach(gpu, ceiling, host);
    }

private:
    void attach(const AttachedGpu& gpu, const Ceiling& ceiling, const Offering& host) {
        const auto type = hosts_.find(host.type);
        if (type == hosts_.end() || !fits_under(type->second, ceiling)) return;
        Offering whole = host;
        whole.gpu = gpu.gpu;
        whole.gpus = ceiling.gpus;
        whole.on_demand = sum(host.on_demand, gpu.on_demand, ceiling.gpus);
        whole.spot = sum(host.spot, gpu.spot, ceiling.gpus);
        if (!whole.on_demand && !whole.spot) return;
        if (!offerings_.emplace(whole.type, whole.zone, whole.gpu, whole.gpus).second) return;
        content_.offerings.push_back(std::move(whole));
        add_type(type->second, ceiling);
    }

    void add_type(MachineType type, const Ceiling& ceiling) {
        type.gpu = ceiling.gpu;
        type.gpus = ceiling.gpus;
        type.attached = true;
        if (!types_.emplace(type.name, type.gpu, type.gpus).second) return;
        content_.types.push_back(std::move(type));
    }

    CatalogContent& content_;
    std::map<std::string, MachineType> hosts_;
    std::map<Zone, std::vector<Offering>> hosts_in_;
    std::set<std::tuple<std::string, std::string, int>> types_;  ///< with their GPUs, those that are there
    std::set<std::tuple<std::string, std::string, std::string, int>> offerings_;
};

}  // namespace

std::span<const Ceiling> ceilings() { return n1_ceilings; }

bool is_host(std::string_view cloud, std::string_view type) { return cloud == "gcp" && type.starts_with("n1-"); }

std::optional<Price> sum(const std::optional<Price>& host, const std::optional<Price>& gpu, int gpus) {
    if (!host || !gpu) return std::nullopt;
    return Price{host->hour + gpu->hour * gpus, std::min(host->day, gpu->day),
                 std::max(host->certainty, gpu->certainty)};
}

void attach(CatalogContent& content, std::span<const AttachedGpu> gpus) {
    Attaching attaching(content);
    for (const AttachedGpu& gpu : gpus) attaching.attach(gpu);
}

}  // namespace aloft::market
