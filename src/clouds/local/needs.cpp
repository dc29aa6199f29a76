#include "clouds/local/needs.hpp"

#include <algorithm>

#include "clouds/local/places.hpp"

namespace aloft::local {

Result<std::string> need(const Circumstances& circumstances, ResourceKind kind, std::string_view property,
                         const std::string& doing) {
    const auto match =
        std::ranges::find_if(circumstances.needs, [&](const Found& found) { return found.ref.kind == kind; });
    const std::string* value = match == circumstances.needs.end() ? nullptr : seen(*match, property);
    if (value != nullptr && !value->empty()) return *value;
    return failure(
        ErrorKind::not_found, doing,
        "the " + std::string(to_string(kind)) + " it needs is not there, or does not say its " + std::string(property),
        "run `aloft up` to make what is missing");
}

Result<std::vector<Found>> found_by_name(const Podman& podman, std::string_view type, std::string_view owner,
                                         ResourceKind kind,
                                         const std::function<Result<Found>(const ResourceRef&)>& find) {
    auto names = podman.names_owned(type, owner);
    if (!names) return failed(names);
    std::vector<Found> all;
    for (const std::string& name : *names) {
        auto found = find({std::string(provider), kind, name, std::string(container_place)});
        if (!found && found.error().kind == ErrorKind::conflict) continue;
        if (!found) return failed(found);
        if (found->condition != Condition::absent) all.push_back(std::move(*found));
    }
    return all;
}

}  // namespace aloft::local
