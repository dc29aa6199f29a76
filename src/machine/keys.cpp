#include "machine/keys.hpp"

#include <algorithm>
#include <charconv>

#include "core/spec.hpp"
#include "machine/contact.hpp"
#include "machine/folder.hpp"
#include "machine/host_key.hpp"
#include "machine/key_pair.hpp"
#include "machine/pins.hpp"
#include "machine/reach.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;

/// Where nobody says how long a machine may take to answer.
constexpr std::chrono::seconds usual_patience{300};

std::optional<int> number(const std::string* text) {
    int value = 0;
    if (text == nullptr) return std::nullopt;
    const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (code != std::errc() || end != text->data() + text->size()) return std::nullopt;
    return value;
}

const Found* instance_among(std::span<const Found> needs) {
    const auto found =
        std::ranges::find_if(needs, [](const Found& one) { return one.ref.kind == ResourceKind::instance; });
    return found == needs.end() ? nullptr : &*found;
}

Result<Address> address_of(const std::string& machine, std::span<const Found> needs) {
    const Found* instance = instance_among(needs);
    const std::string* host = instance == nullptr ? nullptr : seen(*instance, "host");
    const std::string* user = instance == nullptr ? nullptr : seen(*instance, "user");
    const auto port = number(instance == nullptr ? nullptr : seen(*instance, "port"));
    if (host == nullptr || user == nullptr || !port)
        return failure(ErrorKind::not_found, "reaching machine " + machine,
                       "it has no host, port and user to reach it by",
                       "`aloft status " + machine + "` shows whether it runs");
    return Address{machine, *host, *port, *user};
}

/// A machine knows best how long it may take: a virtual one without KVM takes minutes.
std::chrono::seconds patience_for(const Resource& wished_key, std::span<const Found> needs) {
    if (const auto seconds = number(wished(wished_key, "patience_seconds"))) return std::chrono::seconds(*seconds);
    const Found* instance = instance_among(needs);
    if (instance != nullptr)
        if (const auto seconds = number(seen(*instance, "patience_seconds"))) return std::chrono::seconds(*seconds);
    return usual_patience;
}

/// The host key that the machine had before aloft came, if it is such a machine.
Result<std::optional<HostKey>> known_host_key(const Resource& wished_key) {
    const std::string* line = wished(wished_key, "host_key");
    if (line == nullptr) return std::nullopt;
    if (auto key = host_key_in(*line)) return key;
    return failure(ErrorKind::bad_input, "pinning the host key of machine " + wished_key.ref.name,
                   "\"" + *line + "\" is no ed25519, ECDSA or RSA key");
}

/// A folder of ours is named by it: an empty or crooked one must not reach the file system.
Result<void> check_name(const ResourceRef& ref) {
    if (const auto mistake = mistake_in_machine_name(ref.name))
        return failure(ErrorKind::bad_input, "looking after " + describe(ref), *mistake);
    if (ref.kind == ResourceKind::key || ref.kind == ResourceKind::host_key) return {};
    return failure(ErrorKind::bad_input, "looking after " + describe(ref), "ssh keeps keys and host keys only");
}

std::string content_or_nothing(const fs::path& file) {
    auto text = read_file(file);
    if (!text) return {};
    while (!text->empty() && text->back() == '\n') text->pop_back();
    return *text;
}

Result<Condition> condition_of_key(const MachineFolder& folder, const std::string& machine) {
    std::error_code code;
    if (!fs::exists(folder.path(), code)) return Condition::absent;
    const auto pins = read_pins(folder.known_hosts(), machine);
    if (!pins) return failed(pins);
    const bool signs_in = fs::exists(folder.identity(), code) && fs::exists(public_part(folder.identity()), code);
    if (!signs_in || pins->empty() || !fs::exists(public_part(folder.first_host_key()), code))
        return Condition::partial;
    const auto replaced = host_key_replaced(folder, machine);
    if (!replaced) return failed(replaced);
    // Once it is replaced, its private part has gone, and well so.
    return *replaced || fs::exists(folder.first_host_key(), code) ? Condition::ready : Condition::partial;
}

