#include "operations/addresses.hpp"

#include <charconv>
#include <set>

namespace aloft {
namespace {

std::string property(const Found& found, std::string_view name) {
    const std::string* value = seen(found, name);
    return value == nullptr ? std::string() : *value;
}

}  // namespace

std::vector<Address> addresses(const std::vector<ResourceRecord>& host_keys,
                               const std::vector<ResourceRecord>& instances) {
    std::set<std::string> machines;
    for (const ResourceRecord& record : instances) machines.insert(record.resource.labels.machine);
    std::vector<Address> result;
    for (const ResourceRecord& record : host_keys) {
        const bool is_known = record.state == ResourceState::standing;
        if (!is_known || !machines.contains(record.resource.labels.machine)) continue;
        Address address{record.resource.labels.machine, property(record.found, "host"), 22,
                        property(record.found, "user")};
        const std::string port = property(record.found, "port");
        std::from_chars(port.data(), port.data() + port.size(), address.port);
        address.host_key_algorithms = host_key_algorithms(property(record.found, "host_key"));
        if (!address.host.empty()) result.push_back(std::move(address));
    }
    return result;
}

}  // namespace aloft
