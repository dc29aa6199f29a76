#include "practice/service/page_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

namespace aloft::practice {
namespace {

using nlohmann::json;

/// Larger limits are as good as none.
constexpr double endless = 1e6;

std::string text_in(const json& document, const char* name) {
    const auto found = document.find(name);
    return found != document.end() && found->is_string() ? found->get<std::string>() : "";
}

/// "…/zones/us-central1-a" to "us-central1-a"
std::string last_part(const std::string& address) { return address.substr(address.rfind('/') + 1); }

std::vector<std::string> parts_of(std::string_view name) {
    std::vector<std::string> parts;
    while (true) {
        const auto slash = name.find('/');
        parts.emplace_back(name.substr(0, slash));
        if (slash == std::string_view::npos) return parts;
        name.remove_prefix(slash + 1);
    }
}

/// GPUs by type, those of the machine's type as well.
std::map<std::string, int> gpus_of(const json& machine, const Places& places, const std::string& zone) {
    std::map<std::string, int> gpus;
    if (const auto type = places.machine_type(zone, last_part(text_in(machine, "machineType"))))
        if (type->built_in.count > 0) gpus[type->built_in.type] += type->built_in.count;
    const auto attached = machine.find("guestAccelerators");
    if (attached == machine.end() || !attached->is_array()) return gpus;
    for (const json& kind : *attached)
        gpus[last_part(text_in(kind, "acceleratorType"))] += kind.value("acceleratorCount", 0);
    return gpus;
}

std::string gpus_text(const std::map<std::string, int>& gpus) {
    std::string text;
    for (const auto& [type, count] : gpus) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, type);
    return text;
}

bool is_spot(const json& machine) {
    const auto scheduling = machine.find("scheduling");
    if (scheduling == machine.end() || !scheduling->is_object()) return false;
    return text_in(*scheduling, "provisioningModel") == "SPOT" || scheduling->value("preemptible", false);
}

std::optional<int> stock_of(const World& world, std::string_view zone, std::string_view gpu, Moment now) {
    const auto fits = [&](const StockRule& rule) {
        return !rule.gpus.empty() && matches_any(rule.gpus, gpu) && matches_any(rule.zones, zone) &&
               rule.spot != true && rule.hours.hold(now);
    };
    const auto rule = std::ranges::find_if(world.stock, fits);
    return rule == world.stock.end() ? std::nullopt : std::optional(rule->there_are);
}

json addresses_of(const json& machine) {
    json addresses = {{"internal", ""}, {"external", ""}};
    const auto interfaces = machine.find("networkInterfaces");
    if (interfaces == machine.end() || !interfaces->is_array() || interfaces->empty()) return addresses;
    const json& first = interfaces->front();
    addresses["internal"] = text_in(first, "networkIP");
    const auto access = first.find("accessConfigs");
    if (access != first.end() && access->is_array() && !access->empty())
        addresses["external"] = text_in(access->front(), "natIP");
    return addresses;
}

/// What each thing costs now, by the meter.
std::map<std::string, std::int64_t> hourly_by_thing(const Records& records, Moment now) {
    std::map<std::string, std::int64_t> hourly;
    for (const BillLine& line : bill_of(records.readings(), now).lines)
        if (line.still_on) hourly["projects/" + line.project + "/" + line.thing] += line.hour.micros;
    return hourly;
}

}  // namespace

std::vector<std::string> projects_in(const Records& records) {
    std::vector<std::string> projects;
    for (const std::string& name : records.names("projects/"))
        if (std::ranges::count(name, '/') == 1) projects.push_back(last_part(name));
    return projects;
}

std::vector<std::string> machines_in(const Records& records) {
    std::vector<std::string> machines;
    for (const std::string& project : projects_in(records))
        for (std::string& name : records.names("projects/" + project + "/zones/"))
            if (const auto parts = parts_of(name); parts.size() == 6 && parts[4] == "instances")
                machines.push_back(std::move(name));
    return machines;
}

bool runs(const Records& records, std::string_view machine) {
    const json* document = records.find(machine);
    return document != nullptr && text_in(*document, "status") == "RUNNING";
}

json zones_state(const WorldView& view, Moment now) {
    std::map<std::pair<std::string, std::string>, int> taken;
    for (const std::string& name : machines_in(view.records)) {
        if (!runs(view.records, name)) continue;
        const std::string zone = parts_of(name)[3];
        for (const auto& [gpu, count] : gpus_of(*view.records.find(name), view.places, zone))
            taken[{zone, gpu}] += count;
    }
    json zones = json::array();
    for (const std::string& region : view.places.regions())
        for (const std::string& zone : view.places.zones(region)) {
            json stock = json::array();
            for (const AcceleratorFacts& gpu : view.places.accelerators(zone)) {
                const auto there_are = stock_of(view.weather.world(), zone, gpu.type, now);
                const int left = std::max(0, there_are.value_or(0) - taken[{zone, gpu.type}]);
                stock.push_back({{"what", gpu.type}, {"left", there_are ? json(left) : json(nullptr)}});
            }
            zones.push_back({{"zone", zone}, {"region", region}, {"stock", stock}});
        }
    return zones;
}

json machines_state(const WorldView& view, Moment now) {
    const auto hourly = hourly_by_thing(view.records, now);
    json machines = json::array();
    for (const std::string& name : machines_in(view.records)) {
        const json& machine = *view.records.find(name);
        const json addresses = addresses_of(machine);
        const auto cost = hourly.find(name);
        machines.push_back({{"name", name},
                            {"status", text_in(machine, "status")},
                            {"type", last_part(text_in(machine, "machineType"))},
                            {"gpus", gpus_text(gpus_of(machine, view.places, parts_of(name)[3]))},
                            {"spot", is_spot(machine)},
                            {"internal_address", addresses["internal"]},
                            {"external_address", addresses["external"]},
                            {"hourly_micros", cost == hourly.end() ? 0 : cost->second}});
    }
    return machines;
}

json quotas_state(const WorldView& view) {
    std::vector<std::string> regions = view.places.regions();
    regions.insert(regions.begin(), "");
    json quotas = json::array();
    for (const std::string& project : projects_in(view.records)) {
        const std::map<QuotaKey, double> usage = view.usage(project);
        for (const std::string& region : regions)
            for (const QuotaKey& key : QuotaBook::keys(region)) {
                const auto spent = usage.find(key);
                const double used = spent == usage.end() ? 0 : spent->second;
                if (used == 0 && key.id.find("GPU") == std::string::npos) continue;
                const auto limit = view.quota.limit(project, key);
                if (!limit || *limit >= endless) continue;
                const std::string metric = QuotaBook::metric_of(key);
                quotas.push_back({{"project", project},
                                  {"name", metric.empty() ? key.id : metric},
                                  {"region", region},
                                  {"limit", *limit},
                                  {"used", used}});
            }
    }
    return quotas;
}

}  // namespace aloft::practice
