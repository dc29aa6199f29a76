#include "practice/google/sku_pieces.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "market/google_types.hpp"

namespace aloft::practice::google {
namespace {

struct Family {
    std::string_view beginning;  ///< of its types
    std::string_view name;       ///< in the SKUs' words
    std::int64_t core;  ///< nanos: about what one costs in Iowa, for machines of which only the sum is known
    std::int64_t memory;  ///< of a GiB; beside GPUs it is taken for this
};

/// As Google names them in its SKUs. Machines that share a core are not sold by the piece.
constexpr std::array families{
    Family{"n1-standard-", "N1 Predefined", 31'611'000, 4'237'000},
    Family{"n1-highmem-", "N1 Predefined", 31'611'000, 4'237'000},
    Family{"n1-highcpu-", "N1 Predefined", 31'611'000, 4'237'000},
    Family{"n2-standard-", "N2", 31'611'000, 4'237'000},
    Family{"n2-highmem-", "N2", 31'611'000, 4'237'000},
    Family{"n2-highcpu-", "N2", 31'611'000, 4'237'000},
    Family{"e2-standard-", "E2", 21'811'590, 2'923'530},
    Family{"e2-highmem-", "E2", 21'811'590, 2'923'530},
    Family{"e2-highcpu-", "E2", 21'811'590, 2'923'530},
    Family{"g2-standard-", "G2", 24'988'000, 2'927'000},
    Family{"g4-standard-", "G4", 25'000'000, 3'000'000},
    Family{"a2-highgpu-", "A2", 31'611'000, 4'237'000},
    Family{"a2-megagpu-", "A2", 31'611'000, 4'237'000},
    Family{"a2-ultragpu-", "A2", 31'611'000, 4'237'000},
    Family{"a3-highgpu-", "A3", 29'300'000, 2'550'000},
    Family{"a3-edgegpu-", "A3", 29'300'000, 2'550'000},
    Family{"a3-megagpu-", "A3Plus", 29'300'000, 2'550'000},
};

struct GpuWords {
    std::string_view accelerator;
    std::string_view words;
};

constexpr std::array gpu_words{
    GpuWords{"nvidia-tesla-t4", "Nvidia Tesla T4 GPU"},
    GpuWords{"nvidia-tesla-p4", "Nvidia Tesla P4 GPU"},
    GpuWords{"nvidia-tesla-p100", "Nvidia Tesla P100 GPU"},
    GpuWords{"nvidia-tesla-v100", "Nvidia Tesla V100 GPU"},
    GpuWords{"nvidia-tesla-a100", "Nvidia Tesla A100 GPU"},
    GpuWords{"nvidia-a100-80gb", "Nvidia Tesla A100 80GB GPU"},
    GpuWords{"nvidia-l4", "Nvidia L4 GPU"},
    GpuWords{"nvidia-h100-80gb", "Nvidia H100 80GB GPU"},
    GpuWords{"nvidia-h100-mega-80gb", "Nvidia H100 80GB Plus GPU"},
    GpuWords{"nvidia-h200-141gb", "Nvidia H200 141GB GPU"},
    GpuWords{"nvidia-rtx-pro-6000", "RTX 6000 96GB"},
};

constexpr std::int64_t local_disk_month = 80'000'000, hours_in_month = 730, mib_in_gib = 1024, quarter_gib = 256;

/// Prices are known to the millionth: a sum may be half of one off, less what divisions may cut away.
constexpr std::int64_t slack = 490;

std::int64_t floor_div(std::int64_t number, std::int64_t by) { return number / by - (number % by < 0 ? 1 : 0); }
std::int64_t ceil_div(std::int64_t number, std::int64_t by) { return -floor_div(-number, by); }

/// Whole numbers from least to most; none when they are the wrong way round.
struct Interval {
    std::int64_t least = 0;
    std::int64_t most = 1'000'000'000'000;
    bool empty() const { return least > most; }
    /// number * factor must be at least, or at most, that.
    void at_least(std::int64_t factor, std::int64_t bound) {
        if (factor > 0)
            least = std::max(least, ceil_div(bound, factor));
        else if (factor < 0)
            most = std::min(most, floor_div(-bound, -factor));
        else if (bound > 0)
            most = least - 1;
    }
    /// The roundest number near that one: what Google publishes has few digits.
    std::int64_t pick(std::int64_t near) const {
        const std::int64_t wished = std::clamp(near, least, most);
        for (std::int64_t unit = 10'000; unit > 1; unit /= 10) {
            for (const std::int64_t round : {floor_div(wished, unit) * unit, ceil_div(wished, unit) * unit}) {
                if (round >= least && round <= most) return round;
            }
        }
        return wished;
    }
};

/// cores * first + amount * second lies between least and most, in thousand-and-twenty-fourths of a nano.
struct Constraint {
    std::int64_t first;
    std::int64_t second;
    std::int64_t least;
    std::int64_t most;
};

/// What `second` may be for there to be a `first`.
Interval second_of(const std::vector<Constraint>& constraints) {
    Interval second;
    for (const Constraint& low : constraints) {
        for (const Constraint& high :
             constraints)  // (low.least - low.second * s) / low.first <= (high.most - …) / high.first
            second.at_least(low.second * high.first - high.second * low.first,
                            low.least * high.first - high.most * low.first);
    }
    return second;
}

Interval first_of(const std::vector<Constraint>& constraints, std::int64_t second) {
    Interval first;
    for (const Constraint& it : constraints) {
        first.at_least(it.first, it.least - it.second * second);
        first.at_least(-it.first, -(it.most - it.second * second));
    }
    return first;
}

struct Solution {
    std::int64_t first = 0;
    std::int64_t second = 0;
};

std::optional<Solution> solved(const std::vector<Constraint>& constraints, std::int64_t near_first,
                               std::int64_t near_second) {
    constexpr std::int64_t tries = 4000;
    const Interval second = second_of(constraints);
    if (second.empty()) return std::nullopt;
    const auto try_with = [&](std::int64_t picked) -> std::optional<Solution> {
        const Interval first = first_of(constraints, picked);
        if (first.empty()) return std::nullopt;
        return Solution{first.pick(near_first), picked};
    };
    if (const auto near = try_with(second.pick(near_second))) return near;
    // Between whole numbers there may be room for a second one and none for a first.
    const std::int64_t step = std::max<std::int64_t>(1, (second.most - second.least) / tries);
    for (std::int64_t picked = second.least; picked <= second.most; picked += step) {
        if (const auto found = try_with(picked)) return found;
    }
    return std::nullopt;
}

/// One after another; one that does not go with those before is left out. Also answers how many were kept.
std::pair<std::size_t, std::optional<Solution>> solved_in_order(const std::vector<Constraint>& constraints,
                                                                std::int64_t near_first, std::int64_t near_second) {
    std::vector<Constraint> kept;
    std::optional<Solution> best;
    for (const Constraint& constraint : constraints) {
        kept.push_back(constraint);
        if (const auto found = solved(kept, near_first, near_second))
            best = found;
        else
            kept.pop_back();
    }
    return {kept.size(), best};
}

/// Where not all can be right, as many as go together: beginning with the smallest or with the largest.
std::optional<Solution> solved_for_most(std::vector<Constraint> constraints, std::int64_t near_first,
                                        std::int64_t near_second) {
    if (const auto all = solved(constraints, near_first, near_second)) return all;
    const auto up = solved_in_order(constraints, near_first, near_second);
    std::ranges::reverse(constraints);
    const auto down = solved_in_order(constraints, near_first, near_second);
    return up.first > down.first ? up.second : down.second;
}

const Family* family_of(std::string_view type) {
    const auto* const found =
        std::ranges::find_if(families, [&](const Family& family) { return type.starts_with(family.beginning); });
    return found == families.end() ? nullptr : found;
}

std::int64_t local_disk_nanos(const MachineTypeFacts& type) {
    return local_disk_month * type.local_disk_gb / hours_in_month;
}

/// Of the card that it is a part of: an eighth of one is 1 of 8.
int parts_of_card(std::string_view type) {
    const auto bundled = market::bundled_gpus(type);
    if (!bundled) return 1;
    const auto slash = bundled->gpu.find('/');
    return slash == std::string::npos ? 1 : bundled->gpu[slash + 1] - '0';
}

struct Found {
    std::int64_t core = 0;
    std::int64_t memory = 0;
    std::map<std::string, std::int64_t, std::less<>> gpus;
};

using Machines = std::vector<const PricedMachine*>;

Found hosts_alone(const Family& family, const Machines& machines) {
    std::vector<Constraint> constraints;
    constraints.reserve(machines.size());
    for (const PricedMachine* machine : machines) {
        // 14.4 GiB are no whole number of MiB, so that the price and the size that we know do not belong together.
        if (machine->type.memory_mib % quarter_gib != 0) continue;
        constraints.push_back({machine->type.cpus * mib_in_gib, machine->type.memory_mib,
                               (machine->nanos - slack) * mib_in_gib, (machine->nanos + slack) * mib_in_gib});
    }
    const auto found = solved_for_most(constraints, family.core, family.memory);
    return found ? Found{found->first, found->second, {}} : Found{};
}

/// With GPUs the memory goes with the cores in fixed shares, so that only the sum of both can be told: memory is taken
/// to cost what it does in Iowa, and cores and GPUs are what is left.
Found with_gpus(const Family& family, const Machines& machines) {
    Found found{family.core, family.memory, {}};
    const std::string& first_kind = machines.front()->type.built_in.type;
    const auto constraint_of = [&](const PricedMachine& machine, std::int64_t memory) {
        const std::int64_t rest = machine.nanos - local_disk_nanos(machine.type);
        const int parts = parts_of_card(machine.type.name);
        const std::int64_t known = memory * machine.type.memory_mib / mib_in_gib;
        return Constraint{std::int64_t{machine.type.cpus} * parts, machine.type.built_in.count,
                          (rest - known - slack) * parts, (rest - known + slack) * parts};
    };
    std::vector<Constraint> constraints;
    for (const PricedMachine* machine : machines) {
        if (machine->type.built_in.type == first_kind) constraints.push_back(constraint_of(*machine, found.memory));
    }
    // Where any division would do, most of it is the GPU's.
    const std::int64_t near = machines.front()->nanos * 7 / 10 / machines.front()->type.built_in.count;
    if (const auto solution = solved_for_most(constraints, found.core, near)) {
        found.core = solution->first;
        found.gpus[first_kind] = solution->second;
    }
    std::map<std::string, Interval> others;
    for (const PricedMachine* machine : machines) {
        if (machine->type.built_in.type == first_kind) continue;
        const Constraint own = constraint_of(*machine, found.memory);
        Interval gpu = others[machine->type.built_in.type];
        gpu.at_least(own.second, own.least - own.first * found.core);
        gpu.at_least(-own.second, -(own.most - own.first * found.core));
        if (!gpu.empty()) others[machine->type.built_in.type] = gpu;
    }
    for (const auto& [kind, gpu] : others) found.gpus[kind] = gpu.pick((gpu.least + gpu.most) / 2);
    return found;
}

void add_gpu(std::vector<SkuPiece>& pieces, std::string_view accelerator, std::int64_t nanos) {
    const auto* const words = std::ranges::find(gpu_words, accelerator, &GpuWords::accelerator);
    if (words == gpu_words.end() || nanos <= 0) return;
    const bool known = std::ranges::any_of(pieces, [&](const SkuPiece& it) { return it.description == words->words; });
    if (!known) pieces.push_back({std::string(words->words), "GPU", "h", nanos});
}

}  // namespace

std::vector<SkuPiece> pieces_of(const std::vector<PricedMachine>& machines, const std::vector<PricedGpu>& gpus) {
    std::map<std::string_view, std::pair<const Family*, Machines>> by_family;
    bool has_local_disk = false;
    for (const PricedMachine& machine : machines) {
        const Family* const family = family_of(machine.type.name);
        if (family == nullptr || machine.nanos <= 0) continue;
        auto& [known, members] = by_family[family->name];
        known = family;
        members.push_back(&machine);
        has_local_disk |= machine.type.local_disk_gb > 0;
    }
    std::vector<SkuPiece> pieces;
    for (auto& [name, family] : by_family) {
        auto& [facts, members] = family;
        std::ranges::sort(members, {}, [](const PricedMachine* it) { return std::tie(it->type.cpus, it->type.name); });
        const Found found =
            members.front()->type.built_in.count == 0 ? hosts_alone(*facts, members) : with_gpus(*facts, members);
        if (found.core <= 0 || found.memory <= 0) continue;
        pieces.push_back({std::string(name) + " Instance Core", "CPU", "h", found.core});
        pieces.push_back({std::string(name) + " Instance Ram", "RAM", "GiBy.h", found.memory});
        for (const auto& [accelerator, nanos] : found.gpus) add_gpu(pieces, accelerator, nanos);
    }
    for (const PricedGpu& gpu : gpus) add_gpu(pieces, gpu.accelerator, gpu.nanos);
    if (has_local_disk) pieces.push_back({"SSD backed Local Storage", "LocalSSD", "GiBy.mo", local_disk_month});
    return pieces;
}

}  // namespace aloft::practice::google
