#include "market/skypilot_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "core/utf8.hpp"
#include "market/figures.hpp"
#include "market/likely_price.hpp"
#include "market/lone_gpus.hpp"
#include "market/other_kinds.hpp"
#include "market/skypilot_row.hpp"

namespace aloft::market {
namespace {

/// The names with which accelerators begin that are no GPUs.
constexpr std::array<std::string_view, 8> other_accelerators{"tpu",   "Inferentia", "Trainium", "Virtex",
                                                             "Gaudi", "Goya",       "Qualcomm", "Habana"};

bool is_other_accelerator(const SkyPilotRow& row) {
    return row.type.ends_with("-tpu") ||
           std::ranges::any_of(other_accelerators, [&](std::string_view name) { return row.gpu.starts_with(name); });
}

std::string name_of(const SkyPilotRow& row) {
    const std::string_view what = row.type.empty() ? row.gpu : row.type;
    return fmt::format("line {}: {} {}", row.line, row.zone.empty() ? row.region : row.zone, what);
}

std::string name_of(const Offering& offering) {
    std::string name = fmt::format("{} {}", offering.zone.empty() ? offering.region : offering.zone, offering.type);
    if (offering.gpus > 0) name += fmt::format(" with {} {}", offering.gpus, offering.gpu);
    return name;
}

/// In thousandths. No machine that is rented comes near; what is beyond is a slip of a column.
constexpr std::int64_t most_cpus = 100'000'000;
constexpr std::int64_t most_memory_gib = 100'000'000;

/// Names become words between blanks in our own text, and one that begins with a dash is short for another there.
bool is_name(std::string_view name) {
    return !name.starts_with('-') &&
           std::ranges::all_of(name, [](char letter) { return letter > ' ' && letter <= '~' && letter != '"'; });
}

/// "Radeon Pro V520" is a name here only with dashes.
std::string dashed(std::string_view name) {
    std::string dashed(name);
    std::ranges::replace(dashed, ' ', '-');
    return dashed;
}

struct GpuCount {
    std::string gpu;
    int gpus = 0;
};

/// An eighth of an L4 is one of a kind of its own, "L4/8".
std::optional<GpuCount> gpus_of(const SkyPilotRow& row) {
    if (row.gpu.empty()) return GpuCount{};
    constexpr std::int64_t one = 1000;
    const std::optional<std::int64_t> thousandths = scaled(row.gpus, 3);
    if (!thousandths || *thousandths <= 0 || *thousandths > 1024 * one) return std::nullopt;
    if (*thousandths % one == 0) return GpuCount{dashed(row.gpu), static_cast<int>(*thousandths / one)};
    if (one % *thousandths != 0) return std::nullopt;
    return GpuCount{fmt::format("{}/{}", dashed(row.gpu), one / *thousandths), 1};
}

class Import {
public:
    explicit Import(const SkyPilotFile& file) : file_(file) {}

    void take(const SkyPilotRow& row) {
        ++result_.rows;
        if (is_other_accelerator(row)) {
            ++result_.other_accelerators;
        } else if (const std::string why = row.type.empty() ? take_gpu(row) : take_machine(row); !why.empty()) {
            refuse(name_of(row), why);
        }
    }

    /// The words may be those of the file.
    void refuse(std::string_view what, std::string_view why) {
        result_.refused.push_back({valid_utf8(what), valid_utf8(why)});
    }

    SkyPilotImport finish() {
        lone_.add_to(result_.content, result_.refused);
        drop_impossible_ones();
        add_regions();
        add_kinds();
        const std::string cloud(file_.cloud);
        result_.content.sources.push_back(
            {cloud, "machine types and prices", fmt::format("{}, in SkyPilot's form", file_.origin), file_.day});
        return std::move(result_);
    }

private:
    /// Why it cannot be, or nothing.
    std::string take_gpu(const SkyPilotRow& row) {
        const std::optional<GpuCount> count = gpus_of(row);
        if (!count || count->gpus == 0) return fmt::format("'{}' is no number of GPUs", row.gpus);
        if (!is_name(count->gpu) || !is_name(row.region) || !is_name(row.zone)) return "no name is written like that";
        LoneGpus::Priced priced{count->gpu, count->gpus, std::string(row.region), std::string(row.zone), {}, {}};
        if (std::string why = read_prices(row, priced.on_demand, priced.spot); !why.empty()) return why;
        if (!priced.on_demand && !priced.spot) return "it has no price";
        lone_.add(std::move(priced));
        remember_kind(*count, row);
        return {};
    }

