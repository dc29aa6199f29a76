#pragma once
#include <filesystem>
#include <string_view>

#include "clouds/local/podman.hpp"
#include "clouds/provider.hpp"

namespace aloft::local {

/// A container machine's disk: a podman volume whose content is the machine's root filesystem. It outlives the
/// container, so that the machine can be made anew with other CPUs, memory or GPUs.
class ContainerDisk {
public:
    explicit ContainerDisk(Processes& processes) : processes_(processes), podman_(processes) {}

    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances);
    Result<Found> find(const ResourceRef& ref) const;
    Result<void> remove(const ResourceRef& ref);
    Result<std::vector<Found>> owned(std::string_view owner) const;

private:
    Result<void> make(const Resource& wished, const Circumstances& circumstances);

    Processes& processes_;
    Podman podman_;
};

/// Whether the root filesystem in the folder was filled to its end. Also true for every one that was ever booted: a
/// disk with somebody's work on it must never be taken for an unfinished one, even if the mark is gone.
bool is_filled(const std::filesystem::path& root);
/// Says so; only after everything else in the folder is on the disk.
Result<void> mark_filled(const std::filesystem::path& root);

/// Puts the base into an empty volume, and says that it is filled when all of it is on the disk.
Result<void> fill_volume(Processes& processes, const std::string& volume, const std::filesystem::path& root,
                         const std::string& base_file, const std::string& doing);

}  // namespace aloft::local
