#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aloft::local {

/// The distribution in the text of /etc/os-release.
struct Distribution {
    std::string id;        ///< "debian"
    std::string codename;  ///< "bookworm"
    bool operator==(const Distribution&) const = default;
};
Distribution read_distribution(std::string_view os_release);

/// Gives the first address in a `mirror+file:` list, as cloud images of Debian have them.
using ReadMirrorList = std::function<std::optional<std::string>(const std::string& path)>;

/// What of one file of package sources belongs to the distribution's own archive, as one-line entries: third parties'
/// packages have no place in a base that is shared by machines, and their keys are not in it. `name` tells the two
/// formats apart ("sources.list" and "*.list", or "*.sources").
std::vector<std::string> archive_sources(std::string_view name, std::string_view text, const Distribution& distribution,
                                         const ReadMirrorList& mirror_list);

/// The options, from the output of `apt-config dump`, without which this computer's sources may not be reachable:
/// proxies, and checks that are off here. As lines of an apt.conf.
std::string reaching_options(std::string_view apt_config_dump);

}  // namespace aloft::local
