#include "clouds/local/ports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "clouds/local/places.hpp"
#include "core/fingerprint.hpp"
#include "system/files.hpp"
#include "system/local_port.hpp"
#include "system/lock.hpp"

namespace aloft::local {
namespace {

std::string whole(const char* path) {
    std::ifstream file(path);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

std::set<int> listened_on() {
    std::set<int> ports = listening_ports(whole("/proc/net/tcp"));
    ports.merge(listening_ports(whole("/proc/net/tcp6")));
    return ports;
}

std::string write_reservation(const Resource& wished, const std::string& number) {
    return nlohmann::json{{"name", wished.ref.name},    {"place", wished.ref.place},
                          {"number", number},           {"machine", wished.labels.machine},
                          {"plan", wished.labels.plan}, {"owner", wished.labels.owner}}
        .dump();
}

/// Nothing for a file that is not one of ours: such a number is nobody's.
std::optional<Found> read_reservation(const std::string& text) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    const auto word = [&](const char* key) {
        return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : std::string();
    };
    Found found;
    found.ref = {std::string(provider), ResourceKind::port, word("name"), word("place")};
    found.condition = Condition::ready;
    found.properties["number"] = word("number");
    found.labels = {word("machine"), word("plan"), word("owner")};
    if (found.ref.name.empty() || found.properties["number"].empty()) return std::nullopt;
    return found;
}

std::optional<int> number_in(const std::string& text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > 65535) return std::nullopt;
    return number;
}

/// Past a number whose connections an old forwarding rule takes elsewhere: a machine there would never answer. A
/// computer where none of so many leads here has other ways, and the first one is as good as any.
int pick_unforwarded(std::string_view whose, const std::set<int>& taken) {
    constexpr int most_tries = 16;
    std::set<int> passed = taken;
    for (int tries = 0; tries < most_tries; ++tries) {
        const int number = pick_port(whose, passed);
        if (number == 0 || port_leads_here(number)) return number;
        passed.insert(number);
    }
    return pick_port(whose, taken);
}

}  // namespace

Ports::Ports(Home home) : home_(std::move(home)) {}

std::vector<Found> Ports::reservations() const {
    std::vector<Found> all;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder(), ignored)) {
        const auto text = read_file(entry.path());
        if (!text) continue;
        auto found = read_reservation(*text);
        // Files left by a torn write have other names and do not count.
        if (found && found->properties["number"] == entry.path().filename()) all.push_back(std::move(*found));
    }
    std::ranges::sort(all, {}, &Found::ref);
    return all;
}

Result<int> Ports::propose(std::string_view machine) {
    std::set<int> taken = listened_on();
    for (const Found& reservation : reservations()) {
        const auto number = number_in(*seen(reservation, "number"));
        if (!number) continue;
        if (reservation.labels.machine == machine) return *number;
        taken.insert(*number);
    }
    // Each person's machines have numbers of their own: of two homes each with a machine of the same name, both may be
    // making it just now.
    const int number = pick_unforwarded(fmt::format("{} {}", home_.data.string(), machine), taken);
    if (number == 0)
        return failure(ErrorKind::no_capacity, "looking for a free port",
                       "all ports from 20000 to 29999 are in use on this computer",
                       "remove machines that are not needed with `aloft down`");
    return number;
}

Result<Found> Ports::ensure(const Resource& wished) {
    const std::string* text = aloft::wished(wished, "number");
    const std::string doing = "reserving a port for machine " + wished.labels.machine;
    const auto number = text == nullptr ? std::nullopt : number_in(*text);
    if (!number) return failure(ErrorKind::bad_input, doing, "the plan names no port number");

    // Two aloft at once must not both find the number free.
    auto lock = FileLock::take(home_.lock("ports"), doing);
    if (!lock) return failed(lock);
    auto present = find(wished.ref);
    if (!present || present->condition == Condition::ready) return present;
    const std::string hint = "run the command again: it picks another port";
    for (const Found& other : reservations())
        if (*seen(other, "number") == *text)
            return failure(ErrorKind::conflict, doing,
                           "port " + *text + " now belongs to machine " + other.labels.machine, hint);
    if (listened_on().contains(*number) || !port_is_free(*number))
        return failure(ErrorKind::conflict, doing, "another program on this computer now listens on port " + *text,
                       hint);

    if (auto made = make_private_folder(folder()); !made) return failed(made);
    auto written = write_file(folder() / *text, write_reservation(wished, *text), Readable::by_owner);
    if (!written) return failed(written);
    return find(wished.ref);
}

Result<Found> Ports::find(const ResourceRef& ref) {
    for (Found& reservation : reservations())
        if (reservation.ref == ref) return std::move(reservation);
    return Found{ref, Condition::absent, {}, {}};
}

Result<void> Ports::remove(const ResourceRef& ref) {
    auto present = find(ref);
    if (!present) return failed(present);
    if (present->condition == Condition::absent) return {};
    return remove_tree(folder() / *seen(*present, "number"));
}

Result<std::vector<Found>> Ports::owned(std::string_view owner, std::string_view place) {
    std::vector<Found> all = reservations();
    std::erase_if(all, [&](const Found& one) { return one.labels.owner != owner || one.ref.place != place; });
    return all;
}

int pick_port(std::string_view whose, const std::set<int>& taken) {
    constexpr int count = last_port - first_port + 1;
    const int start = static_cast<int>(hash_of(whose) % count);
    for (int step = 0; step < count; ++step) {
        const int candidate = first_port + (start + step) % count;
        if (!taken.contains(candidate)) return candidate;
    }
    return 0;
}

std::set<int> listening_ports(std::string_view proc_net_tcp) {
    constexpr std::string_view listening = "0A";
    std::set<int> ports;
    std::istringstream lines{std::string(proc_net_tcp)};
    std::string line;
    while (std::getline(lines, line)) {
        std::istringstream words(line);
        std::string slot, local, remote, state;
        if (!(words >> slot >> local >> remote >> state) || state != listening) continue;
        const auto colon = local.rfind(':');
        int number = 0;
        if (colon == std::string::npos) continue;
        std::from_chars(local.data() + colon + 1, local.data() + local.size(), number, 16);
        if (number > 0) ports.insert(number);
    }
    return ports;
}

}  // namespace aloft::local