    std::string take_machine(const SkyPilotRow& row) {
        const std::optional<std::int64_t> millicpus = scaled(row.cpus, 3);
        const std::optional<std::int64_t> memory_milligib = scaled(row.memory, 3);
        const std::optional<GpuCount> count = gpus_of(row);
        if (row.region.empty()) return "it has no region";
        if (!count) return fmt::format("'{}' is no number of GPUs", row.gpus);
        for (const std::string_view name : {row.type, row.region, row.zone, std::string_view(count->gpu)})
            if (!is_name(name)) return "no name is written like that";
        if (!row.cpus.empty() && millicpus.value_or(most_cpus + 1) > most_cpus)
            return fmt::format("'{}' is no number of CPUs", row.cpus);
        if (!row.memory.empty() && memory_milligib.value_or(most_memory_gib + 1) > most_memory_gib)
            return fmt::format("'{}' is no amount of memory", row.memory);
        Offering offering{std::string(file_.cloud), std::string(row.type), count->gpu, count->gpus,
                          std::string(row.region),  std::string(row.zone), {},         {}};
        if (std::string why = read_prices(row, offering.on_demand, offering.spot); !why.empty()) return why;
        if (!offering.on_demand && !offering.spot) return "it has no price";
        if (!said_.emplace(offering.type, offering.gpu, offering.gpus, offering.zone, offering.region).second)
            return "it is said twice; the first counts";
        add_type(row, *count, millicpus.value_or(0), memory_milligib.value_or(0));
        remember_kind(*count, row);
        result_.content.offerings.push_back(std::move(offering));
        return {};
    }

    std::string read_prices(const SkyPilotRow& row, std::optional<Price>& on_demand, std::optional<Price>& spot) const {
        for (const auto& [cell, price] : {std::pair(row.on_demand, &on_demand), std::pair(row.spot, &spot)}) {
            if (cell.empty()) continue;
            const std::optional<Money> hour = money_from(cell);
            if (!hour) return fmt::format("'{}' is no price", cell);
            *price = Price{*hour, file_.day};
        }
        return {};
    }

    void add_type(const SkyPilotRow& row, const GpuCount& count, std::int64_t millicpus, std::int64_t memory_milligib) {
        if (!types_.emplace(row.type, count.gpu, count.gpus).second) return;
        MachineType type{.cloud = std::string(file_.cloud), .name = std::string(row.type), .gpu = count.gpu};
        type.gpus = count.gpus;
        type.millicpus = static_cast<int>(millicpus);
        type.memory_mib = static_cast<int>((memory_milligib * 1024 + 500) / 1000);
        type.architecture = architecture_from(row.architecture).value_or(Architecture::x86_64);
        result_.content.types.push_back(std::move(type));
    }

    /// Some clouds say of several GPUs the memory of them all, so the least is that of one.
    void remember_kind(const GpuCount& count, const SkyPilotRow& row) {
        if (count.gpu.empty()) return;
        const SkyPilotGpuInfo info = read_gpu_info(row.gpu_info);
        GpuKind& kind = kinds_[count.gpu];
        kind.name = count.gpu;
        if (kind.maker.empty() && is_name(info.maker)) kind.maker = info.maker;
        if (info.memory_mib > 0 && info.memory_mib < most_memory_gib &&
            (kind.memory_mib == 0 || info.memory_mib < kind.memory_mib))
            kind.memory_mib = info.memory_mib;
    }

    void drop_impossible_ones() {
        std::erase_if(result_.content.offerings, [&](const Offering& offering) {
            const std::string why = why_impossible(offering);
            if (why.empty()) return false;
            refuse(name_of(offering), why);
            return true;
        });
    }

    void add_regions() {
        std::set<std::string> names;
        for (const Offering& offering : result_.content.offerings) names.insert(offering.region);
        for (const std::string& name : names) {
            Region region;
            region.cloud = file_.cloud;
            region.name = name;
            result_.content.regions.push_back(std::move(region));
        }
    }

    /// Those that some machine has. What Google's hosts have in them, no row of a machine says.
    void add_kinds() {
        std::set<std::string> names;
        for (const MachineType& type : result_.content.types)
            if (!type.gpu.empty()) names.insert(type.gpu);
        for (const std::string& name : names) {
            GpuKind& kind = kinds_[name];
            kind.name = name;
            complete_kind(kind);
            result_.content.gpus.push_back(std::move(kind));
        }
    }

    const SkyPilotFile& file_;
    SkyPilotImport result_;
    LoneGpus lone_;
    std::map<std::string, GpuKind> kinds_;
    std::set<std::tuple<std::string, std::string, int>> types_;
    std::set<std::tuple<std::string, std::string, int, std::string, std::string>> said_;
};

}  // namespace

Result<SkyPilotImport> read_skypilot_csv(const SkyPilotFile& file) {
    const Result<Csv> csv = Csv::read(file.text, file.origin);
    if (!csv) return failed(csv);
    if (csv->rows().empty()) return mistake_in(file.origin, 1, "it is empty");
    const Result<SkyPilotColumns> columns = SkyPilotColumns::of(csv->rows().front(), file.origin);
    if (!columns) return failed(columns);
    Import import(file);
    for (const CsvRow& line : csv->rows().subspan(1)) {
        if (line.cells.size() == columns->count())
            import.take(columns->row(line));
        else
            import.refuse(fmt::format("line {}", line.line),
                          fmt::format("it has {} cells, not {}", line.cells.size(), columns->count()));
    }
    SkyPilotImport result = import.finish();
    if (result.content.offerings.empty())
        return failure(ErrorKind::bad_input, fmt::format("reading {}", valid_utf8(file.origin)),
                       fmt::format("none of its {} rows can be used{}", result.rows,
                                   result.refused.empty() ? "" : ": " + result.refused.front().why));
    return result;
}

}  // namespace aloft::market
