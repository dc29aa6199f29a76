#include "machine/host_key.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "embedded/on_machine.hpp"
#include "machine/failures.hpp"
#include "machine/key_pair.hpp"
#include "machine/pins.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

/// Seconds that one errand waits for cloud-init: the longest that Ctrl-C goes unheard.
constexpr int slice = 2;
constexpr int still_at_work = 75;
constexpr int cloud_init_failed = 76;

/// The script goes through standard input, so that no shell on the way has to be trusted with its quotes. ALOFT_ROOT
/// puts it into a folder, where it needs nobody's rights but the user's.
std::vector<std::string> as_root(const std::vector<std::string>& arguments) {
    std::vector<std::string> words = {
        "sh", "-c",
        R"sh('if [ "$(id -u)" = 0 ] || [ -n "$ALOFT_ROOT" ]; then exec sh -s "$@"; else exec sudo -n sh -s "$@"; fi')sh",
        "aloft"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
}

Errand script(const std::filesystem::path& known_hosts, const std::vector<std::string>& arguments) {
    return {.words = as_root(arguments), .input = std::string(embedded::host_key_sh), .known_hosts = known_hosts};
}

std::string last_line(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    return std::string(text.substr(text.find_last_of("\r\n") + 1));
}

Result<Finished> run_script(Contact& contact, const MachineFolder& folder, const std::vector<std::string>& arguments,
                            const std::string& doing) {
    auto finished = contact.run(script(folder.known_hosts(), arguments));
    if (!finished || finished->exit_code == 0) return finished;
    Error error = sort_failure(contact.address().machine, *finished).error;
    error.doing = doing;
    return std::unexpected(error);
}

Result<HostKey> first_key(const MachineFolder& folder) {
    const auto line = read_file(public_part(folder.first_host_key()));
    if (!line) return failed(line);
    if (auto key = host_key_in(*line)) return *key;
    return failure(ErrorKind::storage, "reading the first host key",
                   public_part(folder.first_host_key()).string() + " holds no ed25519 key");
}

/// What the machine wants to be known by. The connection was pinned, so what came over it is the machine's word.
Result<HostKey> key_told(const std::string& machine, const std::string& output) {
    constexpr std::string_view mark = "aloft-host-key ";
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(mark))
            if (auto key = host_key_in("ssh-ed25519 " + line.substr(mark.size()))) return *key;
    return failure(ErrorKind::failed, "asking machine " + machine + " for a host key of its own",
                   "its answer holds no ed25519 key: " + last_line(output));
}

bool holds(const std::vector<HostKey>& pins, const HostKey& key) { return std::ranges::find(pins, key) != pins.end(); }

Result<void> pin_also(const std::filesystem::path& known_hosts, const std::string& machine, const HostKey& key) {
    auto pins = read_pins(known_hosts, machine);
    if (!pins) return failed(pins);
    if (holds(*pins, key)) return {};
    pins->push_back(key);
    return write_pins(known_hosts, machine, *pins);
}

/// With the new key alone accepted. A machine that still shows the first one has not come to reading the new.
Result<std::string> verify(Contact& contact, const MachineFolder& folder, const HostKey& key, Processes& processes) {
    if (auto written = write_pins(folder.next_known_hosts(), contact.address().machine, {key}); !written)
        return failed(written);
    const auto passing = fingerprints(processes, public_part(folder.first_host_key()));
    if (!passing) return failed(passing);
    const auto expected = fingerprints(processes, folder.next_known_hosts());
    if (!expected) return failed(expected);
    if (passing->size() != 1 || expected->size() != 1)
        return failure(ErrorKind::failed, "reading fingerprints", "ssh-keygen did not tell one for each key");
    const auto answer = contact.run({.words = {"true"},
                                     .input = {},
                                     .known_hosts = folder.next_known_hosts(),
                                     .passing_fingerprint = passing->front()});
    if (!answer) return failed(answer);
    if (answer->exit_code != 0) return std::unexpected(sort_failure(contact.address().machine, *answer).error);
    return expected->front();
}

Result<void> tidy(const MachineFolder& folder) {
    if (auto gone = remove_tree(folder.first_host_key()); !gone) return gone;
    return remove_tree(folder.next_known_hosts());
}

/// The script's words when cloud-init has ended.
Result<std::string> wait_for_cloud_init(Contact& contact, const Errand& errand) {
    const std::string& machine = contact.address().machine;
    const std::string doing = "waiting for cloud-init on machine " + machine;
    const std::string more = "/var/log/cloud-init.log on the machine tells more";
    contact.tell("waiting for the machine to answer");
    while (true) {
        auto finished = contact.run(errand);
        if (!finished) return failed(finished);
        if (finished->exit_code == 0) return finished->output;
        if (finished->exit_code == cloud_init_failed) finished->error_output.clear();
        if (finished->exit_code != still_at_work)
            return failure(ErrorKind::failed, doing, sort_failure(machine, *finished).error.detail, more);
        const std::string line = last_line(finished->output);
        contact.tell("cloud-init: " + (line.empty() ? "at work" : line));
        if (contact.patience_ended())
            return failure(ErrorKind::unreachable, doing, "it did not end in time; it came as far as: " + line, more);
    }
}

