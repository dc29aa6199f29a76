#include <algorithm>
#include <nlohmann/json.hpp>

#include "clouds/local/podman_errors.hpp"
#include "practice/machines/names.hpp"
#include "practice/machines/podman_hall.hpp"
#include "practice/machines/subnet.hpp"

namespace aloft::practice {
namespace {

using nlohmann::json;

/// `podman network inspect` answers a list with one record.
Result<std::string> subnet_in(const std::string& practice, const std::string& text) {
    const json list = json::parse(text, nullptr, false);
    const std::string doing = "looking at the network of machines";
    if (!list.is_array() || list.size() != 1 || !list[0].is_object() || !list[0].contains("subnets") ||
        !list[0]["subnets"].is_array() || list[0]["subnets"].empty())
        return failure(ErrorKind::failed, doing, "podman's answer has another form than expected");
    auto network = local::read_network(text);
    if (!network) return failed(network);
    if (auto ours = check_labelled(practice, network_name(practice), network->labels); !ours) return failed(ours);
    return list[0]["subnets"][0].value("subnet", "");
}

std::vector<std::string> ranges_in_use(Processes& processes) {
    Command command;
    command.argv = {"ip", "-oneline", "route", "show", "table", "all"};
    const auto finished = processes.run(command);
    // Without the program podman still refuses what lies on an interface of this computer.
    return finished ? ranges_in_routes(finished->output) : std::vector<std::string>();
}

}  // namespace

Result<std::string> PodmanHall::addresses() { return range_with(""); }

Result<std::string> PodmanHall::range_with(std::string_view address) {
    const std::string name = network_name(place_.name);
    const std::string doing = "making the network of machines";
    if (auto able = local::capabilities(place_.home, processes_); !able) return failed(able);
    auto present = podman_.inspect("network", name);
    if (!present) return failed(present);
    if (*present) return subnet_in(place_.name, **present);

    const std::vector<std::string> used = ranges_in_use(processes_);
    Error last{ErrorKind::no_capacity, doing, "no range of private addresses is free", "", Reach::nothing};
    for (const std::string& subnet : possible_subnets(address)) {
        if (std::ranges::any_of(used, [&](const std::string& range) { return overlap(range, subnet); })) continue;
        // No names: Google's are made by its own servers, and ours stand in the machines' files.
        auto created = podman_.run(
            {"network", "create", "--label", hall_label(place_.name), "--disable-dns", "--subnet", subnet, name},
            doing);
        if (created || local::says_name_in_use(created.error())) break;  // another thread's is as good
        last = created.error();
        if (last.detail.find("subnet") == std::string::npos) return std::unexpected(last);
    }
    present = podman_.inspect("network", name);
    if (!present) return failed(present);
    if (!*present) return std::unexpected(last);
    return subnet_in(place_.name, **present);
}

Result<void> PodmanHall::remove_network() {
    auto names = podman_.names_labelled("network", hall_label(place_.name));
    if (!names) return failed(names);
    for (const std::string& name : *names) {
        auto removed = podman_.run({"network", "rm", name}, "removing the network of machines");
        if (!removed && removed.error().kind != ErrorKind::not_found) return failed(removed);
    }
    return {};
}

}  // namespace aloft::practice
