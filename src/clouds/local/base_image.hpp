#pragma once
#include <map>
#include <string>

#include "clouds/local/capabilities.hpp"
#include "clouds/local/podman.hpp"
#include "clouds/provider.hpp"
#include "system/home.hpp"

namespace aloft::local {

/// Everything that goes into a container machine's root filesystem, as files for the build script. Contents are kept
/// off command lines: a proxy's address may hold a password.
struct BaseRecipe {
    std::map<std::string, std::string> files;  ///< by name in the build's folder: packages, sources.list, apt.conf …
    bool from_own_sources = false;             ///< made by mmdebstrap; else on top of a pulled image
    /// "container-<hash of all the above>": another recipe is another base.
    std::string name() const;
};

/// The image that is pulled where the computer has no package sources of its own. A short name, because it is the
/// computer that says where images come from.
inline constexpr std::string_view pulled_image = "debian:12";

/// The cached root filesystems, cache/base/<name>.tar. A file of that name is whole: it is written under another and
/// renamed when it is on the disk.
class BaseImage {
public:
    BaseImage(Home home, Processes& processes);

    /// Reads this computer's sources, options and certificates.
    BaseRecipe recipe() const;

    Result<Found> ensure(const Resource& wished, const Progress& progress);
    Result<Found> find(const ResourceRef& ref) const;
    Result<void> remove(const ResourceRef& ref);

private:
    std::filesystem::path file(const std::string& name) const { return home_.cache / "base" / (name + ".tar"); }
    std::filesystem::path workshop(const std::string& name) const { return home_.cache / "base" / (name + ".build"); }
    Result<void> build(const BaseRecipe& recipe, const Progress& progress);
    Result<void> build_from_sources(const std::string& name, const Progress& progress);
    Result<void> build_on_pulled(const std::string& name, const Progress& progress);
    Result<void> clear_builder(const std::string& name);

    Home home_;
    Processes& processes_;
    Podman podman_;
};

}  // namespace aloft::local
