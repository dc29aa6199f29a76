#include "clouds/local/base_image.hpp"

#include <sstream>

#include "system/files.hpp"
#include "system/lock.hpp"

namespace aloft::local {
namespace {

namespace fs = std::filesystem;

const std::string making = "making the base of container machines";

Result<void> lay_out(const BaseRecipe& recipe, const fs::path& folder) {
    if (auto cleared = remove_tree(folder); !cleared) return cleared;
    if (auto made = make_private_folder(folder / "certificates"); !made) return made;
    for (const auto& [name, content] : recipe.files)
        if (auto written = write_file(folder / name, content, Readable::by_owner); !written) return written;
    return {};
}

/// The lines that mmdebstrap and apt mark as errors; else the last line.
std::string words_of_builder(const std::string& error_output) {
    std::string errors;
    std::string last;
    std::istringstream lines(error_output);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("E: ")) errors += (errors.empty() ? "" : "; ") + line.substr(3);
        if (!line.empty()) last = line;
    }
    return errors.empty() ? last : errors;
}

Result<void> rename_when_on_disk(Processes& processes, const fs::path& partial, const fs::path& file) {
    Command sync;
    sync.argv = {"sync", partial.string()};
    auto synced = run_checked(processes, sync, making);
    if (!synced) return failed(synced);
    std::error_code problem;
    fs::rename(partial, file, problem);
    if (problem) return failure(ErrorKind::storage, making, "renaming " + partial.string() + ": " + problem.message());
    return {};
}

}  // namespace

BaseImage::BaseImage(Home home, Processes& processes)
    : home_(std::move(home)), processes_(processes), podman_(processes) {}

Result<Found> BaseImage::find(const ResourceRef& ref) const {
    std::error_code ignored;
    if (!fs::exists(file(ref.name), ignored)) return Found{ref, Condition::absent, {}, {}};
    return Found{ref, Condition::ready, {{"file", file(ref.name).string()}}, {}};
}

Result<Found> BaseImage::ensure(const Resource& wished, const Progress& progress) {
    const auto present = find(wished.ref);
    if (!present || present->condition == Condition::ready) return present;
    // Whoever comes second finds it made.
    const fs::path lock_file = home_.lock("base-container");
    auto lock = FileLock::try_take(lock_file, making);
    if (lock && !*lock) {
        progress("waiting for another aloft that makes the same base");
        auto taken = FileLock::take(lock_file, making);
        if (!taken) return failed(taken);
        lock = std::move(*taken);
    }
    if (!lock) return failed(lock);
    const auto now = find(wished.ref);
    if (!now || now->condition == Condition::ready) return now;
    const BaseRecipe current = recipe();
    if (current.name() != wished.ref.name)
        return failure(ErrorKind::conflict, making,
                       "this computer's package sources or certificates are not those of the plan",
                       "run the command again to plan anew");
    if (auto built = build(current, progress); !built) return failed(built);
    return find(wished.ref);
}

Result<void> BaseImage::build(const BaseRecipe& recipe, const Progress& progress) {
    const std::string name = recipe.name();
    if (auto laid_out = lay_out(recipe, workshop(name)); !laid_out) return laid_out;
    auto built = recipe.from_own_sources ? build_from_sources(name, progress) : build_on_pulled(name, progress);
    if (!built) {
        std::ignore = remove_tree(file(name).string() + ".partial");
        // While the workshop stands, remove() knows that there may be a builder.
        if (!recipe.from_own_sources && !clear_builder(name)) return built;
    }
    auto cleared = remove_tree(workshop(name));
    return built ? cleared : built;
}

Result<void> BaseImage::build_from_sources(const std::string& name, const Progress& progress) {
    progress("making the base from this computer's package sources, once");
    const fs::path folder = workshop(name);
    Command command;
    command.argv = {"sh", (folder / "build.sh").string(), folder.string(), file(name).string()};
    command.on_error_line = [&](std::string_view line) {
        if (line.starts_with("I: ")) progress(line.substr(3));
    };
    auto finished = processes_.run(command);
    if (!finished) return failed(finished);
    if (finished->exit_code == 0) return {};
    return failure(
        ErrorKind::failed, making, words_of_builder(finished->error_output),
        "check that `sudo apt-get update` works on this computer and that its disk is not full, then run the command again");
}

Result<void> BaseImage::clear_builder(const std::string& name) {
    auto removed = podman_.run({"rm", "--force", "--ignore", "aloft-base-" + name}, making);
    if (!removed) return failed(removed);
    // The mark is there only if the image was not on this computer before us.
    const fs::path mark = file(name).string() + ".pulled";
    if (!fs::exists(mark)) return {};
    auto gone = podman_.run({"rmi", "--ignore", std::string(pulled_image)}, making);
    if (!gone && gone.error().kind != ErrorKind::conflict) return failed(gone);  // in use by somebody else: now theirs
    return remove_tree(mark);
}

Result<void> BaseImage::build_on_pulled(const std::string& name, const Progress& progress) {
    auto able = capabilities(home_, processes_);
    if (!able) return failed(able);
    if (auto cleared = clear_builder(name); !cleared) return cleared;
    const std::string image(pulled_image);
    if (!podman_.run({"image", "exists", image}, making, Patience::look)) {
        auto marked = write_file(file(name).string() + ".pulled", "", Readable::by_owner);
        if (!marked) return marked;
        progress("pulling " + image);
        if (auto pulled = podman_.run({"pull", "--quiet", image}, making, Patience::endless); !pulled)
            return failed(pulled);
    }

    progress("installing what a machine needs, once");
    std::vector<std::string> words = words_before_verb(*able);
    words.insert(words.end(),
                 {"run", "--name", "aloft-base-" + name, "--volume", workshop(name).string() + ":/aloft:ro"});
    for (std::string& word : words_for_process_limits(*able)) words.push_back(std::move(word));
    words.insert(words.end(), {image, "sh", "/aloft/install.sh", "/aloft"});
    if (auto installed = podman_.run(std::move(words), making, Patience::endless); !installed) return failed(installed);

    progress("writing the base to the cache");
    const fs::path partial = file(name).string() + ".partial";
    auto exported =
        podman_.run({"export", "--output", partial.string(), "aloft-base-" + name}, making, Patience::endless);
    if (!exported) return failed(exported);
    if (auto cleared = clear_builder(name); !cleared) return cleared;
    return rename_when_on_disk(processes_, partial, file(name));
}

Result<void> BaseImage::remove(const ResourceRef& ref) {
    auto lock = FileLock::take(home_.lock("base-container"), "removing the base of container machines");
    if (!lock) return failed(lock);
    // What an interrupted build on a pulled image left; its mark comes before the pull.
    if (fs::exists(file(ref.name).string() + ".pulled") || fs::exists(workshop(ref.name)))
        if (processes_.find_program("podman"))
            if (auto cleared = clear_builder(ref.name); !cleared) return cleared;
    if (auto removed = remove_tree(workshop(ref.name)); !removed) return removed;
    if (auto removed = remove_tree(file(ref.name).string() + ".partial"); !removed) return removed;
    return remove_tree(file(ref.name));
}

}  // namespace aloft::local
