#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "clouds/local/base_image.hpp"
#include "clouds/local/capabilities.hpp"
#include "clouds/local/podman.hpp"
#include "core/result.hpp"
#include "system/home.hpp"

namespace aloft::practice {

/// Disks and snapshots: podman volumes. A boot disk's content is the machine's root filesystem. How large one is said to
/// be is for the records: a folder has no size of its own.
class HallDisks {
public:
    HallDisks(std::string practice, Home home, Processes& processes);

    Result<void> make(std::string_view id, int gb);
    Result<void> copy(std::string_view id, std::string_view from, int gb);
    Result<void> remove(std::string_view id);
    /// Where its content is; not found when there is none.
    Result<std::filesystem::path> folder(std::string_view id) const;
    /// The same, with the base in it if it was empty.
    Result<std::filesystem::path> bootable(std::string_view id);
    Result<std::vector<std::string>> ids() const;

private:
    Result<void> create(const std::string& name, int gb);
    Result<std::string> base_file();
    Result<void> copy_content(const std::filesystem::path& from, const std::filesystem::path& to,
                              const std::string& doing);

    std::string practice_;
    Home home_;
    Processes& processes_;
    local::Podman podman_;
    local::BaseImage base_;
};

}  // namespace aloft::practice
