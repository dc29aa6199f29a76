#include "market/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <ranges>

#include "core/nearest.hpp"
#include "market/sizing.hpp"

namespace aloft::market {
namespace {

Money for_an_hour_of(Money month) { return {(month.micros + hours_a_month / 2) / hours_a_month}; }

bool is_on(const Catalog& catalog, const RegionRow& region, const ZoneRow& zone, std::string_view pattern) {
    const std::string cloud(catalog.text(region.cloud));
    const std::string region_name(catalog.text(region.name));
    const std::string zone_name(catalog.text(zone.name));
    if (pattern.find('/') == std::string_view::npos)
        return matches(pattern, region_name) || matches(pattern, zone_name);
    return matches(pattern, cloud + "/" + region_name) || matches(pattern, cloud + "/" + zone_name);
}

/// The wish, asked of each row of the small tables once, so that the large one is only looked up.
class Sieve {
public:
    Sieve(const Catalog& catalog, const Wish& wish) : catalog_(catalog), wish_(wish) {
        for (const GpuRow& gpu : catalog.gpus()) gpu_fits_.push_back(fits(gpu));
        for (const TypeRow& type : catalog.types()) {
            boot_disks_.push_back(boot_disk(catalog.text(type.cloud), catalog.text(type.name), wish.disk_type));
            type_fits_.push_back(fits(type) && (!wish.disk_type || boot_disks_.back() != nullptr));
        }
        for (const RegionRow& region : catalog.regions()) region_fits_.push_back(fits(region));
        place_fits_.assign(catalog.regions().size() * catalog.zones().size(), unasked);
    }

    bool lets(const GpuRow& gpu) const { return gpu_fits_[index(gpu, catalog_.gpus())]; }

    bool lets(const OfferingRow& row) {
        return type_fits_[row.type] && region_fits_[row.region] && (wish_.regions.empty() || place_fits(row));
    }

    const BootDisk* disk_of(const OfferingRow& row) const { return boot_disks_[row.type]; }

private:
    static constexpr char unasked = 2;

    template <class Row>
    static std::size_t index(const Row& row, std::span<const Row> rows) {
        return static_cast<std::size_t>(&row - rows.data());
    }

    bool fits(const GpuRow& gpu) const {
        const bool none = &gpu == &catalog_.gpus().front();
        if (none) return wish_.gpus.empty() && wish_.count.value_or(0) == 0 && !speaks_of_gpus();
        if (wish_.count == 0) return false;
        const Bytes memory = mebibytes(gpu.memory_mib);
        if (wish_.gpu_memory_least && memory < *wish_.gpu_memory_least) return false;
        if (wish_.gpu_memory_most && memory > *wish_.gpu_memory_most) return false;
        return wish_.gpus.empty() ||
               std::ranges::any_of(wish_.gpus, [&](const auto& name) { return catalog_.find_gpu(name) == &gpu; });
    }

    bool speaks_of_gpus() const { return wish_.gpu_memory_least || wish_.gpu_memory_most || wish_.all_gpu_memory; }

    bool fits(const TypeRow& type) const {
        if (!gpu_fits_[type.gpu]) return false;
        if (!wish_.machine_type.empty() && catalog_.text(type.name) != wish_.machine_type) return false;
        if (wish_.count && type.gpus != *wish_.count) return false;
        if (wish_.cpus && static_cast<std::int64_t>(type.millicpus) < std::int64_t{*wish_.cpus} * 1000) return false;
        if (wish_.memory && mebibytes(type.memory_mib) < *wish_.memory) return false;
        const Bytes cards = mebibytes(std::int64_t{catalog_.gpus()[type.gpu].memory_mib} * type.gpus);
        return !wish_.all_gpu_memory || cards >= *wish_.all_gpu_memory;
    }

    bool fits(const RegionRow& region) const {
        return wish_.clouds.empty() ||
               std::ranges::find(wish_.clouds, catalog_.text(region.cloud)) != wish_.clouds.end();
    }

