#include "clouds/local/container_disk.hpp"

#include <fstream>

#include "clouds/local/needs.hpp"
#include "clouds/local/places.hpp"
#include "clouds/local/podman_answers.hpp"
#include "core/bytes.hpp"
#include "system/files.hpp"

namespace aloft::local {
namespace {

namespace fs = std::filesystem;

constexpr auto mark = "var/lib/aloft/disk-is-whole";
constexpr auto base_label = "aloft-base";

/// The base, and room to work for a first hour.
constexpr Bytes room_needed = gibibytes(1);

Result<void> check_room(const fs::path& volume, const std::string& doing) {
    std::error_code problem;
    const auto space = fs::space(volume, problem);
    if (problem || static_cast<std::int64_t>(space.available) >= room_needed.count) return {};
    return failure(ErrorKind::no_capacity, doing,
                   "only " + to_string(mebibytes(static_cast<std::int64_t>(space.available) >> 20)) +
                       " are free where podman keeps volumes (" + volume.string() + ")",
                   "free at least " + to_string(room_needed) + ", then run the command again");
}

}  // namespace

bool is_filled(const fs::path& root) {
    std::error_code ignored;
    if (fs::exists(root / mark, ignored)) return true;
    // Whoever is root on the machine may have put there what never answers.
    if (fs::symlink_status(root / "etc/machine-id", ignored).type() != fs::file_type::regular) return false;
    std::string machine_id;
    std::ifstream(root / "etc/machine-id") >> machine_id;
    return !machine_id.empty();
}

Result<void> mark_filled(const fs::path& root) {
    std::error_code problem;
    fs::create_directories((root / mark).parent_path(), problem);
    return write_file(root / mark, "", Readable::by_all);
}

Result<void> fill_volume(Processes& processes, const std::string& volume, const fs::path& root,
                         const std::string& base_file, const std::string& doing) {
    if (auto room = check_room(root, doing); !room) return room;
    auto imported = Podman(processes).run({"volume", "import", volume, base_file}, doing, Patience::endless);
    if (!imported) return failed(imported);
    // The mark must not reach the disk before what it vouches for.
    Command sync;
    sync.argv = {"sync", "--file-system", root.string()};
    if (auto synced = run_checked(processes, sync, doing); !synced) return failed(synced);
    return mark_filled(root);
}

Result<Found> ContainerDisk::find(const ResourceRef& ref) const {
    auto text = podman_.inspect("volume", ref.name);
    if (!text) return failed(text);
    if (!*text) return Found{ref, Condition::absent, {}, {}};
    auto volume = read_volume(**text);
    if (!volume) return failed(volume);
    if (auto ours = check_ours(ref, volume->labels); !ours) return failed(ours);
    Found found{ref,
                is_filled(volume->mountpoint) ? Condition::ready : Condition::partial,
                {{"folder", volume->mountpoint}},
                labels_in(volume->labels)};
    if (volume->labels.contains(base_label)) found.properties["base"] = volume->labels.at(base_label);
    return found;
}

Result<Found> ContainerDisk::ensure(const Resource& wished, const Circumstances& circumstances) {
    auto present = find(wished.ref);
    if (!present || present->condition == Condition::ready) return present;
    // What a cut import left is in an unknown state: away with it.
    if (present->condition == Condition::partial)
        if (auto cleared = remove(wished.ref); !cleared) return failed(cleared);
    if (auto made = make(wished, circumstances); !made) return failed(made);
    return find(wished.ref);
}

Result<void> ContainerDisk::make(const Resource& wished, const Circumstances& circumstances) {
    const std::string doing = "making " + describe(wished.ref);
    const auto file = need(circumstances, ResourceKind::image, "file", doing);
    if (!file) return failed(file);

    std::vector<std::string> words{"volume", "create"};
    for (std::string& word : label_words(wished.labels)) words.push_back(std::move(word));
    if (const std::string* base = aloft::wished(wished, "base"))
        words.insert(words.end(), {"--label", std::string(base_label) + "=" + *base});
    words.push_back(wished.ref.name);
    auto created = podman_.run(std::move(words), doing);
    if (!created) return failed(created);

    auto volume = find(wished.ref);
    if (!volume) return failed(volume);
    if (volume->condition == Condition::absent)
        return failure(ErrorKind::conflict, doing, "podman made the volume and does not know it any more",
                       "run the command again");
    const fs::path root = *seen(*volume, "folder");
    circumstances.progress("filling the disk from the base");
    return fill_volume(processes_, wished.ref.name, root, *file, doing);
}

Result<void> ContainerDisk::remove(const ResourceRef& ref) {
    auto present = find(ref);
    if (!present) return failed(present);
    if (present->condition == Condition::absent) return {};
    auto removed = podman_.run({"volume", "rm", ref.name}, "removing " + describe(ref));
    if (!removed && removed.error().kind != ErrorKind::not_found) return failed(removed);
    return {};
}

Result<std::vector<Found>> ContainerDisk::owned(std::string_view owner) const {
    return found_by_name(podman_, "volume", owner, ResourceKind::disk,
                         [&](const ResourceRef& ref) { return find(ref); });
}

}  // namespace aloft::local
