#include "practice/machines/hall_disks.hpp"

#include "clouds/local/container_disk.hpp"
#include "clouds/local/places.hpp"
#include "clouds/local/podman_answers.hpp"
#include "practice/machines/names.hpp"
#include "system/files.hpp"

namespace aloft::practice {
namespace {

namespace fs = std::filesystem;

/// There while a disk is written that nobody has worked on yet: only then may its content be thrown away. It lies beside
/// the disk's own root, where nobody on the machine can make one or lead us elsewhere by a link.
fs::path unfinished_mark(const fs::path& folder) { return folder.parent_path() / "aloft-unfinished"; }

bool is_unfinished(const fs::path& folder) {
    std::error_code ignored;
    return fs::exists(unfinished_mark(folder), ignored);
}

bool has_nothing(const fs::path& folder) {
    std::error_code ignored;
    return fs::directory_iterator(folder, ignored) == fs::directory_iterator();
}

/// Marks the folder, and throws away what a cut attempt left in it.
Result<void> begin_writing(const fs::path& folder) {
    if (auto marked = write_file(unfinished_mark(folder), "", Readable::by_owner); !marked) return marked;
    std::error_code problem;
    for (const auto& entry : fs::directory_iterator(folder, problem))
        if (auto gone = remove_tree(entry.path()); !gone) return gone;
    return {};
}

}  // namespace

HallDisks::HallDisks(std::string practice, Home home, Processes& processes)
    : practice_(std::move(practice)),
      home_(home),
      processes_(processes),
      podman_(processes),
      base_(std::move(home), processes) {}

Result<fs::path> HallDisks::folder(std::string_view id) const {
    const std::string name = disk_name(practice_, id);
    auto text = podman_.inspect("volume", name);
    if (!text) return failed(text);
    if (!*text)
        return failure(ErrorKind::not_found, "looking for disk " + std::string(id), "there is no volume " + name);
    auto volume = local::read_volume(**text);
    if (!volume) return failed(volume);
    if (auto ours = check_labelled(practice_, name, volume->labels); !ours) return failed(ours);
    return fs::path(volume->mountpoint);
}

Result<void> HallDisks::create(const std::string& name, int gb) {
    auto created = podman_.run({"volume", "create", "--label", hall_label(practice_), "--label",
                                "aloft-practice-gb=" + std::to_string(gb), name},
                               "making disk " + name);
    if (!created) return failed(created);
    return {};
}

Result<void> HallDisks::make(std::string_view id, int gb) {
    const auto present = folder(id);
    if (present) return {};
    if (present.error().kind != ErrorKind::not_found) return failed(present);
    return create(disk_name(practice_, id), gb);
}

Result<void> HallDisks::copy(std::string_view id, std::string_view from, int gb) {
    const std::string doing = "copying disk " + std::string(from) + " to " + std::string(id);
    const auto source = folder(from);
    if (!source) return failed(source);
    auto target = folder(id);
    if (target && !is_unfinished(*target) && !has_nothing(*target)) return {};
    if (!target) {
        if (target.error().kind != ErrorKind::not_found) return failed(target);
        if (auto created = create(disk_name(practice_, id), gb); !created) return created;
        target = folder(id);
        if (!target) return failed(target);
    }
    if (auto begun = begin_writing(*target); !begun) return begun;
    if (auto copied = copy_content(*source, *target, doing); !copied) return copied;
    return remove_tree(unfinished_mark(*target));
}

Result<void> HallDisks::copy_content(const fs::path& from, const fs::path& to, const std::string& doing) {
    auto able = local::capabilities(home_, processes_);
    if (!able) return failed(able);
    Command command;
    // Without root, files of the machine's other users are only to be read in podman's user namespace.
    if (able->rootless) command.argv = {"podman", "unshare"};
    for (const std::string& word : {std::string("cp"), std::string("--archive"), std::string("--reflink=auto"),
                                    from.string() + "/.", to.string()})
        command.argv.push_back(word);
    if (auto copied = run_checked(processes_, command, doing); !copied) return failed(copied);
    Command sync;
    sync.argv = {"sync", "--file-system", to.string()};
    if (auto synced = run_checked(processes_, sync, doing); !synced) return failed(synced);
    return {};
}

Result<std::string> HallDisks::base_file() {
    Resource base;
    base.ref = {std::string(local::provider), ResourceKind::image, base_.recipe().name(),
                std::string(local::container_place)};
    auto found = base_.ensure(base, [](std::string_view) {});
    if (!found) return failed(found);
    const std::string* file = seen(*found, "file");
    if (file == nullptr) return failure(ErrorKind::failed, "looking for the base of machines", "it has no file");
    return *file;
}

Result<fs::path> HallDisks::bootable(std::string_view id) {
    const std::string doing = "preparing disk " + std::string(id);
    auto root = folder(id);
    if (!root) return root;
    if (!is_unfinished(*root)) {
        if (local::is_filled(*root)) return root;
        if (!has_nothing(*root))
            return failure(ErrorKind::bad_input, doing, "there is something on it, and no system that could be started",
                           "start the machine from another disk");
    }
    auto file = base_file();
    if (!file) return failed(file);
    if (auto begun = begin_writing(*root); !begun) return failed(begun);
    const std::string volume = disk_name(practice_, id);
    if (auto filled = local::fill_volume(processes_, volume, *root, *file, doing); !filled) return failed(filled);
    if (auto done = remove_tree(unfinished_mark(*root)); !done) return failed(done);
    return root;
}

Result<void> HallDisks::remove(std::string_view id) {
    const auto present = folder(id);
    if (!present) {
        if (present.error().kind == ErrorKind::not_found) return {};
        return failed(present);
    }
    auto removed = podman_.run({"volume", "rm", disk_name(practice_, id)}, "removing disk " + std::string(id));
    if (!removed && removed.error().kind != ErrorKind::not_found) return failed(removed);
    return {};
}

Result<std::vector<std::string>> HallDisks::ids() const {
    auto names = podman_.names_labelled("volume", hall_label(practice_));
    if (!names) return names;
    for (std::string& name : *names) name = id_of_disk(practice_, name);
    return names;
}

}  // namespace aloft::practice
