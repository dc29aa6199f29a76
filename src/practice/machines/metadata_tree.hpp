#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace aloft::practice {

/// What stands at a path of the metadata, and how Google writes it.
///
/// The tree is as `?recursive=true` answers it: names in camelCase, "networkInterfaces". Paths have hyphens,
/// "network-interfaces". Below attributes and guest-attributes names are the person's own and stay as they are.
struct MetadataPlace {
    enum class Kind { value, folder };
    Kind kind = Kind::value;
    const nlohmann::json* node = nullptr;
    bool own_names = false;  ///< the names below it are the person's
};

/// Below /computeMetadata/v1/, without slashes at its ends. Nothing where there is nothing.
std::optional<MetadataPlace> metadata_place(const nlohmann::json& tree, std::string_view path);

/// "0/\n1/\n", "attributes/\nid\n".
std::string metadata_listing(const MetadataPlace& folder);
/// One value, as text; lists of words one to a line, but tags in JSON.
std::string metadata_text(const MetadataPlace& value, std::string_view path);
std::string metadata_json(const MetadataPlace& place);
/// "disks/0/device-name boot\n": all below it, as alt=text.
std::string metadata_lines(const MetadataPlace& folder);

}  // namespace aloft::practice
