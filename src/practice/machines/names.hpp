#pragma once
#include <map>
#include <string>
#include <string_view>

#include "core/result.hpp"

/// What things of a practice cloud are called among podman's.
namespace aloft::practice {

/// On everything: "aloft-practice=<name>".
std::string hall_label(std::string_view practice);
std::string network_name(std::string_view practice);
std::string machine_name(std::string_view practice, std::string_view id);
std::string disk_name(std::string_view practice, std::string_view id);
/// The id in such a name.
std::string id_of_machine(std::string_view practice, std::string_view name);
std::string id_of_disk(std::string_view practice, std::string_view name);

/// Conflict when a thing of such a name does not bear the label: it is somebody else's, and never touched.
Result<void> check_labelled(std::string_view practice, const std::string& name,
                            const std::map<std::string, std::string>& labels);

}  // namespace aloft::practice
