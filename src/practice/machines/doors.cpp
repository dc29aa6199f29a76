#include "practice/machines/doors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace aloft::practice {
namespace {

/// The kernel's multiport match takes 15 of them, and a range counts as two.
constexpr std::size_t most_ports_in_a_rule = 7;

/// Google's words for protocols, and the kernel's. Numbers are the same in both.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> protocols{
    {{"tcp", "tcp"}, {"udp", "udp"}, {"icmp", "icmp"}, {"esp", "esp"}, {"ah", "ah"}, {"sctp", "sctp"}, {"ipip", "4"}}};

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= 5 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_range(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '/'; });
}

std::unexpected<Error> not_understood(std::string detail) {
    return failure(ErrorKind::bad_input, "putting up a machine's firewall", std::move(detail));
}

Result<std::string> protocol_of(const Door& door) {
    if (door.protocol == "all") return std::string();
    const auto* known =
        std::ranges::find(protocols, door.protocol, &std::pair<std::string_view, std::string_view>::first);
    if (known != protocols.end()) return " -p " + std::string(known->second);
    if (is_number(door.protocol)) return " -p " + door.protocol;
    return not_understood("there is no protocol " + door.protocol);
}

/// "8000-9000" as "8000:9000".
Result<std::string> port_of(const std::string& port) {
    const auto dash = port.find('-');
    const std::string first = port.substr(0, dash);
    const std::string last = dash == std::string::npos ? first : port.substr(dash + 1);
    if (!is_number(first) || !is_number(last)) return not_understood("there is no port " + port);
    return dash == std::string::npos ? first : first + ":" + last;
}

/// One for each rule that it takes; one that is empty for all ports.
Result<std::vector<std::string>> port_matches(const Door& door) {
    if (door.ports.empty()) return std::vector<std::string>{""};
    std::vector<std::string> matches;
    for (std::size_t i = 0; i < door.ports.size(); ++i) {
        auto port = port_of(door.ports[i]);
        if (!port) return failed(port);
        if (i % most_ports_in_a_rule == 0)
            matches.push_back(" -m multiport --dports " + *port);
        else
            matches.back() += "," + *port;
    }
    return matches;
}

/// What comes in is told by where it is from, and what goes out by where it goes.
struct Side {
    std::string_view chain;
    std::string_view other;
};
constexpr Side coming_in{"INPUT", "-s"};
constexpr Side going_out{"OUTPUT", "-d"};

Result<std::string> rules_of(const Door& door, const Side& side) {
    auto protocol = protocol_of(door);
    if (!protocol) return protocol;
    auto ports = port_matches(door);
    if (!ports) return failed(ports);
    const std::string_view verdict = door.way == Door::Way::open ? "ACCEPT" : "DROP";
    std::string rules;
    for (const std::string& other : door.others) {
        // Google's rules for IPv6 are apart, and the machines have no IPv6.
        if (other.find(':') != std::string::npos) continue;
        if (!is_range(other)) return not_understood("there is no range of addresses " + other);
        for (const std::string& match : *ports)
            rules += fmt::format("-A {} {} {}{}{} -j {}\n", side.chain, side.other, other, *protocol, match, verdict);
    }
    return rules;
}

Result<std::string> chain_of(std::span<const Door> doors, const Side& side, std::string_view own_interface) {
    std::string rules =
        fmt::format("-A {} {} lo -j ACCEPT\n-A {} -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT\n", side.chain,
                    own_interface, side.chain);
    for (const Door& door : doors) {
        auto more = rules_of(door, side);
        if (!more) return more;
        rules += *more;
    }
    return rules;
}

}  // namespace

Result<std::string> firewall_rules(std::span<const Door> doors, std::span<const Door> exits) {
    auto in = chain_of(doors, coming_in, "-i");
    if (!in) return in;
    auto out = chain_of(exits, going_out, "-o");
    if (!out) return out;
    return fmt::format("*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n{}{}COMMIT\n", *in,
                       *out);
}

}  // namespace aloft::practice
