#include "clouds/local/container_instance.hpp"

#include <array>
#include <filesystem>

#include "clouds/local/needs.hpp"
#include "clouds/local/places.hpp"
#include "clouds/local/podman_answers.hpp"
#include "clouds/local/podman_errors.hpp"
#include "clouds/local/seed_on_disk.hpp"

namespace aloft::local {
namespace {

/// The wished properties that the container itself remembers, as labels aloft-<property>: read back exactly, where
/// podman's own account of limits and devices differs by version and says nothing where limits cannot be enforced.
constexpr std::array remembered = {"cpus", "memory", "gpu", "user"};

/// systemd gets this long to end its services before it is cut off.
constexpr auto stop_seconds = "30";

}  // namespace

Result<Found> ContainerInstance::find(const ResourceRef& ref) const {
    auto text = podman_.inspect("container", ref.name);
    if (!text) return failed(text);
    if (!*text) return Found{ref, Condition::absent, {}, {}};
    auto container = read_container(**text);
    if (!container) return failed(container);
    if (auto ours = check_ours(ref, container->labels); !ours) return failed(ours);
    Found found{ref, condition_of(container->state), {}, labels_in(container->labels)};
    for (const std::string property : remembered)
        if (const auto label = container->labels.find("aloft-" + property); label != container->labels.end())
            found.properties[property] = label->second;
    found.properties["host"] = "127.0.0.1";
    found.properties["port"] = container->port;
    found.properties["address"] = container->address;
    return found;
}

Result<Found> ContainerInstance::find_existing(const ResourceRef& ref, const std::string& doing) const {
    auto present = find(ref);
    if (present && present->condition == Condition::absent)
        return failure(ErrorKind::not_found, doing, "podman has no container of that name",
                       "`aloft up` makes it again on its old disk");
    return present;
}

Result<Found> ContainerInstance::ensure(const Resource& wished, const Circumstances& circumstances) {
    const std::string doing = "making " + describe(wished.ref);
    auto present = find(wished.ref);
    if (!present || present->condition == Condition::ready) return present;
    if (present->condition == Condition::stopped) return start_existing(*present);
    // A container that was created and never started may lack anything; nothing of worth is in it.
    if (present->condition == Condition::partial)
        if (auto cleared = remove(wished.ref); !cleared) return failed(cleared);
    auto ran = run(wished, circumstances);
    if (ran) return find_existing(wished.ref, doing);
    if (!says_name_in_use(ran.error())) return failed(ran);
    // Somebody made it since we looked: ours to take over, or, as find() says, not ours at all.
    auto made_meanwhile = find_existing(wished.ref, doing);
    if (made_meanwhile && made_meanwhile->condition == Condition::ready) return made_meanwhile;
    return made_meanwhile ? start_existing(*made_meanwhile) : made_meanwhile;
}

Result<void> ContainerInstance::run(const Resource& wished, const Circumstances& circumstances) {
    const std::string doing = "making " + describe(wished.ref);
    auto able = capabilities(home_, processes_);
    if (!able) return failed(able);
    auto disk_folder = need(circumstances, ResourceKind::disk, "folder", doing);
    if (!disk_folder) return failed(disk_folder);
    auto port = need(circumstances, ResourceKind::port, "number", doing);
    if (!port) return failed(port);
    // Podman would make an empty volume of that name, and start nothing on it, in silence.
    if (!std::filesystem::is_directory(*disk_folder))
        return failure(ErrorKind::not_found, doing, "its disk is gone: " + *disk_folder + " does not exist",
                       "run `aloft up` to make what is missing");
    if (auto seeded = put_seed(*disk_folder, wished.labels.machine, circumstances); !seeded) return seeded;

    ContainerParts parts{.network = "", .disk = "", .disk_folder = *disk_folder, .port = *port};
    for (const ResourceRef& needed : wished.needs) {
        if (needed.kind == ResourceKind::network) parts.network = needed.name;
        if (needed.kind == ResourceKind::disk) parts.disk = needed.name;
    }
    auto ran = podman_.run(run_words(wished, parts, *able), doing);
    if (!ran) return failed(ran);
    return {};
}

Result<Found> ContainerInstance::start_existing(const Found& present) {
    const std::string doing = "starting " + describe(present.ref);
    auto started = podman_.run({"start", present.ref.name}, doing);
    if (!started && started.error().detail.find("paused") != std::string::npos)
        started = podman_.run({"unpause", present.ref.name}, doing);
    if (!started) return failed(started);
    return find_existing(present.ref, doing);
}

Result<Found> ContainerInstance::start(const ResourceRef& ref) {
    auto present = find_existing(ref, "starting " + describe(ref));
    if (!present || present->condition == Condition::ready) return present;
    return start_existing(*present);
}

Result<Found> ContainerInstance::stop(const ResourceRef& ref) {
    const std::string doing = "stopping " + describe(ref);
    auto present = find_existing(ref, doing);
    if (!present || present->condition == Condition::stopped) return present;
    auto stopped = podman_.run({"stop", "--time", stop_seconds, ref.name}, doing);
    if (!stopped) return failed(stopped);
    return find_existing(ref, doing);
}

Result<void> ContainerInstance::remove(const ResourceRef& ref) {
    auto present = find(ref);
    if (!present) return failed(present);
    if (present->condition == Condition::absent) return {};
    // Its disk may live on under another instance: let systemd end what writes to it.
    auto removed =
        podman_.run({"rm", "--force", "--ignore", "--time", stop_seconds, ref.name}, "removing " + describe(ref));
    if (!removed) return failed(removed);
    return {};
}

Result<std::vector<Found>> ContainerInstance::owned(std::string_view owner) const {
    return found_by_name(podman_, "container", owner, ResourceKind::instance,
                         [&](const ResourceRef& ref) { return find(ref); });
}

Result<std::string> ContainerInstance::console(const ResourceRef& ref) const {
    const std::string doing = "reading the console of " + describe(ref);
    auto present = find_existing(ref, doing);
    if (!present) return failed(present);
    // systemd in a container writes to its journal; the console itself has only what came before and after it.
    if (present->condition == Condition::ready)
        return podman_.run({"exec", ref.name, "journalctl", "--boot", "--no-pager", "--lines", "1000"}, doing);
    return podman_.run({"logs", "--tail", "1000", ref.name}, doing);
}

}  // namespace aloft::local
