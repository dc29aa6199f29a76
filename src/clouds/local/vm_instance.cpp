#include "clouds/local/vm_instance.hpp"

#include <charconv>
#include <set>

#include "clouds/local/needs.hpp"
#include "clouds/local/places.hpp"
#include "clouds/local/seed.hpp"
#include "clouds/local/vm_command.hpp"
#include "clouds/local/vm_errors.hpp"
#include "clouds/local/vm_monitor.hpp"
#include "clouds/local/vm_seed_drive.hpp"
#include "clouds/local/vm_segment.hpp"
#include "system/files.hpp"
#include "system/lock.hpp"

namespace aloft::local {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// A guest that ends its services may need long when it is emulated; one that goes with its disk is not worth it.
constexpr auto patience_to_stop = 120s;
constexpr auto patience_to_remove = 30s;
/// A guest that is still booting does not notice the power button, so it is pressed again.
constexpr auto between_presses = 3s;
constexpr auto between_looks = 100ms;

Result<int> whole_number(const std::string& text, std::string_view what, const std::string& doing) {
    int number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem == std::errc{} && end == text.data() + text.size() && number > 0) return number;
    return failure(ErrorKind::bad_input, doing, "\"" + text + "\" is no number of " + std::string(what));
}

std::string wished_or_nothing(const Resource& resource, std::string_view property) {
    const std::string* text = wished(resource, property);
    return text == nullptr ? "" : *text;
}

/// Definitions of all virtual machines here but this one.
std::set<std::string> addresses_of_others(const Home& home, const std::string& name) {
    std::set<std::string> addresses;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(vms_folder(home), ignored))
        if (const auto other = read_definition({entry.path()}); other && other->name != name)
            addresses.insert(other->address);
    return addresses;
}

}  // namespace

VmInstance::VmInstance(Home home, Processes& processes, Clock& clock, KernelFiles kernel)
    : home_(std::move(home)), processes_(processes), clock_(clock), kernel_(std::move(kernel)) {}

std::optional<VmProcess> VmInstance::process(const std::string& name) const {
    return vm_process(kernel_.proc, name, vm_folder(home_, name).process_id());
}

Result<Found> VmInstance::find(const ResourceRef& ref) const {
    const VmFolder folder = vm_folder(home_, ref.name);
    const bool running = process(ref.name).has_value();
    auto definition = read_definition(folder);
    if (!definition) {
        if (definition.error().kind != ErrorKind::not_found) return failed(definition);
        std::error_code ignored;
        const bool begun = running || fs::exists(folder.path, ignored);
        return Found{ref, begun ? Condition::partial : Condition::absent, {}, {}};
    }
    Found found{ref, running ? Condition::ready : Condition::stopped, {}, definition->labels};
    found.properties = {{"cpus", std::to_string(definition->cpus)},
                        {"memory", to_string(definition->memory)},
                        {"user", std::string(machine_user)},
                        {"host", "127.0.0.1"},
                        {"port", std::to_string(definition->port)},
                        {"address", definition->address},
                        {"patience_seconds", std::to_string(patience_seconds(virtualisation(kernel_)))}};
    return found;
}

Result<Found> VmInstance::ensure(const Resource& wished, const Circumstances& circumstances) {
    const std::string doing = "making " + describe(wished.ref);
    auto present = find(wished.ref);
    if (!present || present->condition == Condition::ready) return present;
    // A process without a definition runs on files that are gone: nothing can be said of it, and nothing kept.
    if (present->condition == Condition::partial)
        if (auto cleared = remove(wished.ref); !cleared) return failed(cleared);
    if (auto seeded = put_seed(wished, circumstances); !seeded) return failed(seeded);
    if (auto defined = define(wished, circumstances); !defined) return failed(defined);
    circumstances.progress("starting QEMU");
    if (auto on = switch_on(wished.ref, doing); !on) return failed(on);
    return find(wished.ref);
}

