#include "clouds/local/vm_base.hpp"

#include "clouds/local/base_image.hpp"
#include "clouds/local/vm_errors.hpp"
#include "core/fingerprint.hpp"
#include "embedded/base.hpp"
#include "system/files.hpp"
#include "system/lock.hpp"

namespace aloft::local {
namespace {

namespace fs = std::filesystem;

const std::string making = "making the base of virtual machines";
constexpr auto lock_name = "base-vm";

Result<void> lay_out(const VmRecipe& recipe, const fs::path& folder) {
    if (auto cleared = remove_tree(folder); !cleared) return cleared;
    if (auto made = make_private_folder(folder / "certificates"); !made) return made;
    for (const auto& [name, content] : recipe.files)
        if (auto written = write_file(folder / name, content, Readable::by_owner); !written) return written;
    return {};
}

/// Whoever comes second waits, and finds it made.
Result<FileLock> take_lock(const fs::path& file, const Progress& progress) {
    auto lock = FileLock::try_take(file, making);
    if (!lock) return failed(lock);
    if (*lock) return std::move(**lock);
    progress("waiting for another aloft that makes the same base");
    return FileLock::take(file, making);
}

}  // namespace

std::string VmRecipe::name() const {
    std::string all;
    for (const auto& [file, content] : files) all += file + "\n" + content + "\n";
    return "vm-" + fingerprint(all);
}

VmBase::VmBase(Home home, Processes& processes) : home_(std::move(home)), processes_(processes) {}

Result<VmRecipe> VmBase::recipe() const {
    // What the computer gives is the same for both kinds of machine; what is made of it is not.
    BaseRecipe containers = BaseImage(home_, processes_).recipe();
    if (!containers.from_own_sources)
        return failure(
            ErrorKind::missing_tool, making, "this computer has no mmdebstrap, or no package sources of a Debian",
            "install it: `sudo apt-get install mmdebstrap`, or use containers, which can be made of a pulled image");
    VmRecipe recipe;
    recipe.files = std::move(containers.files);
    recipe.files.erase("install.sh");
    recipe.files["packages"] = embedded::vm_packages_txt;
    recipe.files["build.sh"] = embedded::build_vm_sh;
    recipe.files["finish.sh"] = embedded::finish_vm_sh;
    return recipe;
}

Result<Found> VmBase::find(const ResourceRef& ref) const {
    std::error_code ignored;
    if (fs::exists(folder(ref.name), ignored))
        return Found{ref, Condition::ready, {{"folder", folder(ref.name).string()}}, {}};
    const bool begun = fs::exists(partial(ref.name), ignored) || fs::exists(workshop(ref.name), ignored);
    return Found{ref, begun ? Condition::partial : Condition::absent, {}, {}};
}

Result<Found> VmBase::ensure(const Resource& wished, const Progress& progress) {
    auto present = find(wished.ref);
    if (!present || present->condition == Condition::ready) return present;
    auto lock = take_lock(home_.lock(lock_name), progress);
    if (!lock) return failed(lock);
    present = find(wished.ref);
    if (!present || present->condition == Condition::ready) return present;
    const auto current = recipe();
    if (!current) return failed(current);
    if (current->name() != wished.ref.name)
        return failure(ErrorKind::conflict, making,
                       "this computer's package sources or certificates are not those of the plan",
                       "run the command again to plan anew");
    if (auto built = build(*current, progress); !built) return failed(built);
    return find(wished.ref);
}

Result<void> VmBase::build(const VmRecipe& recipe, const Progress& progress) {
    const std::string name = recipe.name();
    if (auto laid_out = lay_out(recipe, workshop(name)); !laid_out) return laid_out;
    if (auto cleared = remove_tree(partial(name)); !cleared) return cleared;
    if (auto made = make_private_folder(partial(name)); !made) return made;
    auto built = run_builder(name, progress);
    if (!built) std::ignore = remove_tree(partial(name));
    auto cleared = remove_tree(workshop(name));
    if (!built) return built;
    if (!cleared) return cleared;
    std::error_code problem;
    fs::rename(partial(name), folder(name), problem);
    if (problem)
        return failure(ErrorKind::storage, making, "naming it " + folder(name).string() + ": " + problem.message());
    return {};
}

Result<void> VmBase::run_builder(const std::string& name, const Progress& progress) {
    progress("making the base from this computer's package sources, once");
    Command command;
    command.argv = {"sh", (workshop(name) / "build.sh").string(), workshop(name).string(), partial(name).string()};
    command.on_error_line = [&](std::string_view line) {
        if (line.starts_with("I: ")) progress(line.substr(3));
    };
    auto finished = processes_.run(command);
    if (!finished) return failed(finished);
    if (finished->exit_code == 0) return {};
    Error error = vm_error(making, "mmdebstrap", *finished);
    if (error.hint.empty())
        error.hint = "check that `sudo apt-get update` works on this computer, then run the command again";
    return std::unexpected(std::move(error));
}

Result<void> VmBase::remove(const ResourceRef& ref) {
    const auto lock = FileLock::take(home_.lock(lock_name), "removing the base of virtual machines");
    if (!lock) return failed(lock);
    for (const fs::path& leftover : {workshop(ref.name), partial(ref.name)})
        if (auto removed = remove_tree(leftover); !removed) return removed;
    std::error_code problem;
    fs::rename(folder(ref.name), partial(ref.name), problem);
    if (problem && problem != std::errc::no_such_file_or_directory)
        return failure(ErrorKind::storage, "removing " + describe(ref), problem.message());
    return remove_tree(partial(ref.name));
}

}  // namespace aloft::local