Result<void> replace_host_key(Contact& contact, const MachineFolder& folder, const HostKey& key, Processes& processes) {
    const std::string& machine = contact.address().machine;
    contact.tell("the machine takes a host key of its own");
    if (auto pinned = pin_also(folder.known_hosts(), machine, key); !pinned) return pinned;
    if (auto installed =
            run_script(contact, folder, {"install", key}, "giving machine " + machine + " its own host key");
        !installed)
        return failed(installed);
    const auto fingerprint = verify(contact, folder, key, processes);
    if (!fingerprint) return failed(fingerprint);
    if (auto written = write_reached(folder, {contact.address(), *fingerprint}); !written) return written;
    if (auto pinned = write_pins(folder.known_hosts(), machine, {key}); !pinned) return pinned;
    return tidy(folder);
}

/// Writes down where the machine has answered with its own key, and removes what a killed replacement left over.
Result<void> settle(Contact& contact, const MachineFolder& folder, Processes& processes) {
    const auto pinned = fingerprints(processes, folder.known_hosts());
    if (!pinned) return failed(pinned);
    if (auto written = write_reached(folder, {contact.address(), pinned->front()}); !written) return written;
    return tidy(folder);
}

}  // namespace

Result<bool> host_key_replaced(const MachineFolder& folder, const std::string& machine) {
    const auto pins = read_pins(folder.known_hosts(), machine);
    if (!pins) return failed(pins);
    if (pins->empty()) return false;
    const auto first = first_key(folder);
    if (!first) return failed(first);
    return !holds(*pins, *first);
}

Result<void> meet_first(Contact& contact, const MachineFolder& folder, Processes& processes) {
    const auto replaced = host_key_replaced(folder, contact.address().machine);
    if (!replaced) return failed(replaced);
    std::vector<std::string> arguments = {"meet", std::to_string(slice)};
    if (!*replaced) {
        const auto first = first_key(folder);
        if (!first) return failed(first);
        arguments.push_back(*first);
    }
    const auto told = wait_for_cloud_init(contact, script(folder.known_hosts(), arguments));
    if (!told) return failed(told);
    if (*replaced) return settle(contact, folder, processes);
    const auto key = key_told(contact.address().machine, *told);
    if (!key) return failed(key);
    return replace_host_key(contact, folder, *key, processes);
}

Result<void> meet_again(Contact& contact, const MachineFolder& folder, Processes& processes) {
    contact.tell("waiting for the machine to answer");
    const auto answer = contact.run({.words = {"true"}, .input = {}, .known_hosts = folder.known_hosts()});
    if (!answer) return failed(answer);
    if (answer->exit_code != 0) return std::unexpected(sort_failure(contact.address().machine, *answer).error);
    const auto replaced = host_key_replaced(folder, contact.address().machine);
    if (!replaced) return failed(replaced);
    if (!*replaced) return {};
    return settle(contact, folder, processes);
}

Result<void> meet_known(Contact& contact, const MachineFolder& folder, const HostKey& key, Processes& processes) {
    const std::string& machine = contact.address().machine;
    contact.tell("waiting for the machine to answer");
    if (auto written = write_pins(folder.next_known_hosts(), machine, {key}); !written) return written;
    const auto answer = contact.run({.words = {"true"}, .input = {}, .known_hosts = folder.next_known_hosts()});
    if (!answer) return failed(answer);
    if (answer->exit_code != 0) return std::unexpected(sort_failure(machine, *answer).error);
    const auto fingerprint = fingerprints(processes, folder.next_known_hosts());
    if (!fingerprint) return failed(fingerprint);
    const std::string line = std::string(type_of(key).value_or("")) + " " + key;
    if (auto written = write_reached(folder, {contact.address(), fingerprint->front(), line}); !written) return written;
    if (auto pinned = write_pins(folder.known_hosts(), machine, {key}); !pinned) return pinned;
    return tidy(folder);
}

Result<void> forget_host_key(const MachineFolder& folder, const std::string& machine, Processes& processes) {
    const auto replaced = host_key_replaced(folder, machine);
    if (!replaced) return failed(replaced);
    if (!*replaced) return {};
    // A first private key that is still here was given to a machine already: others may have read it.
    if (auto gone = remove_tree(folder.first_host_key()); !gone) return gone;
    if (auto made = ensure_key_pair(processes, folder.first_host_key(), "aloft " + machine); !made) return made;
    const auto first = first_key(folder);
    if (!first) return failed(first);
    if (auto pinned = pin_also(folder.known_hosts(), machine, *first); !pinned) return pinned;
    return remove_tree(folder.reached());
}

}  // namespace aloft
