#include "clouds/local/vm_disk.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "clouds/local/needs.hpp"
#include "clouds/local/places.hpp"
#include "clouds/local/vm_definition.hpp"
#include "clouds/local/vm_errors.hpp"
#include "clouds/local/vm_monitor.hpp"
#include "clouds/local/vm_process.hpp"
#include "core/bytes.hpp"
#include "system/files.hpp"

namespace aloft::local {
namespace {

namespace fs = std::filesystem;

fs::path disks_folder(const Home& home) { return fs::absolute(home.data) / "vm-disks"; }

std::unexpected<Error> file_failure(const std::string& doing, const std::error_code& problem) {
    const bool full = problem == std::errc::no_space_on_device || problem == std::errc::file_too_large;
    return failure(full ? ErrorKind::no_capacity : ErrorKind::storage, doing, problem.message(),
                   full ? "free some space on this disk, or ask for a smaller one" : "");
}

Result<Bytes> size_wished(const Resource& resource, const std::string& doing) {
    const std::string* text = wished(resource, "size");
    const auto size = text == nullptr ? std::nullopt : parse_bytes(*text);
    if (size) return *size;
    return failure(ErrorKind::bad_input, doing, "the plan names no size that can be read");
}

/// Never smaller: what lies behind the end would be lost.
Result<void> lengthen(const fs::path& file, Bytes size, const std::string& doing) {
    std::error_code problem;
    const auto present = fs::file_size(file, problem);
    if (problem) return file_failure(doing, problem);
    if (static_cast<std::int64_t>(present) > size.count)
        return failure(ErrorKind::bad_input, doing,
                       "it holds " + to_string(Bytes{static_cast<std::int64_t>(present)}) + " already, and " +
                           to_string(size) + " were asked for",
                       "ask for a larger disk");
    fs::resize_file(file, static_cast<std::uintmax_t>(size.count), problem);
    if (problem) return file_failure(doing, problem);
    return {};
}

Result<void> write_labels(const fs::path& file, const Resource& resource, const std::string& base) {
    const nlohmann::json json = {{"machine", resource.labels.machine},
                                 {"plan", resource.labels.plan},
                                 {"owner", resource.labels.owner},
                                 {"base", base}};
    return write_file(file, json.dump(2) + "\n", Readable::by_owner);
}

void read_labels(const fs::path& file, Found& found) {
    const auto text = read_file(file);
    const auto json = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    if (!json.is_object()) return;
    const auto word = [&](const char* key) {
        return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : std::string();
    };
    found.labels = {word("machine"), word("plan"), word("owner")};
    found.properties["base"] = word("base");
}

Result<void> run(Processes& processes, std::vector<std::string> words, const std::string& doing) {
    Command command;
    command.argv = std::move(words);
    auto finished = processes.run(command);
    if (!finished) return failed(finished);
    if (finished->exit_code == 0) return {};
    return std::unexpected(vm_error(doing, command.argv.front(), *finished));
}

}  // namespace

VmDiskFolder vm_disk_folder(const Home& home, const std::string& name) { return {disks_folder(home) / name}; }

VmDisk::VmDisk(Home home, Processes& processes, KernelFiles kernel)
    : home_(std::move(home)), processes_(processes), kernel_(std::move(kernel)) {}

Result<Found> VmDisk::find(const ResourceRef& ref) const {
    const VmDiskFolder folder = vm_disk_folder(home_, ref.name);
    std::error_code problem;
    const auto size = fs::file_size(folder.disk(), problem);
    if (problem) {
        const bool begun = fs::exists(folder.path, problem) || fs::exists(folder.partial(), problem);
        return Found{ref, begun ? Condition::partial : Condition::absent, {}, {}};
    }
    Found found{ref, Condition::ready, {}, {}};
    found.properties["size"] = to_string(Bytes{static_cast<std::int64_t>(size)});
    found.properties["folder"] = folder.path.string();
    read_labels(folder.labels(), found);
    return found;
}

Result<Found> VmDisk::ensure(const Resource& wished, const Circumstances& circumstances) {
    auto present = find(wished.ref);
    if (!present || present->condition == Condition::ready) return present;
    const VmDiskFolder folder = vm_disk_folder(home_, wished.ref.name);
    // What a cut copy left is in an unknown state: away with it.
    if (auto cleared = remove(wished.ref); !cleared) return failed(cleared);
    if (auto made = make(wished, folder, circumstances); !made) {
        std::ignore = remove_tree(folder.partial());
        return failed(made);
    }
    return find(wished.ref);
}

Result<void> VmDisk::make(const Resource& wished, const VmDiskFolder& folder, const Circumstances& circumstances) {
    const std::string doing = "making " + describe(wished.ref);
    const auto base = need(circumstances, ResourceKind::image, "folder", doing);
    if (!base) return failed(base);
    const auto size = size_wished(wished, doing);
    if (!size) return failed(size);
    const VmDiskFolder partial{folder.partial()};
    if (auto made = make_private_folder(partial.path); !made) return made;
    circumstances.progress("copying the base");
    for (const char* file : {"disk", "kernel", "initrd"}) {
        const std::string from = *base + "/" + file;
        const std::string to = (partial.path / file).string();
        if (auto copied = run(processes_, {"cp", "--sparse=always", "--reflink=auto", from, to}, doing); !copied)
            return copied;
    }
    if (auto grown = lengthen(partial.disk(), *size, doing); !grown) return grown;
    const std::string* base_name = aloft::wished(wished, "base");
    const auto labelled = write_labels(partial.labels(), wished, base_name == nullptr ? "" : *base_name);
    if (!labelled) return labelled;
    // The name must not reach the computer's disk before what it vouches for.
    if (auto synced = run(processes_, {"sync", "--file-system", partial.path.string()}, doing); !synced) return synced;
    std::error_code problem;
    fs::rename(partial.path, folder.path, problem);
    if (problem) return file_failure(doing, problem);
    return {};
}

Result<void> VmDisk::remove(const ResourceRef& ref) {
    const VmDiskFolder folder = vm_disk_folder(home_, ref.name);
    if (vm_process(kernel_.proc, ref.name, vm_folder(home_, ref.name).process_id()))
        return failure(ErrorKind::conflict, "removing " + describe(ref), "its machine runs", "stop the machine first");
    if (auto removed = remove_tree(folder.partial()); !removed) return removed;
    // Under its other name first: a removal cut half way must not leave half a disk under the name of a whole one.
    std::error_code problem;
    fs::rename(folder.path, folder.partial(), problem);
    if (problem && problem != std::errc::no_such_file_or_directory)
        return file_failure("removing " + describe(ref), problem);
    return remove_tree(folder.partial());
}

Result<std::vector<Found>> VmDisk::owned(std::string_view owner) const {
    std::set<std::string> names;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(disks_folder(home_), ignored)) {
        const fs::path name = entry.path().extension() == ".partial" ? entry.path().stem() : entry.path().filename();
        if (!labels_in_name(name.string(), owner).machine.empty()) names.insert(name.string());
    }
    std::vector<Found> all;
    for (const std::string& name : names) {
        auto found = find({std::string(provider), ResourceKind::disk, name, std::string(vm_place)});
        if (!found) return failed(found);
        if (found->labels.machine.empty()) found->labels = labels_in_name(name, owner);
        if (found->condition != Condition::absent) all.push_back(std::move(*found));
    }
    return all;
}

Result<Found> VmDisk::grow(const Resource& wished) {
    const std::string doing = "growing " + describe(wished.ref);
    const auto size = size_wished(wished, doing);
    if (!size) return failed(size);
    const VmDiskFolder folder = vm_disk_folder(home_, wished.ref.name);
    const VmFolder machine = vm_folder(home_, wished.ref.name);
    // The file first: QEMU would make it longer too, but would also make it shorter.
    if (auto grown = lengthen(folder.disk(), *size, doing); !grown) return failed(grown);
    if (vm_process(kernel_.proc, wished.ref.name, machine.process_id()))
        if (auto told = VmMonitor(machine).resize_disk(*size); !told) return failed(told);
    return find(wished.ref);
}

}  // namespace aloft::local