/// The seed lies with the disk, whose cloud-init it belongs to: an instance made anew on a disk must not look like
/// another machine to it.
Result<void> VmInstance::put_seed(const Resource& wished, const Circumstances& circumstances) {
    const std::string doing = "telling machine " + wished.labels.machine + " who may sign in";
    const fs::path file = vm_disk_folder(home_, wished.ref.name).seed_drive();
    const auto present = read_file(file);
    const auto public_key = need(circumstances, ResourceKind::key, "public_key", doing);
    const auto host_public_key = need(circumstances, ResourceKind::key, "first_host_public_key", doing);
    // A keeper that threw the first host key away has no use for a seed that brings it back.
    if (present && !host_public_key) return {};
    if (!public_key) return failed(public_key);
    if (!host_public_key) return failed(host_public_key);
    const std::string& machine = wished.labels.machine;
    const std::string identity = make_seed(machine, machine_user, *public_key, "", *host_public_key, {}).meta_data;
    if (present && present->find(identity) != std::string::npos) return {};

    const auto private_file = need(circumstances, ResourceKind::key, "first_host_key_file", doing);
    if (!private_file) return failed(private_file);
    const auto private_key = read_file(*private_file);
    if (!private_key) return failed(private_key);
    const Seed seed =
        make_seed(machine, machine_user, *public_key, *private_key, *host_public_key, package_index_of_this_computer());
    return write_file(file, iso_image("CIDATA", {{"user-data", seed.user_data}, {"meta-data", seed.meta_data}}),
                      Readable::by_owner);
}

Result<void> VmInstance::define(const Resource& wished, const Circumstances& circumstances) {
    const std::string doing = "making " + describe(wished.ref);
    const auto port_text = need(circumstances, ResourceKind::port, "number", doing);
    if (!port_text) return failed(port_text);
    const auto port = whole_number(*port_text, "a port", doing);
    if (!port) return failed(port);
    const auto cpus = whole_number(wished_or_nothing(wished, "cpus"), "CPUs", doing);
    if (!cpus) return failed(cpus);
    const auto memory = parse_bytes(wished_or_nothing(wished, "memory"));
    if (!memory) return failure(ErrorKind::bad_input, doing, "the plan names no memory that can be read");

    // Two machines made at once must not both find the same address free.
    const auto lock = FileLock::take(home_.lock("vm-addresses"), doing);
    if (!lock) return failed(lock);
    const VmFolder folder = vm_folder(home_, wished.ref.name);
    if (auto made = make_private_folder(folder.path); !made) return made;
    const std::string address = segment_address(wished.ref.name, addresses_of_others(home_, wished.ref.name));
    return write_definition(folder, {wished.ref.name, wished.labels, *cpus, *memory, *port, address});
}

Result<void> VmInstance::switch_on(const ResourceRef& ref, const std::string& doing) {
    const VmFolder folder = vm_folder(home_, ref.name);
    const auto definition = read_definition(folder);
    if (!definition) return failed(definition);
    const VmDiskFolder disk = vm_disk_folder(home_, ref.name);
    std::error_code ignored;
    if (!fs::exists(disk.disk(), ignored))
        return failure(ErrorKind::not_found, doing, "its disk is gone: there is no " + disk.disk().string(),
                       "put it back from a backup, or make the machine anew: `aloft down`, then `aloft up`");
    const std::string emulator(this_processor().emulator);
    if (!processes_.find_program(emulator))
        return failure(ErrorKind::missing_tool, doing, "there is no program " + emulator + " on this computer",
                       "install it: `sudo apt-get install " + std::string(this_processor().package) + "`");
    auto finished = processes_.run(start_command(*definition, folder, disk, virtualisation(kernel_)));
    if (!finished) return failed(finished);
    if (finished->exit_code == 0 && !finished->timed_out) return {};
    // Whoever was started in between is the machine as well.
    if (process(ref.name)) return {};
    return std::unexpected(vm_error(doing, "QEMU", *finished));
}

