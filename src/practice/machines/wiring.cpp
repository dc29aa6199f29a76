#include "practice/machines/wiring.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "practice/machines/doors.hpp"

namespace aloft::practice {
namespace {

using nlohmann::json;

constexpr auto outside_interface = "eth0";
constexpr auto metadata_address = "169.254.169.254";

}  // namespace

std::vector<std::string> other_addresses(const std::string& output, std::string_view internal) {
    std::vector<std::string> addresses;
    const json interfaces = json::parse(output, nullptr, false);
    if (!interfaces.is_array()) return addresses;
    for (const json& interface : interfaces) {
        // Some versions answer an empty record for each interface that was not asked for.
        if (!interface.is_object() || !interface.contains("addr_info")) continue;
        for (const json& entry : interface["addr_info"]) {
            const std::string address = entry.value("local", "");
            if (entry.value("family", "") == "inet" && address != internal) addresses.push_back(address);
        }
    }
    return addresses;
}

Result<std::string> Wiring::inside(std::vector<std::string> words, const std::string& doing, std::string input) {
    Command command;
    // By its file, where there is one: the number of a process that has ended may be another's by now, and its network
    // perhaps this computer's own.
    if (!rootless_ && !network_file_.empty())
        command.argv = {"nsenter", "--net=" + network_file_};
    else
        command.argv = {"nsenter", "--target", std::to_string(process_), "--net"};
    if (rootless_) command.argv.insert(command.argv.end(), {"--user", "--preserve-credentials"});
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    command.input = std::move(input);
    auto finished = run_checked(processes_, command, doing);
    if (finished) return std::move(finished->output);
    if (finished.error().hint.empty())
        finished.error().hint = "`sudo apt-get install iptables iproute2` installs what it takes";
    return failed(finished);
}

Result<void> Wiring::apply(const HallNetwork& network) {
    auto rules = firewall_rules(network.doors, network.exits);
    if (!rules) return failed(rules);
    auto put_up = inside({"iptables-restore"}, "putting up a machine's firewall", *rules);
    if (!put_up) return failed(put_up);
    if (auto given = give(metadata_address, "lo"); !given) return given;
    return settle_external(network);
}

Result<void> Wiring::give(const std::string& address, const std::string& interface) {
    auto given = inside({"ip", "address", "replace", address + "/32", "dev", interface},
                        "giving a machine the address " + address);
    if (!given) return failed(given);
    return {};
}

Result<void> Wiring::settle_external(const HallNetwork& network) {
    const std::string doing = "moving a machine's external address";
    auto output = inside({"ip", "-json", "address", "show", "dev", outside_interface}, doing);
    if (!output) return failed(output);
    std::vector<std::string> present = other_addresses(*output, network.internal_address);
    for (const std::string& address : present) {
        if (address == network.external_address) continue;
        auto taken = inside({"ip", "address", "delete", address + "/32", "dev", outside_interface}, doing);
        if (!taken) return failed(taken);
    }
    if (network.external_address.empty() || std::ranges::find(present, network.external_address) != present.end())
        return {};
    return give(network.external_address, outside_interface);
}

}  // namespace aloft::practice
