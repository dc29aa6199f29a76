#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aloft::practice::google {

struct DiskTypeFacts {
    std::string_view name;
    std::string_view description;
    int least_gb;
    int most_gb;
    int default_gb;
};
/// Null for what there is not.
const DiskTypeFacts* disk_type(std::string_view name);

/// A public image. Whatever is asked for, the practice cloud's machines are its own Debian, and say so.
struct ImageFacts {
    std::string_view project;
    std::string_view family;
    std::string_view name;
    std::string_view architecture;  ///< "X86_64"
    int disk_gb;
    std::string_view license;  ///< "projects/debian-cloud/global/licenses/debian-12-bookworm"
    std::string_view description;
};
/// By name, "projects/debian-cloud/global/images/debian-12-bookworm-v20261110", or by family,
/// "projects/debian-cloud/global/images/family/debian-12"; also short forms. Null when there is none.
const ImageFacts* find_image(std::string_view reference);
bool is_image_project(std::string_view project);
std::string image_name(const ImageFacts& image);
std::string image_id(const ImageFacts& image);

}  // namespace aloft::practice::google
