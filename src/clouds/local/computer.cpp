#include "clouds/local/computer.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <thread>

#include "clouds/local/places.hpp"

namespace aloft::local {
namespace {

constexpr Bytes smallest_memory = mebibytes(256);

std::unexpected<Error> too_much(std::string detail, std::string hint) {
    return failure(ErrorKind::bad_input, "looking for room on this computer", std::move(detail), std::move(hint));
}

Bytes default_memory(const Computer& computer) {
    const Bytes quarter = gibibytes((computer.memory.count >> 30) / 4);
    return std::min(std::clamp(quarter, gibibytes(1), gibibytes(8)), computer.memory);
}

std::string machine_type(const Offer& offer) {
    return std::string(place_of(offer.kind)) + "-" + std::to_string(offer.cpus) + "x" + to_string(offer.memory);
}

Result<void> check_sizes(const Offer& offer, const Computer& computer) {
    if (offer.cpus < 1) return too_much("a machine needs at least one CPU", "");
    if (offer.cpus > computer.cores)
        return too_much(
            std::to_string(offer.cpus) + " CPUs were asked for and this computer has " + std::to_string(computer.cores),
            "ask for fewer: `--cpus " + std::to_string(computer.cores) + "`");
    if (offer.memory < smallest_memory)
        return too_much("a machine with " + to_string(offer.memory) + " of memory cannot start",
                        "ask for at least " + to_string(smallest_memory));
    if (offer.memory > computer.memory)
        return too_much(to_string(offer.memory) + " of memory were asked for and this computer has " +
                            to_string(mebibytes(computer.memory.count >> 20)),
                        "ask for less with `--memory`");
    return {};
}

/// A container's disk is a folder: what the person asked for can be told them, and not be held.
void settle_container_disk(const Spec& spec, const Computer& computer, Offer& offer) {
    offer.disk = spec.disk.value_or(gibibytes(computer.free_disk.count >> 30));
    if (!spec.disk) return;
    offer.warnings.push_back("a container's disk has no limit of its own: " + to_string(*spec.disk) +
                             " are not held to, all free space of this computer can be filled");
    if (*spec.disk > computer.free_disk)
        offer.warnings.push_back("this computer has only " + to_string(gibibytes(computer.free_disk.count >> 30)) +
                                 " of disk free");
}

}  // namespace

Bytes total_memory(std::string_view meminfo) {
    const auto start = meminfo.find("MemTotal:");
    if (start == std::string_view::npos) return {};
    const auto digits = meminfo.find_first_of("0123456789", start);
    std::int64_t kibibytes = 0;
    if (digits != std::string_view::npos)
        std::from_chars(meminfo.data() + digits, meminfo.data() + meminfo.size(), kibibytes);
    return {kibibytes << 10};
}

Computer this_computer(const std::filesystem::path& storage) {
    Computer computer;
    computer.cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    std::ifstream file("/proc/meminfo");
    std::ostringstream text;
    text << file.rdbuf();
    computer.memory = total_memory(text.str());
    // The folder may not have been made yet; its first ancestor that exists is on the same disk.
    std::filesystem::path folder = storage.empty() ? "/" : storage;
    std::error_code problem;
    while (!std::filesystem::exists(folder, problem) && folder.has_relative_path()) folder = folder.parent_path();
    const auto space = std::filesystem::space(folder, problem);
    if (!problem) computer.free_disk.count = static_cast<std::int64_t>(space.available);
    return computer;
}

Result<Offer> settle_sizes(const Spec& spec, const Computer& computer) {
    constexpr int enough_cpus = 4;
    Offer offer;
    offer.cloud = provider;
    offer.place = "this computer";
    offer.kind = spec.kind.value_or(MachineKind::container);
    offer.cpus = spec.cpus.value_or(std::min(computer.cores, enough_cpus));
    offer.memory = spec.memory.value_or(default_memory(computer));
    offer.gpu = spec.gpu;
    if (auto fine = check_sizes(offer, computer); !fine) return failed(fine);
    if (offer.kind == MachineKind::container)
        settle_container_disk(spec, computer, offer);
    else
        offer.disk = spec.disk.value_or(gibibytes(20));
    offer.machine_type = machine_type(offer);
    return offer;
}

}  // namespace aloft::local