Result<Condition> condition_of_host_key(const MachineFolder& folder, const std::string& machine) {
    std::error_code code;
    if (!fs::exists(public_part(folder.first_host_key()), code)) return Condition::absent;
    const auto replaced = host_key_replaced(folder, machine);
    if (!replaced) return failed(replaced);
    return *replaced ? Condition::ready : Condition::absent;
}

Result<Found> find_key(const MachineFolder& folder, const ResourceRef& ref) {
    const auto condition = condition_of_key(folder, ref.name);
    if (!condition) return failed(condition);
    Found found{ref, *condition, {}, {}};
    if (*condition == Condition::absent) return found;
    found.labels = read_labels(folder);
    if (*condition == Condition::partial) return found;
    found.properties = {{"public_key", content_or_nothing(public_part(folder.identity()))},
                        {"first_host_key_file", folder.first_host_key().string()},
                        {"first_host_public_key", content_or_nothing(public_part(folder.first_host_key()))}};
    return found;
}

Result<Found> find_host_key(const MachineFolder& folder, const ResourceRef& ref) {
    const auto condition = condition_of_host_key(folder, ref.name);
    if (!condition) return failed(condition);
    Found found{ref, *condition, {}, {}};
    if (*condition == Condition::absent) return found;
    found.labels = read_labels(folder);
    found.properties = read_reached(folder);
    return found;
}

/// The first host key is kept as a known_hosts file from the start: nothing is ever asked without one.
Result<void> pin_first_key(const MachineFolder& folder, const std::string& machine) {
    const auto pins = read_pins(folder.known_hosts(), machine);
    if (!pins) return failed(pins);
    if (!pins->empty()) return {};
    const auto line = read_file(public_part(folder.first_host_key()));
    if (!line) return failed(line);
    const auto key = host_key_in(*line);
    if (!key)
        return failure(ErrorKind::storage, "pinning the first host key of " + machine, "its file holds no ed25519 key");
    return write_pins(folder.known_hosts(), machine, {*key});
}

Result<void> make_key(const MachineFolder& folder, const Resource& wished_key, Processes& processes) {
    const std::string& machine = wished_key.ref.name;
    const std::string comment = "aloft " + machine;
    std::error_code code;
    if (auto made = make_private_folder(folder.path()); !made) return made;
    if (!fs::exists(folder.labels(), code))
        if (auto written = write_labels(folder, wished_key.labels); !written) return written;
    const auto host_key = condition_of_host_key(folder, machine);
    if (!host_key) return failed(host_key);
    const bool in_use = *host_key == Condition::ready;
    if (in_use && !fs::exists(folder.identity(), code))
        return failure(
            ErrorKind::storage, "making " + describe(wished_key.ref),
            "the machine stands, but the key to it is gone: " + folder.identity().string(),
            "put the file back from a backup; without it, `aloft down " + machine + "` still removes the machine");
    if (auto made = ensure_key_pair(processes, folder.identity(), comment); !made) return made;
    // A pair made anew is pinned anew: a pin that is not its own would read as a machine that has replaced it.
    if (!in_use && !fs::exists(folder.first_host_key(), code))
        if (auto gone = remove_tree(folder.known_hosts()); !gone) return gone;
    if (!in_use)
        if (auto made = ensure_key_pair(processes, folder.first_host_key(), comment); !made) return made;
    return pin_first_key(folder, machine);
}

}  // namespace

SshKeys::SshKeys(Home home, Processes& processes, Clock& clock, const Interruption& interruption)
    : home_(std::move(home)), processes_(processes), clock_(clock), interruption_(interruption) {}

Result<Found> SshKeys::ensure(const Resource& wished, const Circumstances& circumstances) {
    if (auto checked = check_name(wished.ref); !checked) return failed(checked);
    const MachineFolder folder(home_, wished.ref.name);
    if (wished.ref.kind == ResourceKind::key) {
        if (auto made = make_key(folder, wished, processes_); !made) return failed(made);
        return find_key(folder, wished.ref);
    }
    return reach(wished, circumstances, Meeting::first);
}

