#include "clouds/local/vm_errors.hpp"
#include "core/letters.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace aloft::local {
namespace {

struct Pattern {
    std::string_view text;  ///< found anywhere in what the program said, letter case aside
    ErrorKind kind;
    std::string_view hint;
};

constexpr std::string_view free_space = "free some space on this disk, then run the command again";
constexpr std::string_view user_ids =
    "give yourself user ids to map: `sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $USER`";
constexpr std::string_view network =
    "check the network and that `sudo apt-get update` works here, then run the command again";

/// First match counts, so the particular stands before the general.
constexpr std::array patterns = {
    Pattern{"could not set up host forwarding", ErrorKind::conflict,
            "another program listens on the machine's port: end it, then run the command again"},
    Pattern{"no space left on device", ErrorKind::no_capacity, free_space},
    Pattern{"disk quota exceeded", ErrorKind::no_capacity, free_space},
    Pattern{"you don't have enough free space", ErrorKind::no_capacity, free_space},
    Pattern{"cannot allocate memory", ErrorKind::no_capacity,
            "ask for less memory, or stop another machine with `aloft stop`"},
    Pattern{"failed to get \"write\" lock", ErrorKind::conflict,
            "another program uses the machine's disk; `aloft status` says what runs"},
    Pattern{"failed to get shared \"write\" lock", ErrorKind::conflict,
            "another program uses the machine's disk; `aloft status` says what runs"},
    Pattern{"cannot lock pid file", ErrorKind::conflict, "the machine runs already; `aloft status` says more"},
    Pattern{"invalid smp cpus", ErrorKind::bad_input, "ask for fewer CPUs"},
    Pattern{"could not access kvm kernel module", ErrorKind::denied,
            "join the group that may use it: `sudo usermod -aG kvm $USER`, then sign in anew"},
    Pattern{"newuidmap", ErrorKind::missing_tool, "install it: `sudo apt-get install uidmap`"},
    Pattern{"unprivileged user namespace", ErrorKind::denied,
            "allow them: `sudo sysctl kernel.unprivileged_userns_clone=1`"},
    Pattern{"/etc/subuid", ErrorKind::denied, user_ids},
    Pattern{"/etc/subgid", ErrorKind::denied, user_ids},
    Pattern{"invalid mapping", ErrorKind::denied, user_ids},
    Pattern{"temporary failure resolving", ErrorKind::unreachable, network},
    Pattern{"could not connect to", ErrorKind::unreachable, network},
    Pattern{"failed to fetch", ErrorKind::unreachable, network},
    Pattern{"unable to locate package", ErrorKind::unreachable,
            "this computer's package sources lack it; add Debian's own, then run the command again"},
    Pattern{"could not open", ErrorKind::denied, "check who owns aloft's folder and whether you may write in it"},
    Pattern{"permission denied", ErrorKind::denied, "check who owns aloft's folder and whether you may write in it"},
};

/// The lines that mmdebstrap and apt mark as errors; else the last that says anything.
std::string last_words(std::string_view text) {
    std::string last;
    std::string errors;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        if (line.starts_with("E: ")) errors.append(errors.empty() ? "" : "; ").append(line.substr(3));
        if (!line.empty()) last = line;
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return errors.empty() ? last : errors;
}

}  // namespace

Error vm_error(const std::string& doing, const std::string& program, const Finished& finished) {
    if (finished.timed_out)
        return {ErrorKind::unreachable, doing, program + " did not end in time", "", Reach::nothing};
    std::string words = last_words(finished.error_output);
    if (words.empty()) words = "ended with exit code " + std::to_string(finished.exit_code) + " and said nothing";
    Error error{ErrorKind::failed, doing, program + ": " + words, "", Reach::nothing};
    const std::string text = lower_case(finished.error_output);
    const auto* const match = std::ranges::find_if(
        patterns, [&](const Pattern& pattern) { return text.find(pattern.text) != std::string::npos; });
    if (match == patterns.end()) return error;
    error.kind = match->kind;
    error.hint = match->hint;
    return error;
}

}  // namespace aloft::local
