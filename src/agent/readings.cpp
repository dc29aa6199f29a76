#include "agent/readings.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <thread>
#include <utility>

#include "core/letters.hpp"
#include "system/files.hpp"

namespace aloft::agent {
namespace {

namespace fs = std::filesystem;

/// In the order of CardReading; without a head and without units: MiB, °C, W.
constexpr std::string_view question =
    "--query-gpu=name,driver_version,utilization.gpu,memory.total,memory.used,temperature.gpu,power.draw";
/// A card that has fallen off its bus lets the driver wait.
constexpr std::chrono::seconds patience(10);

/// "27.53" to 28; of "[N/A]" and "[Not Supported]" nothing.
std::optional<std::int64_t> number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    constexpr double largest = 9.2e18;
    if (error != std::errc() || end != text.data() + text.size() || !(std::abs(value) < largest)) return std::nullopt;
    return std::llround(value);
}

std::optional<int> small(std::string_view text) {
    const auto value = number(text);
    return value && std::in_range<int>(*value) ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

std::optional<Bytes> mebibytes_in(std::string_view text) {
    const auto value = number(text);
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() >> 20;
    return value && *value >= 0 && *value <= most ? std::optional(mebibytes(*value)) : std::nullopt;
}

CardReading card_of(std::string_view line) {
    std::array<std::string_view, 7> fields;
    for (std::string_view& field : fields) {
        const std::size_t comma = line.find(',');
        field = trimmed(line.substr(0, comma));
        line.remove_prefix(comma == std::string_view::npos ? line.size() : comma + 1);
    }
    const auto& [name, driver, busy, memory, used, celsius, watts] = fields;
    return {std::string(name),  std::string(driver), small(busy), mebibytes_in(memory),
            mebibytes_in(used), small(celsius),      small(watts)};
}

/// "MemTotal:  16307480 kB" in /proc/meminfo.
std::optional<Bytes> line_of_memory(const std::string& text, std::string_view name) {
    const std::size_t at = text.find(name);
    if (at == std::string::npos) return std::nullopt;
    std::istringstream rest(text.substr(at + name.size()));
    std::int64_t kibibytes = 0;
    return rest >> kibibytes ? std::optional(Bytes{kibibytes << 10}) : std::nullopt;
}

/// A file that holds a number of bytes; "max" is none.
std::optional<Bytes> bytes_in(const fs::path& file) {
    const auto text = read_file(file);
    const auto value = text ? number(trimmed(*text)) : std::nullopt;
    return value ? std::optional(Bytes{*value}) : std::nullopt;
}

/// A limit and its use, as the second version of control groups has them, and the first.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> limit_files{
    {{"memory.max", "memory.current"}, {"memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"}}};

/// In a container the kernel's own figures are those of the computer around it, and its limit is what counts. What is
/// not limited has one that is larger than any computer.
void read_memory(const KernelPlaces& places, Readings& readings) {
    const std::string text = read_file(places.processes / "meminfo").value_or("");
    readings.memory = line_of_memory(text, "MemTotal:");
    const auto free = line_of_memory(text, "MemAvailable:");
    if (readings.memory && free) readings.memory_used = Bytes{readings.memory->count - free->count};
    for (const auto& [most, used] : limit_files) {
        const auto limit = bytes_in(places.limits / most);
        if (!limit || !readings.memory || *limit >= *readings.memory) continue;
        readings.memory = limit;
        readings.memory_used = bytes_in(places.limits / used);
    }
}

/// The load of a container's kernel is that of its neighbours too.
bool in_container(Processes& processes) {
    Command command;
    command.argv = {"systemd-detect-virt", "--container", "--quiet"};
    const auto finished = processes.run(command);
    return finished && finished->exit_code == 0;
}

void read_load(const KernelPlaces& places, Processes& processes, Readings& readings) {
    readings.cpus = static_cast<int>(std::thread::hardware_concurrency());
    if (readings.cpus == 0 || in_container(processes)) return;
    const std::string text = read_file(places.processes / "loadavg").value_or("");
    double waiting = 0;
    if (std::istringstream(text) >> waiting)
        readings.load_percent = static_cast<int>(std::lround(waiting * 100 / readings.cpus));
}

void read_disk(const KernelPlaces& places, Readings& readings) {
    std::error_code problem;
    const fs::space_info space = fs::space(places.disk, problem);
    if (problem) return;
    readings.disk = Bytes{static_cast<std::int64_t>(space.capacity)};
    readings.disk_used = Bytes{static_cast<std::int64_t>(space.capacity - space.free)};
}

void read_cards(Processes& processes, Readings& readings) {
    const auto program = processes.find_program("nvidia-smi");
    if (!program) return;
    Command command;
    command.argv = {*program, std::string(question), "--format=csv,noheader,nounits"};
    command.timeout = patience;
    const auto finished = processes.run(command);
    if (!finished) {
        readings.cards_problem = describe(finished.error());
    } else if (finished->timed_out) {
        readings.cards_problem = "nvidia-smi did not end in time";
    } else if (finished->exit_code != 0) {
        // It complains on standard output.
        const std::string words(trimmed(finished->error_output.empty() ? finished->output : finished->error_output));
        readings.cards_problem = words.empty() ? "nvidia-smi ended with " + std::to_string(finished->exit_code) : words;
    } else {
        readings.cards = cards_in(finished->output);
    }
}

}  // namespace

std::vector<CardReading> cards_in(std::string_view answer) {
    std::vector<CardReading> cards;
    std::istringstream lines{std::string(answer)};
    for (std::string line; std::getline(lines, line);)
        if (!trimmed(line).empty()) cards.push_back(card_of(line));
    return cards;
}

Readings read_machine(const KernelPlaces& places, Processes& processes) {
    Readings readings;
    read_load(places, processes, readings);
    read_memory(places, readings);
    read_disk(places, readings);
    read_cards(processes, readings);
    return readings;
}

}  // namespace aloft::agent
