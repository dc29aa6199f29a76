#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "practice/google/compute.hpp"
#include "practice/google/lists.hpp"
#include "practice/google/names.hpp"
#include "practice/google/types.hpp"

namespace aloft::practice::google {
namespace {

#define ALOFT_DEBIAN "projects/debian-cloud/global/licenses/"
#define ALOFT_UBUNTU "projects/ubuntu-os-cloud/global/licenses/"
#define ALOFT_LEARNING "projects/deeplearning-platform-release/global/licenses/"

constexpr std::array<ImageFacts, 14> images = {{
    {"debian-cloud", "debian-11", "debian-11-bullseye-v20261110", "X86_64", 10, ALOFT_DEBIAN "debian-11-bullseye",
     "Debian, Debian GNU/Linux, 11 (bullseye), amd64"},
    {"debian-cloud", "debian-12", "debian-12-bookworm-v20261110", "X86_64", 10, ALOFT_DEBIAN "debian-12-bookworm",
     "Debian, Debian GNU/Linux, 12 (bookworm), amd64"},
    {"debian-cloud", "debian-12-arm64", "debian-12-bookworm-arm64-v20261110", "ARM64", 10,
     ALOFT_DEBIAN "debian-12-bookworm", "Debian, Debian GNU/Linux, 12 (bookworm), arm64"},
    {"debian-cloud", "debian-13", "debian-13-trixie-v20261110", "X86_64", 10, ALOFT_DEBIAN "debian-13-trixie",
     "Debian, Debian GNU/Linux, 13 (trixie), amd64"},
    {"deeplearning-platform-release", "common-cu128-ubuntu-2204-nvidia-570",
     "common-cu128-ubuntu-2204-nvidia-570-v20260909", "X86_64", 50, ALOFT_LEARNING "common-gpu",
     "Deep Learning VM, CUDA 12.8, Ubuntu 22.04, NVIDIA driver 570"},
    {"deeplearning-platform-release", "common-cu129-ubuntu-2204-nvidia-580",
     "common-cu129-ubuntu-2204-nvidia-580-v20260909", "X86_64", 50, ALOFT_LEARNING "common-gpu",
     "Deep Learning VM, CUDA 12.9, Ubuntu 22.04, NVIDIA driver 580"},
    {"deeplearning-platform-release", "pytorch-2-7-cu128-ubuntu-2204-nvidia-570",
     "pytorch-2-7-cu128-ubuntu-2204-nvidia-570-v20260909", "X86_64", 50, ALOFT_LEARNING "common-gpu",
     "Deep Learning VM, PyTorch 2.7, CUDA 12.8, Ubuntu 22.04, NVIDIA driver 570"},
    {"ubuntu-os-accelerator-images", "ubuntu-accelerator-2204-amd64-with-nvidia-570",
     "ubuntu-accelerator-2204-amd64-with-nvidia-570-v20261105", "X86_64", 10, ALOFT_UBUNTU "ubuntu-2204-lts",
     "Ubuntu 22.04 for accelerators, amd64, NVIDIA driver 570"},
    {"ubuntu-os-accelerator-images", "ubuntu-accelerator-2204-amd64-with-nvidia-580",
     "ubuntu-accelerator-2204-amd64-with-nvidia-580-v20261105", "X86_64", 10, ALOFT_UBUNTU "ubuntu-2204-lts",
     "Ubuntu 22.04 for accelerators, amd64, NVIDIA driver 580"},
    {"ubuntu-os-accelerator-images", "ubuntu-accelerator-2404-amd64-with-nvidia-570",
     "ubuntu-accelerator-2404-amd64-with-nvidia-570-v20261105", "X86_64", 10, ALOFT_UBUNTU "ubuntu-2404-lts",
     "Ubuntu 24.04 for accelerators, amd64, NVIDIA driver 570"},
    {"ubuntu-os-accelerator-images", "ubuntu-accelerator-2404-amd64-with-nvidia-580",
     "ubuntu-accelerator-2404-amd64-with-nvidia-580-v20261105", "X86_64", 10, ALOFT_UBUNTU "ubuntu-2404-lts",
     "Ubuntu 24.04 for accelerators, amd64, NVIDIA driver 580"},
    {"ubuntu-os-accelerator-images", "ubuntu-accelerator-2404-arm64-with-nvidia-580",
     "ubuntu-accelerator-2404-arm64-with-nvidia-580-v20261105", "ARM64", 10, ALOFT_UBUNTU "ubuntu-2404-lts",
     "Ubuntu 24.04 for accelerators, arm64, NVIDIA driver 580"},
    {"ubuntu-os-cloud", "ubuntu-2204-lts", "ubuntu-2204-jammy-v20261112", "X86_64", 10, ALOFT_UBUNTU "ubuntu-2204-lts",
     "Canonical, Ubuntu, 22.04 LTS, amd64 jammy image"},
    {"ubuntu-os-cloud", "ubuntu-2404-lts-amd64", "ubuntu-2404-noble-amd64-v20261112", "X86_64", 10,
     ALOFT_UBUNTU "ubuntu-2404-lts", "Canonical, Ubuntu, 24.04 LTS, amd64 noble image"},
}};

#undef ALOFT_DEBIAN
#undef ALOFT_UBUNTU
#undef ALOFT_LEARNING

Json image_json(const ImageFacts& image) {
    return {
        {"kind", "compute#image"},
        {"id", image_id(image)},
        {"creationTimestamp", "2026-11-12T03:00:00.000-08:00"},
        {"name", image.name},
        {"description", fmt::format("{} (in the practice cloud: its own Debian)", image.description)},
        {"family", image.family},
        {"status", "READY"},
        {"sourceType", "RAW"},
        {"architecture", image.architecture},
        {"diskSizeGb", std::to_string(image.disk_gb)},
        {"archiveSizeBytes", "1073741824"},
        {"licenses", {link(image.license)}},
        {"licenseCodes", {std::to_string(1000 + std::hash<std::string_view>()(image.license) % 8'999'000)}},
        {"guestOsFeatures", {{{"type", "UEFI_COMPATIBLE"}}, {{"type", "VIRTIO_SCSI_MULTIQUEUE"}}, {{"type", "GVNIC"}}}},
        {"labelFingerprint", fingerprint(Json::object())},
        {"storageLocations", {"us"}},
        {"selfLink", link(image_name(image))}};
}

Outcome get_image(Office& /*office*/, const Call& call) {
    const std::string name =
        fmt::format("projects/{}/global/images/{}", call.in_path("project"), call.in_path("image"));
    if (const ImageFacts* image = find_image(name)) return image_json(*image);
    return std::unexpected(not_found(name));
}

Outcome get_from_family(Office& /*office*/, const Call& call) {
    const std::string name =
        fmt::format("projects/{}/global/images/family/{}", call.in_path("project"), call.in_path("family"));
    if (const ImageFacts* image = find_image(name)) return image_json(*image);
    return std::unexpected(not_found(name));
}

Outcome list_images(Office& /*office*/, const Call& call) {
    std::vector<Json> items;
    for (const ImageFacts& image : images)
        if (image.project == call.in_path("project")) items.push_back(image_json(image));
    return list_answer(call, "compute#imageList", std::move(items));
}

}  // namespace

std::string image_name(const ImageFacts& image) {
    return fmt::format("projects/{}/global/images/{}", image.project, image.name);
}

std::string image_id(const ImageFacts& image) {
    return std::to_string(1'000'000'000'000'000'000ULL +
                          std::hash<std::string_view>()(image.name) % 8'000'000'000'000'000'000ULL);
}

const ImageFacts* find_image(std::string_view reference) {
    const std::string plain = unlinked(reference);
    const auto* const found = std::ranges::find_if(images, [&](const ImageFacts& image) {
        const std::string name = image_name(image);
        // "debian-cloud/debian-12" is how people write it, and Google takes it.
        return plain == name ||
               plain == fmt::format("projects/{}/global/images/family/{}", image.project, image.family) ||
               plain == fmt::format("{}/{}", image.project, image.family) ||
               plain == fmt::format("{}/{}", image.project, image.name);
    });
    return found == images.end() ? nullptr : &*found;
}

bool is_image_project(std::string_view project) {
    return std::ranges::find(images, project, &ImageFacts::project) != images.end();
}

std::span<const Method> image_methods() {
    static constexpr std::array<Method, 3> methods = {{
        {"compute.images.get", get_image},
        {"compute.images.getFromFamily", get_from_family},
        {"compute.images.list", list_images},
    }};
    return methods;
}

}  // namespace aloft::practice::google
