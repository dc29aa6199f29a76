#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>

#include "serve/connection.hpp"

namespace aloft::serve {

bool Door::make_room() {
    if (connections.size() < limits.connections) return true;
    if (idle.empty()) return false;
    idle.front()->close();
    return true;
}

void Door::close_all() {
    handler = nullptr;
    while (!connections.empty()) (*connections.begin())->close();
}

bool is_host_of(const std::vector<std::string>& hosts, std::string_view header) {
    const auto after_address = header.starts_with('[') ? header.find(']') : 0;
    const std::string_view host = header.substr(0, header.find(':', after_address));
    return std::ranges::any_of(hosts, [&](const std::string& one) { return boost::algorithm::iequals(one, host); });
}

}  // namespace aloft::serve