Result<Found> VmInstance::start(const ResourceRef& ref) {
    const std::string doing = "starting " + describe(ref);
    auto present = find(ref);
    if (!present || present->condition == Condition::ready) return present;
    if (present->condition != Condition::stopped)
        return failure(ErrorKind::not_found, doing, "there is no such virtual machine",
                       "`aloft up` makes it again on its old disk");
    if (auto on = switch_on(ref, doing); !on) return failed(on);
    return find(ref);
}

bool VmInstance::ends_within(const std::string& name, std::chrono::milliseconds patience) const {
    const auto began = clock_.elapsed();
    while (process(name)) {
        if (clock_.elapsed() - began >= patience) return false;
        clock_.sleep(between_looks);
    }
    return true;
}

/// Whether it could be told and obeyed.
bool VmInstance::ends_by_itself(const std::string& name, std::chrono::seconds patience) const {
    const auto began = clock_.elapsed();
    while (clock_.elapsed() - began < patience) {
        const bool told = VmMonitor(vm_folder(home_, name)).press_power_button().has_value();
        if (ends_within(name, between_presses)) return true;
        // A monitor that is gone does not come back.
        if (!told) return false;
    }
    return false;
}

Result<void> VmInstance::switch_off(const ResourceRef& ref, const std::string& doing, std::chrono::seconds patience) {
    if (!process(ref.name) || ends_by_itself(ref.name, patience)) return {};
    // TERM lets QEMU write out what the guest had written; KILL is for one that hangs.
    for (const char* signal : {"TERM", "KILL"}) {
        const auto running = process(ref.name);
        if (!running) return {};
        Command command;
        command.argv = {"sh", "-c", R"(kill -s "$1" "$2")", "kill", signal, std::to_string(running->id)};
        if (auto sent = processes_.run(command); !sent) return failed(sent);
        if (ends_within(ref.name, 10s)) return {};
    }
    return failure(ErrorKind::unreachable, doing, "QEMU does not end, not even when it is killed",
                   "see what its process waits for: `ps -o pid,stat,wchan,args -C " +
                       std::string(this_processor().emulator) + "`");
}

Result<Found> VmInstance::stop(const ResourceRef& ref) {
    const std::string doing = "stopping " + describe(ref);
    auto present = find(ref);
    if (!present || present->condition == Condition::stopped) return present;
    if (present->condition == Condition::absent)
        return failure(ErrorKind::not_found, doing, "there is no such virtual machine",
                       "`aloft up` makes it again on its old disk");
    if (auto off = switch_off(ref, doing, patience_to_stop); !off) return failed(off);
    return find(ref);
}

Result<void> VmInstance::remove(const ResourceRef& ref) {
    if (auto off = switch_off(ref, "removing " + describe(ref), patience_to_remove); !off) return off;
    const VmFolder folder = vm_folder(home_, ref.name);
    // First what says that it is whole: a removal cut half way leaves something begun, and not a machine to start.
    if (auto removed = remove_tree(folder.definition()); !removed) return removed;
    return remove_tree(folder.path);
}

Result<std::vector<Found>> VmInstance::owned(std::string_view owner) const {
    std::set<std::string> names;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(vms_folder(home_), ignored))
        names.insert(entry.path().filename().string());
    // Also one whose folder is gone: it runs all the same.
    for (const VmProcess& process : vm_processes(kernel_.proc)) names.insert(process.name);
    std::vector<Found> all;
    for (const std::string& name : names) {
        const Labels by_name = labels_in_name(name, owner);
        if (by_name.machine.empty()) continue;
        auto found = find({std::string(provider), ResourceKind::instance, name, std::string(vm_place)});
        if (!found) return failed(found);
        if (found->labels.machine.empty()) found->labels = by_name;
        if (found->condition != Condition::absent) all.push_back(std::move(*found));
    }
    return all;
}

Result<std::string> VmInstance::console(const ResourceRef& ref) const {
    auto text = read_file(vm_folder(home_, ref.name).console());
    if (text || text.error().kind != ErrorKind::not_found) return text;
    return failure(ErrorKind::not_found, "reading the console of " + describe(ref), "it has written nothing yet",
                   "start it with `aloft start`");
}

}  // namespace aloft::local
