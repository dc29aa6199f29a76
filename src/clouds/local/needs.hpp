#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "clouds/local/podman.hpp"
#include "clouds/provider.hpp"

namespace aloft::local {

/// A property of the first needed resource of that kind; a failure that names it where it is not there.
Result<std::string> need(const Circumstances& circumstances, ResourceKind kind, std::string_view property,
                         const std::string& doing);

/// Everything of one of podman's types that bears the owner's label, as find() sees it. What is gone by the time it
/// is looked at, or is labelled ours under a name that is not, is left out.
Result<std::vector<Found>> found_by_name(const Podman& podman, std::string_view type, std::string_view owner,
                                         ResourceKind kind,
                                         const std::function<Result<Found>(const ResourceRef&)>& find);

}  // namespace aloft::local
