#include "clouds/hosts/ssh_failures.hpp"

#include <array>
#include <string_view>

namespace aloft::hosts {
namespace {

struct Row {
    std::string_view words;  ///< among ssh's own
    ErrorKind kind;
    std::string_view detail;
    std::string_view hint;  ///< HOST and KEY stand for the host and its name in known_hosts
};

/// The first that fits counts.
constexpr std::array rows = {
    Row{"HOST IDENTIFICATION HAS CHANGED", ErrorKind::denied,
        "it shows another host key than the one that is known on this computer",
        "somebody may be in between. If you know why it changed: `ssh-keygen -R KEY`, then sign in once with `ssh HOST` "
        "and compare the fingerprint"},
    Row{"Host key verification failed", ErrorKind::denied, "its host key is not the one that is known",
        "sign in once with `ssh HOST`, and compare the fingerprint"},
    Row{"no matching host key type", ErrorKind::denied,
        "it has no host key any more of the kind that is known on this computer",
        "if you know why: `ssh-keygen -R KEY`, then sign in once with `ssh HOST` and compare the fingerprint"},
    Row{"Permission denied", ErrorKind::not_signed_in, "it does not let you in without a password",
        "`ssh-copy-id HOST` puts your key there; a key with a passphrase has to be in the agent: `ssh-add`"},
    Row{"Too many authentication failures", ErrorKind::not_signed_in, "none of the first keys of your agent fits",
        "name the right one in ~/.ssh/config: IdentityFile, with IdentitiesOnly yes"},
    Row{"Could not resolve hostname", ErrorKind::unreachable, "there is no host of that name", "is it spelt right?"},
    Row{"Connection refused", ErrorKind::unreachable, "no SSH server listens there",
        "is the port right, and openssh-server installed there?"},
    Row{"timed out", ErrorKind::unreachable, "it does not answer", "is it on, and can this computer reach it?"},
    Row{"No route to host", ErrorKind::unreachable, "there is no way to it",
        "is it on, and can this computer reach it?"},
    Row{"Network is unreachable", ErrorKind::unreachable, "there is no way to it", "is this computer on a network?"},
};

std::string filled(std::string_view text, const std::string& host, const std::string& key_name) {
    std::string result(text);
    for (const auto& [word, value] :
         {std::pair<std::string_view, std::string>{"HOST", host}, {"KEY", "\"" + key_name + "\""}})
        for (auto at = result.find(word); at != std::string::npos; at = result.find(word, at + value.size()))
            result.replace(at, word.size(), value);
    return result;
}

std::string last_words(std::string_view text) {
    while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
    return std::string(text.substr(text.find_last_of("\r\n") + 1));
}

}  // namespace

Error ssh_failure(const std::string& host, const std::string& key_name, const Finished& finished) {
    const std::string doing = "signing in to host " + host;
    const std::string words = last_words(finished.error_output);
    for (const Row& row : rows)
        if (finished.error_output.find(row.words) != std::string::npos)
            return {row.kind, doing, std::string(row.detail) + " (" + words + ")", filled(row.hint, host, key_name),
                    Reach::nothing};
    const std::string detail = finished.timed_out ? "it did not end in ten minutes" : words;
    return {ErrorKind::unreachable, doing, detail.empty() ? "ssh ended without a word" : detail,
            "`ssh " + host + "` must work without a question", Reach::nothing};
}

}  // namespace aloft::hosts
