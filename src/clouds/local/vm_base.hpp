#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "clouds/provider.hpp"
#include "system/home.hpp"
#include "system/process.hpp"

namespace aloft::local {

/// Everything that goes into the base of virtual machines, as files for the build script.
struct VmRecipe {
    std::map<std::string, std::string> files;  ///< by name in the build's folder: packages, sources.list, apt.conf …
    /// "vm-<hash of all the above>": another recipe is another base.
    std::string name() const;
};

/// The cached bases, cache/base/<name>/ with disk, kernel and initrd. A folder of that name is whole: it is made under
/// another and renamed when it is on the computer's disk.
class VmBase {
public:
    VmBase(Home home, Processes& processes);

    /// Reads this computer's package sources, options and certificates. A failure where it has none that can be used.
    Result<VmRecipe> recipe() const;

    Result<Found> ensure(const Resource& wished, const Progress& progress);
    Result<Found> find(const ResourceRef& ref) const;
    Result<void> remove(const ResourceRef& ref);

private:
    std::filesystem::path folder(const std::string& name) const { return home_.cache / "base" / name; }
    std::filesystem::path partial(const std::string& name) const { return home_.cache / "base" / (name + ".partial"); }
    std::filesystem::path workshop(const std::string& name) const { return home_.cache / "base" / (name + ".build"); }
    Result<void> build(const VmRecipe& recipe, const Progress& progress);
    Result<void> run_builder(const std::string& name, const Progress& progress);

    Home home_;
    Processes& processes_;
};

}  // namespace aloft::local
