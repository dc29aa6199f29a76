#include "clouds/local/podman_errors.hpp"
#include "core/letters.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace aloft::local {
namespace {

struct Pattern {
    std::string_view text;  ///< found anywhere in what podman said, letter case aside
    ErrorKind kind;
    std::string_view hint;
};

constexpr std::string_view free_space =
    "free some space, then run the command again; `podman system df` shows what podman holds";
constexpr std::string_view network_tools = "install them: `sudo apt-get install netavark aardvark-dns iptables`";
constexpr std::string_view run_again = "run the command again";

/// First match counts, so the particular stands before the general: podman wraps its causes in general words.
constexpr std::array patterns = {
    Pattern{"no space left on device", ErrorKind::no_capacity, free_space},
    Pattern{"disk quota exceeded", ErrorKind::no_capacity, free_space},
    Pattern{"cannot allocate memory", ErrorKind::no_capacity,
            "ask for less memory, or stop another machine with `aloft stop`"},
    Pattern{"no such container", ErrorKind::not_found, ""},
    Pattern{"no such volume", ErrorKind::not_found, ""},
    Pattern{"no such network", ErrorKind::not_found, ""},
    Pattern{"no such object", ErrorKind::not_found, ""},
    Pattern{"network not found", ErrorKind::not_found, "`aloft up` makes the network again"},
    Pattern{"unable to find network", ErrorKind::not_found, "`aloft up` makes the network again"},
    Pattern{"is already in use by", ErrorKind::conflict, run_again},
    Pattern{"name is already in use", ErrorKind::conflict, run_again},
    Pattern{"volume already exists", ErrorKind::conflict, run_again},
    Pattern{"network already exists", ErrorKind::conflict, run_again},
    Pattern{"address already in use", ErrorKind::conflict,
            "end the program that listens on that port, then run the command again"},
    Pattern{"image is in use", ErrorKind::conflict, ""},
    Pattern{"image used by", ErrorKind::conflict, ""},
    Pattern{"image not known", ErrorKind::not_found, ""},
    Pattern{"volume is being used", ErrorKind::conflict, "remove the container that uses it first"},
    Pattern{"has associated containers", ErrorKind::conflict, "the network goes with the last of its machines"},
    Pattern{"network is being used", ErrorKind::conflict, "the network goes with the last of its machines"},
    Pattern{"could not find free subnet", ErrorKind::no_capacity,
            "remove podman networks that are not needed: `podman network ls`"},
    Pattern{"could not find \"netavark\"", ErrorKind::missing_tool, network_tools},
    Pattern{"could not find \"aardvark-dns\"", ErrorKind::missing_tool, network_tools},
    Pattern{"iptables: no such file", ErrorKind::missing_tool, network_tools},
    Pattern{"unable to append rule", ErrorKind::missing_tool, network_tools},
    Pattern{"netavark:", ErrorKind::failed, "`aloft doctor` checks the network tools"},
    Pattern{"could not find \"slirp4netns\"", ErrorKind::missing_tool,
            "install it: `sudo apt-get install slirp4netns`"},
    Pattern{"could not find \"pasta\"", ErrorKind::missing_tool, "install it: `sudo apt-get install passt`"},
    Pattern{"newuidmap", ErrorKind::missing_tool, "install it: `sudo apt-get install uidmap`"},
    Pattern{
        "no subuid ranges", ErrorKind::denied,
        "give yourself user ids to map: `sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $USER`, then `podman system migrate`"},
    Pattern{
        "insufficient uids or gids", ErrorKind::denied,
        "give yourself user ids to map: `sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $USER`, then `podman system migrate`"},
    Pattern{"unresolvable cdi devices", ErrorKind::no_capacity,
            "describe the GPUs to podman: `sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml`"},
    Pattern{"oci runtime", ErrorKind::failed, "`aloft doctor` tries the container runtimes of this computer"},
    Pattern{"oci permission denied", ErrorKind::denied, "`aloft doctor` tries the container runtimes of this computer"},
    Pattern{"cannot connect to podman", ErrorKind::unreachable,
            "start podman's service: `systemctl --user start podman.socket`"},
    Pattern{"connection refused", ErrorKind::unreachable, "check the network, then run the command again"},
    Pattern{"no such host", ErrorKind::unreachable, "check the network, then run the command again"},
    Pattern{"i/o timeout", ErrorKind::unreachable, "check the network, then run the command again"},
    Pattern{"short-name", ErrorKind::failed,
            "say in /etc/containers/registries.conf where images come from, or install mmdebstrap"},
    Pattern{"toomanyrequests", ErrorKind::throttled,
            "wait some minutes, or sign in to the registry with `podman login`"},
    Pattern{"permission denied", ErrorKind::denied, "check that you may use podman: `podman info`"},
};

/// The line that says "Error:", or the last that says anything.
std::string last_words(std::string_view text) {
    std::string last;
    std::string error;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        if (line.starts_with("Error: ")) error = line.substr(7);
        if (!line.empty()) last = line;
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return error.empty() ? last : error;
}

}  // namespace

Error podman_error(const std::string& doing, const Finished& finished) {
    if (finished.timed_out)
        return {ErrorKind::unreachable, doing, "podman did not answer in time",
                "see whether `podman ps` answers; another podman may hold its lock", Reach::nothing};
    const std::string text = lower_case(finished.error_output);
    Error error{ErrorKind::failed, doing, "podman: " + last_words(finished.error_output), "", Reach::nothing};
    if (last_words(finished.error_output).empty())
        error.detail = "podman ended with exit code " + std::to_string(finished.exit_code) + " and said nothing";
    const auto* const match = std::ranges::find_if(
        patterns, [&](const Pattern& pattern) { return text.find(pattern.text) != std::string::npos; });
    if (match == patterns.end()) return error;
    error.kind = match->kind;
    error.hint = match->hint;
    return error;
}

bool says_name_in_use(const Error& error) {
    if (error.kind != ErrorKind::conflict) return false;
    const std::string text = lower_case(error.detail);
    return text.find("is already in use by") != std::string::npos || text.find("already exists") != std::string::npos ||
           text.find("name is already in use") != std::string::npos;
}

}  // namespace aloft::local