Result<Found> SshKeys::wait(const Resource& wished, const Circumstances& circumstances) {
    if (auto checked = check_name(wished.ref); !checked) return failed(checked);
    if (wished.ref.kind == ResourceKind::key) return find_key(MachineFolder(home_, wished.ref.name), wished.ref);
    return reach(wished, circumstances, Meeting::again);
}

Result<Found> SshKeys::reach(const Resource& wished, const Circumstances& circumstances, Meeting meeting) {
    const std::string& machine = wished.ref.name;
    const MachineFolder folder(home_, machine);
    auto address = address_of(machine, circumstances.needs);
    if (!address) return failed(address);
    const auto known = known_host_key(wished);
    if (!known) return failed(known);
    if (*known) address->host_key_algorithms = algorithms_of(**known);
    Contact contact(home_, processes_, clock_, interruption_, *address, patience_for(wished, circumstances.needs),
                    circumstances.progress);
    // A connection from before leads to the machine as it was: perhaps switched off since, or with its first host key.
    close_connection(home_, processes_, machine);
    const auto met = *known                      ? meet_known(contact, folder, **known, processes_)
                     : meeting == Meeting::first ? meet_first(contact, folder, processes_)
                                                 : meet_again(contact, folder, processes_);
    if (!met) return failed(met);
    close_connection(home_, processes_, machine);
    if (auto written = write_machine_config(home_, *address); !written) return failed(written);
    return find_host_key(folder, wished.ref);
}

Result<Found> SshKeys::find(const ResourceRef& ref) {
    if (auto checked = check_name(ref); !checked) return failed(checked);
    const MachineFolder folder(home_, ref.name);
    return ref.kind == ResourceKind::key ? find_key(folder, ref) : find_host_key(folder, ref);
}

Result<void> SshKeys::remove(const ResourceRef& ref) {
    if (auto checked = check_name(ref); !checked) return checked;
    const MachineFolder folder(home_, ref.name);
    close_connection(home_, processes_, ref.name);
    if (ref.kind == ResourceKind::key) return remove_tree(folder.path());
    const auto condition = condition_of_host_key(folder, ref.name);
    if (!condition) return failed(condition);
    if (*condition == Condition::absent) return {};
    return forget_host_key(folder, ref.name, processes_);
}

Result<std::vector<Found>> SshKeys::owned(std::string_view owner) {
    std::vector<Found> all;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(home_.data / "machines", code)) {
        const std::string machine = entry.path().filename().string();
        if (mistake_in_machine_name(machine)) continue;
        for (const ResourceKind kind : {ResourceKind::key, ResourceKind::host_key}) {
            auto found = find({std::string(ssh_provider), kind, machine, {}});
            if (!found) return failed(found);
            if (found->condition == Condition::absent) continue;
            // Killed before the labels were written: whose home it is in, theirs it is.
            if (found->labels == Labels{}) found->labels = {machine, {}, std::string(owner)};
            if (found->labels.owner == owner) all.push_back(std::move(*found));
        }
    }
    return all;
}

ResourceRef host_key_ref(const Labels& labels) {
    return {std::string(ssh_provider), ResourceKind::host_key, labels.machine, {}};
}

Resource key_resource(const Labels& labels) {
    return {.ref = {std::string(ssh_provider), ResourceKind::key, labels.machine, {}},
            .properties = {},
            .labels = labels,
            .needs = {},
            .belongs = Belongs::to_machine,
            .price = {}};
}

Resource host_key_resource(const Labels& labels, const ResourceRef& instance) {
    const ResourceRef key = key_resource(labels).ref;
    return {.ref = host_key_ref(labels),
            .properties = {},
            .labels = labels,
            .needs = {key, instance},
            .belongs = Belongs::to_machine,
            .price = {}};
}

}  // namespace aloft
