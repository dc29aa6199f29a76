#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "practice/google/addressing.hpp"
#include "practice/google/admission.hpp"
#include "practice/google/compute.hpp"
#include "practice/google/lists.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

std::string firewall_in(const Call& call) { return resource_of(call, "firewalls", "firewall"); }

/// "22" or "8000-9000"
bool is_ports(std::string_view text) {
    int last = -1;
    for (int number = 0; number < 2; ++number) {
        int port = -1;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
        if (problem != std::errc() || port < last || port > 65535) return false;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (text.empty()) return true;
        if (text.front() != '-' || number == 1) return false;
        text.remove_prefix(1);
        last = port;
    }
    return false;
}

bool is_protocol(std::string_view word) {
    constexpr std::array<std::string_view, 8> known = {"tcp", "udp", "icmp", "esp", "ah", "sctp", "ipip", "all"};
    if (std::ranges::find(known, word) != known.end()) return true;
    int number = -1;
    const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), number);
    return problem == std::errc() && end == word.data() + word.size() && number >= 0 && number <= 255;
}

bool has_ports(std::string_view protocol) {
    constexpr std::array<std::string_view, 6> with_ports{"tcp", "udp", "sctp", "6", "17", "132"};
    return std::ranges::find(with_ports, protocol) != with_ports.end();
}

std::expected<void, Refusal> check_protocols(const Json& rule, const std::string& list) {
    const Json entries = rule.value(list, Json::array());
    for (std::size_t index = 0; index < entries.size(); ++index) {
        const std::string field = fmt::format("resource.{}[{}]", list, index);
        const std::string protocol = text_in(entries[index], "IPProtocol");
        if (protocol.empty())
            return refused(400, "required", fmt::format("Required field '{}.IPProtocol' not specified", field));
        if (!is_protocol(protocol))
            return std::unexpected(invalid_value(field + ".IPProtocol", protocol, "Must be a valid IP protocol."));
        const Json ports_of_entry = entries[index].value("ports", Json::array());
        if (!ports_of_entry.empty() && !has_ports(protocol))
            return std::unexpected(invalid_value(field + ".ports", ports_of_entry.dump(),
                                                 "Ports may be specified only for the protocols TCP, UDP and SCTP."));
        for (const Json& ports : ports_of_entry)
            if (!is_ports(ports.get<std::string>()))
                return std::unexpected(
                    invalid_value(field + ".ports", ports.get<std::string>(), "Must be a port or a range of ports."));
    }
    return {};
}

std::expected<void, Refusal> check_rule(const Office& office, const Json& rule) {
    const bool allows = rule.contains("allowed") && !rule["allowed"].empty();
    const bool denies = rule.contains("denied") && !rule["denied"].empty();
    if (allows == denies)
        return std::unexpected(
            invalid_value("resource", "", "Firewall must specify exactly one of allowed and denied."));
    for (const std::string list : {"allowed", "denied"})
        if (auto fits = check_protocols(rule, list); !fits) return fits;
    const bool by_names = rule.contains("sourceTags") || rule.contains("sourceServiceAccounts");
    if (text_in(rule, "direction") == "EGRESS" && by_names)
        return std::unexpected(
            invalid_value("resource.sourceTags", "", "Source tags and source service accounts are for INGRESS alone."));
    for (const std::string list : {"sourceRanges", "destinationRanges"})
        for (const Json& range : rule.value(list, Json::array()))
            if (const auto text = range.get<std::string>(); !range_of(text) && text.find(':') == std::string::npos)
                return std::unexpected(
                    invalid_value(fmt::format("resource.{}", list), text, "Must be a CIDR address range."));
    const auto priority = number_in(rule, "priority", 1000);
    if (priority < 0 || priority > 65535)
        return std::unexpected(
            invalid_value("resource.priority", std::to_string(priority), "Must be between 0 and 65535."));
    if (const std::string network = unlinked(text_in(rule, "network")); office.records.find(network) == nullptr)
        return std::unexpected(not_found(network));
    return {};
}

