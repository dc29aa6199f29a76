#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "clouds/local/vm_computer.hpp"
#include "clouds/provider.hpp"
#include "system/home.hpp"
#include "system/process.hpp"

namespace aloft::local {

/// data/vm-disks/<name>/: the disk and all that belongs to its contents. Kernel and initrd match the modules on it, so
/// a newer base, or none, changes nothing for it; the seed says which cloud-init instance it is.
struct VmDiskFolder {
    std::filesystem::path path;

    std::filesystem::path disk() const { return path / "disk"; }
    std::filesystem::path kernel() const { return path / "kernel"; }
    std::filesystem::path initrd() const { return path / "initrd"; }
    std::filesystem::path seed_drive() const { return path / "seed.iso"; }
    std::filesystem::path labels() const { return path / "labels.json"; }
    /// What it is called while it is made; renamed when it is whole and on the computer's disk.
    std::filesystem::path partial() const { return path.string() + ".partial"; }
};

VmDiskFolder vm_disk_folder(const Home& home, const std::string& name);

/// The disks of virtual machines: raw and sparse, a whole copy of the base each. An overlay on the base would be made
/// quicker and be lost with a cache that may be deleted at any time.
class VmDisk {
public:
    VmDisk(Home home, Processes& processes, KernelFiles kernel);

    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances);
    Result<Found> find(const ResourceRef& ref) const;
    /// Refused while the machine runs.
    Result<void> remove(const ResourceRef& ref);
    Result<std::vector<Found>> owned(std::string_view owner) const;
    /// Larger, also under a running machine, whose file system follows by itself.
    Result<Found> grow(const Resource& wished);

private:
    Result<void> make(const Resource& wished, const VmDiskFolder& folder, const Circumstances& circumstances);

    Home home_;
    Processes& processes_;
    KernelFiles kernel_;
};

}  // namespace aloft::local
