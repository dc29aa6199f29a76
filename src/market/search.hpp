#pragma once
#include <optional>
#include <vector>

#include "core/buying.hpp"
#include "market/boot_disks.hpp"
#include "market/catalog.hpp"
#include "market/wish.hpp"

namespace aloft::market {

/// What having a machine costs: with its disk, and with the address by which it is reached.
struct Bill {
    Money machine_hour;  ///< the machine alone
    Money hour;          ///< all of it, while it runs
    Money stopped_hour;  ///< what goes on while it is off
    HourlyPrice address;  ///< what of both is the address's
    Certainty certainty = Certainty::published;
    std::vector<std::string_view> left_out;  ///< what has no known price here: "disk", "address"
    bool operator==(const Bill&) const = default;
};

constexpr int hours_a_month = 730;

/// One way to have what is wished. The rows are the catalog's.
struct Candidate {
    const OfferingRow* offering = nullptr;
    const TypeRow* type = nullptr;
    const GpuRow* gpu = nullptr;
    const RegionRow* region = nullptr;
    Buying buying = Buying::on_demand;
    Bytes disk;
    const BootDisk* boot_disk = nullptr;  ///< of a cloud of whose disks aloft knows
    PublicAddress address = PublicAddress::ephemeral;
    Bill bill;
};

/// All that satisfies the wish, in no order. A way of buying that has no price is not there.
std::vector<Candidate> search(const Catalog& catalog, const Wish& wish);

Bill bill_for(const PriceCell& machine, const RegionRow& region, Bytes disk,
              PublicAddress address = PublicAddress::ephemeral, const BootDisk* boot_disk = nullptr);

/// A GPU, cloud or region that is not known, with the nearest names; or GPUs that nobody rents, with what replaces them.
std::optional<Error> mistake_in(const Catalog& catalog, const Wish& wish);

}  // namespace aloft::market