    bool place_fits(const OfferingRow& row) {
        char& answer = place_fits_[row.region * catalog_.zones().size() + row.zone];
        if (answer == unasked)
            answer = static_cast<char>(std::ranges::any_of(wish_.regions, [&](const std::string& pattern) {
                return is_on(catalog_, catalog_.regions()[row.region], catalog_.zones()[row.zone], pattern);
            }));
        return answer != 0;
    }

    const Catalog& catalog_;
    const Wish& wish_;
    std::vector<bool> gpu_fits_, type_fits_, region_fits_;
    std::vector<const BootDisk*> boot_disks_;
    std::vector<char> place_fits_;
};

void add(const Catalog& catalog, const Wish& wish, const OfferingRow& row, const BootDisk* boot_disk, Buying buying,
         std::vector<Candidate>& found) {
    const PriceCell& price = buying == Buying::spot ? row.spot : row.on_demand;
    if (price.micros == no_price) return;
    const TypeRow& type = catalog.types()[row.type];
    const GpuRow& gpu = catalog.gpus()[type.gpu];
    const RegionRow& region = catalog.regions()[row.region];
    const Bytes disk = wish.disk.value_or(advised_disk(type.gpus));
    Bill bill = bill_for(price, region, disk, wish.address, boot_disk);
    if (wish.most_an_hour && bill.hour > *wish.most_an_hour) return;
    found.push_back({&row, &type, &gpu, &region, buying, disk, boot_disk, wish.address, std::move(bill)});
}

Error unknown(const Catalog& catalog, const std::string& name) {
    const std::vector<std::string> like = catalog.like(name);
    return {ErrorKind::bad_input, fmt::format("looking for a GPU \"{}\"", name), "the catalog knows no such GPU",
            like.empty() ? "`aloft gpus` lists those that it knows"
                         : fmt::format("perhaps {}; `aloft gpus` lists all", fmt::join(like, ", "))};
}

Error no_such_place(std::string_view what, const std::string& word, std::vector<std::string_view> known) {
    std::ranges::sort(known);
    const auto repeated = std::ranges::unique(known);
    known.erase(repeated.begin(), repeated.end());
    const auto meant = nearest(word, known);
    const std::string hint = meant ? fmt::format("perhaps {}", *meant)
                             : known.size() < 9
                                 ? fmt::format("there is: {}", fmt::join(known, ", "))
                                 : "`aloft gpus GPU` shows the regions of a GPU; * stands for any letters";
    return {ErrorKind::bad_input, fmt::format("looking in {} \"{}\"", what, word),
            fmt::format("the catalog knows no such {}", what), hint};
}

std::optional<Error> mistake_in_type(const Catalog& catalog, const Wish& wish) {
    if (wish.machine_type.empty()) return std::nullopt;
    std::vector<std::string_view> names;
    names.reserve(catalog.types().size());
    for (const TypeRow& type : catalog.types()) names.push_back(catalog.text(type.name));
    if (std::ranges::find(names, wish.machine_type) != names.end()) return std::nullopt;
    const auto meant = nearest(wish.machine_type, names);
    return Error{ErrorKind::bad_input, fmt::format("looking for a machine type \"{}\"", wish.machine_type),
                 "the catalog knows no such machine type",
                 meant ? fmt::format("perhaps {}", *meant) : "`aloft gpus GPU --all` shows the machine types of a GPU"};
}

/// A cloud that is not there, or a pattern that no region and no zone is like.
std::optional<Error> mistake_in_places(const Catalog& catalog, const Wish& wish) {
    std::vector<std::string_view> clouds, names;
    for (const RegionRow& region : catalog.regions()) clouds.push_back(catalog.text(region.cloud));
    for (const std::string& cloud : wish.clouds)
        if (std::ranges::find(clouds, cloud) == clouds.end()) return no_such_place("cloud", cloud, clouds);
    for (const RegionRow& region : catalog.regions()) names.push_back(catalog.text(region.name));
    for (const ZoneRow& zone : catalog.zones()) names.push_back(catalog.text(zone.name));
    for (const std::string& pattern : wish.regions) {
        const std::string_view place = std::string_view(pattern).substr(pattern.find('/') + 1);
        if (std::ranges::none_of(names, [&](std::string_view name) { return matches(place, name); }))
            return no_such_place("region or zone", pattern, names);
    }
    return std::nullopt;
}

/// Known all the same, so that whoever asks is told what to take instead.
Error rented_by_nobody(const Catalog& catalog, const GpuRow& gpu) {
    const std::string_view why = catalog.text(gpu.retired);
    std::string instead(catalog.text(gpu.instead));
    std::ranges::replace(instead, ' ', ',');
    return {ErrorKind::not_found, fmt::format("looking for a GPU {}", catalog.text(gpu.name)),
            why.empty() ? "nobody in the catalog rents it" : fmt::format("it is retired: {}", why),
            instead.empty() ? "" : fmt::format("instead: aloft gpus {}", instead)};
}

}  // namespace

Bill bill_for(const PriceCell& machine, const RegionRow& region, Bytes disk, PublicAddress address,
              const BootDisk* boot_disk) {
    Bill bill{.machine_hour = {machine.micros}, .certainty = static_cast<Certainty>(machine.certainty)};
    bill.hour = bill.machine_hour;
    if (const auto gb_month = money_in(region.disk_gb_month)) {
        const std::int64_t gigabytes = disk.count / gibibytes(1).count;
        const int hundredths = boot_disk == nullptr ? 100 : boot_disk->price_hundredths;
        const Money disk_hour = for_an_hour_of({(*gb_month * gigabytes * hundredths).micros / 100});
        bill.hour = bill.hour + disk_hour;
        bill.stopped_hour = bill.stopped_hour + disk_hour;
    } else {
        bill.left_out.emplace_back("disk");
    }
    const auto in_use = money_in(region.address_hour);
    if (!in_use) bill.left_out.emplace_back("address");
    bill.address.running = in_use.value_or(Money{});
    // One that is not kept is given back while the machine is off: nothing of it is billed then. One that is kept is the
    // machine's then too, and not idle.
    if (address == PublicAddress::fixed) bill.address.stopped = bill.address.running;
    bill.hour = bill.hour + bill.address.running;
    bill.stopped_hour = bill.stopped_hour + bill.address.stopped;
    return bill;
}

std::vector<Candidate> search(const Catalog& catalog, const Wish& wish) {
    Sieve sieve(catalog, wish);
    std::vector<Candidate> found;
    for (const GpuRow& gpu : catalog.gpus()) {
        if (!sieve.lets(gpu)) continue;
        for (const OfferingRow& row : catalog.offerings_of(gpu)) {
            if (!sieve.lets(row)) continue;
            if (wish.spot != Spot::only) add(catalog, wish, row, sieve.disk_of(row), Buying::on_demand, found);
            if (wish.spot != Spot::never) add(catalog, wish, row, sieve.disk_of(row), Buying::spot, found);
        }
    }
    return found;
}

std::optional<Error> mistake_in(const Catalog& catalog, const Wish& wish) {
    std::optional<Error> nowhere;
    bool somewhere = wish.gpus.empty();
    for (const std::string& name : wish.gpus) {
        const GpuRow* gpu = catalog.find_gpu(name);
        if (gpu == nullptr) return unknown(catalog, name);
        if (gpu->offerings > 0)
            somewhere = true;
        else if (!nowhere)
            nowhere = rented_by_nobody(catalog, *gpu);
    }
    if (!somewhere) return nowhere;
    if (auto mistake = mistake_in_type(catalog, wish)) return mistake;
    return mistake_in_places(catalog, wish);
}

}  // namespace aloft::market
