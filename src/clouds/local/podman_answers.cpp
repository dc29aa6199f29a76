#include "clouds/local/podman_answers.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace aloft::local {
namespace {

using nlohmann::json;

std::unexpected<Error> not_understood(const char* what) {
    return failure(ErrorKind::failed, std::string("reading what podman says of a ") + what,
                   "its answer has another form than expected",
                   "`aloft doctor` shows the version of podman; 4.3 and newer are known to work");
}

/// Every inspect answers a list with one record.
Result<json> only_record(const std::string& text, const char* what) {
    auto list = json::parse(text, nullptr, false);
    if (!list.is_array() || list.size() != 1 || !list[0].is_object()) return not_understood(what);
    return std::move(list[0]);
}

/// Podman writes null for an empty record.
json record(const json& parent, const char* key) {
    const auto child = parent.find(key);
    return child != parent.end() && child->is_object() ? *child : json::object();
}

std::string word(const json& parent, const char* key) {
    const auto child = parent.find(key);
    return child != parent.end() && child->is_string() ? child->get<std::string>() : "";
}

std::map<std::string, std::string> words(const json& labels) {
    std::map<std::string, std::string> result;
    for (const auto& [key, value] : labels.items())
        if (value.is_string()) result[key] = value.get<std::string>();
    return result;
}

std::string published_port(const json& container) {
    const json ports = record(record(container, "HostConfig"), "PortBindings");
    const auto bindings = ports.find("22/tcp");
    if (bindings == ports.end() || !bindings->is_array() || bindings->empty()) return "";
    return word(bindings->front(), "HostPort");
}

std::string first_address(const json& container) {
    const json networks = record(record(container, "NetworkSettings"), "Networks");
    for (const auto& [name, network] : networks.items())
        if (const std::string address = word(network, "IPAddress"); !address.empty()) return address;
    return "";
}

constexpr std::array<std::pair<std::string_view, Condition>, 8> conditions{{
    {"running", Condition::ready},
    {"stopping", Condition::ready},  // an interrupted stop: stopping again finishes it
    {"exited", Condition::stopped},
    {"stopped", Condition::stopped},
    {"paused", Condition::stopped},
    {"created", Condition::partial},
    {"configured", Condition::partial},
    {"initialized", Condition::partial},
}};

}  // namespace

Condition condition_of(std::string_view state) {
    const auto* match = std::ranges::find(conditions, state, &std::pair<std::string_view, Condition>::first);
    return match == conditions.end() ? Condition::partial : match->second;
}

Result<SeenContainer> read_container(const std::string& text) {
    auto container = only_record(text, "container");
    if (!container) return failed(container);
    SeenContainer seen;
    seen.state = word(record(*container, "State"), "Status");
    if (seen.state.empty()) return not_understood("container");
    const json state = record(*container, "State");
    if (const auto process = state.find("Pid"); process != state.end() && process->is_number_integer())
        seen.process = process->get<long>();
    seen.network_file = word(record(*container, "NetworkSettings"), "SandboxKey");
    seen.address = first_address(*container);
    seen.port = published_port(*container);
    seen.labels = words(record(record(*container, "Config"), "Labels"));
    return seen;
}

Result<SeenVolume> read_volume(const std::string& text) {
    auto volume = only_record(text, "volume");
    if (!volume) return failed(volume);
    SeenVolume seen{word(*volume, "Mountpoint"), words(record(*volume, "Labels"))};
    if (seen.mountpoint.empty()) return not_understood("volume");
    return seen;
}

Result<SeenNetwork> read_network(const std::string& text) {
    auto network = only_record(text, "network");
    if (!network) return failed(network);
    const auto resolves = network->find("dns_enabled");
    return SeenNetwork{resolves != network->end() && resolves->is_boolean() && resolves->get<bool>(),
                       words(record(*network, "labels"))};
}

Labels labels_in(const std::map<std::string, std::string>& labels) {
    const auto value = [&](const char* key) { return labels.contains(key) ? labels.at(key) : std::string(); };
    return {value("aloft-machine"), value("aloft-plan"), value("aloft-owner")};
}

std::vector<std::string> label_words(const Labels& labels) {
    std::vector<std::string> result;
    const std::array<std::pair<const char*, const std::string*>, 3> all{
        {{"aloft-machine=", &labels.machine}, {"aloft-plan=", &labels.plan}, {"aloft-owner=", &labels.owner}}};
    for (const auto& [key, value] : all)
        if (!value->empty()) result.insert(result.end(), {"--label", key + *value});
    return result;
}

Result<void> check_ours(const ResourceRef& ref, const std::map<std::string, std::string>& labels) {
    const std::string owner = labels_in(labels).owner;
    if (!owner.empty() && ref.name.ends_with("-" + owner)) return {};
    return failure(ErrorKind::conflict, "looking at " + describe(ref),
                   "podman has something of that name that is not ours" +
                       (owner.empty() ? std::string(": it bears no label of aloft") : " but belongs to owner " + owner),
                   "rename or remove it yourself; aloft does not touch what it did not make");
}

}  // namespace aloft::local
