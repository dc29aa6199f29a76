#include "practice/machines/names.hpp"

namespace aloft::practice {
namespace {

constexpr auto key = "aloft-practice";

std::string without(std::string_view beginning, std::string_view name) {
    return std::string(name.starts_with(beginning) ? name.substr(beginning.size()) : name);
}

}  // namespace

std::string hall_label(std::string_view practice) { return std::string(key) + "=" + std::string(practice); }
std::string network_name(std::string_view practice) { return std::string(key) + "-" + std::string(practice); }

std::string machine_name(std::string_view practice, std::string_view id) {
    return network_name(practice) + "-" + std::string(id);
}

std::string disk_name(std::string_view practice, std::string_view id) {
    return network_name(practice) + "-disk-" + std::string(id);
}

std::string id_of_machine(std::string_view practice, std::string_view name) {
    return without(machine_name(practice, ""), name);
}

std::string id_of_disk(std::string_view practice, std::string_view name) {
    return without(disk_name(practice, ""), name);
}

Result<void> check_labelled(std::string_view practice, const std::string& name,
                            const std::map<std::string, std::string>& labels) {
    const auto label = labels.find(key);
    if (label != labels.end() && label->second == practice) return {};
    return failure(ErrorKind::conflict, "looking at " + name,
                   "it does not belong to the practice cloud " + std::string(practice),
                   "rename or remove it: `podman ps --all`, `podman volume ls` and `podman network ls` show it");
}

}  // namespace aloft::practice
