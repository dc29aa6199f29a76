#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/buying.hpp"
#include "core/money.hpp"
#include "market/catalog.hpp"
#include "practice/moment.hpp"

namespace aloft::practice {

struct World;

/// A kind of GPU in Google's words: "nvidia-tesla-t4".
struct Accelerators {
    std::string type;
    int count = 0;
    bool operator==(const Accelerators&) const = default;
};

struct MachineTypeFacts {
    std::string name;
    int cpus = 0;
    int memory_mib = 0;
    std::string architecture;   ///< "X86_64", "ARM64"
    Accelerators built_in;      ///< count 0: none
    int local_disk_gb = 0;
};

struct AcceleratorFacts {
    std::string type;
    std::string description;  ///< "NVIDIA T4"
    int most_per_machine = 0;
};

/// What the price of a machine depends on.
struct MachineShape {
    std::string zone;
    std::string type;
    Accelerators attached;  ///< beside those that its type has built in
    Buying buying = Buying::on_demand;
};

/// One thing that costs by the hour.
struct Rate {
    std::string what;  ///< "n1-standard-4, spot", "1 nvidia-tesla-t4", "100 GB pd-balanced"
    Money hour;
    bool operator==(const Rate&) const = default;
};

/// Where things can be had in the world, of what kinds, at what price: the catalog's facts of Google Cloud, as far as
/// the world has them. Empty answers for what it has not.
class Places {
public:
    Places(const market::Catalog& catalog, const World& world);

    std::vector<std::string> regions() const;
    std::vector<std::string> zones(std::string_view region) const;
    /// "us-central1-a" to "us-central1"; nothing for what is no zone of this world.
    std::optional<std::string> region_of(std::string_view name) const;
    std::vector<MachineTypeFacts> machine_types(std::string_view name) const;
    std::optional<MachineTypeFacts> machine_type(std::string_view zone, std::string_view name) const;
    std::vector<AcceleratorFacts> accelerators(std::string_view name) const;
    /// Why such GPUs cannot be attached to that type there, in words that people have seen; empty when they can.
    std::string why_not_attached(const MachineTypeFacts& type, const Accelerators& gpus) const;

    std::vector<Rate> machine_rates(const MachineShape& shape, Moment at) const;
    Rate disk_rate(std::string_view zone, std::string_view disk_type, int gb) const;
    Rate snapshot_rate(std::string_view region, int gb) const;
    Rate address_rate(std::string_view region, bool in_use) const;

private:
    struct Sold;  ///< one machine type in one zone, without what can be attached to it
    struct Zone;
    const Zone* zone(std::string_view name) const;
    Money price(std::string_view thing, std::string_view zone, std::optional<Buying> buying, Moment at,
                Money otherwise) const;

    const market::Catalog& catalog_;
    const World& world_;
    std::map<std::string, std::shared_ptr<const Zone>, std::less<>> zones_;
};

}  // namespace aloft::practice