/// With what Google fills in.
std::expected<Json, Refusal> settled(const Office& office, const Call& call, Json rule) {
    const std::string said = text_in(rule, "network");
    const auto network = named_in("resource.network", said.empty() ? "default" : said,
                                  {std::string(call.in_path("project")), "global", "networks"});
    if (!network) return std::unexpected(network.error());
    rule["network"] = link(*network);
    rule.emplace("direction", "INGRESS");
    rule.emplace("priority", 1000);
    rule.emplace("disabled", false);
    rule.emplace("description", "");
    rule.emplace("logConfig", Json{{"enable", false}});
    const bool from_somebody =
        rule.contains("sourceRanges") || rule.contains("sourceTags") || rule.contains("sourceServiceAccounts");
    if (text_in(rule, "direction") == "INGRESS" && !from_somebody) rule["sourceRanges"] = {"0.0.0.0/0"};
    if (text_in(rule, "direction") == "EGRESS" && !rule.contains("destinationRanges"))
        rule["destinationRanges"] = {"0.0.0.0/0"};
    if (auto fits = check_rule(office, rule); !fits) return std::unexpected(fits.error());
    return rule;
}

Outcome insert_firewall(Office& office, const Call& call) {
    const std::string short_name = text_in(call.body, "name");
    if (short_name.empty()) return refused(400, "required", "Required field 'resource.name' not specified");
    if (auto fits = check_name("resource.name", short_name); !fits) return std::unexpected(fits.error());
    const std::string name = fmt::format("projects/{}/global/firewalls/{}", call.in_path("project"), short_name);
    if (office.records.find(name) != nullptr) return std::unexpected(already_exists(name));
    if (auto fits = check_quota(office, call.in_path("project"), "FIREWALLS", "global", 1); !fits)
        return std::unexpected(fits.error());
    auto rule = settled(office, call, call.body);
    if (!rule) return rule;
    Json document = new_resource(office, name, "compute#firewall");
    // What it says of itself is Google's to say.
    for (const auto& [field, value] : document.items()) (*rule)[field] = value;
    const std::string network = unlinked(text_in(*rule, "network"));
    return begin_creation(office, call, name, std::move(*rule), "", network);
}

Outcome change(Office& office, const Call& call, bool whole) {
    const auto found = find_resource(office, firewall_in(call));
    if (!found) return std::unexpected(found.error());
    Json wished = whole ? Json::object() : shown(**found);
    for (const auto& [field, value] : call.body.items()) wished[field] = value;
    for (const std::string field : {"kind", "id", "name", "selfLink", "creationTimestamp"})
        wished[field] = (**found)[field];
    auto rule = settled(office, call, std::move(wished));
    if (!rule) return rule;
    Json fields = Json::object();
    const Json before = shown(**found);
    for (const auto& [field, value] : before.items())
        if (!rule->contains(field)) fields["/" + field] = nullptr;
    for (const auto& [field, value] : rule->items()) fields["/" + field] = value;
    return begin_change(office, call,
                        {.type = call.method,
                         .target = firewall_in(call),
                         .fields = std::move(fields),
                         .early = true,
                         .doors = unlinked(text_in(*rule, "network"))});
}

Outcome remove_firewall(Office& office, const Call& call) {
    const auto found = find_resource(office, firewall_in(call));
    if (!found) return std::unexpected(found.error());
    return begin_removal(office, call, firewall_in(call), unlinked(text_in(**found, "network")));
}

}  // namespace

std::span<const Method> firewall_methods() {
    static constexpr std::array<Method, 6> methods = {{
        {"compute.firewalls.get", [](Office& o, const Call& c) { return get_resource(o, firewall_in(c)); }},
        {"compute.firewalls.list",
         [](Office& o, const Call& c) { return list_of(o, c, "compute#firewallList", "firewalls"); }},
        {"compute.firewalls.insert", insert_firewall},
        {"compute.firewalls.patch", [](Office& o, const Call& c) { return change(o, c, false); }},
        {"compute.firewalls.update", [](Office& o, const Call& c) { return change(o, c, true); }},
        {"compute.firewalls.delete", remove_firewall},
    }};
    return methods;
}

}  // namespace aloft::practice::google
