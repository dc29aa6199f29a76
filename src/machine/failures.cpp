#include "machine/failures.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "machine/reach.hpp"

namespace aloft {
namespace {

enum class Meaning { failure, wrong_host_key };

/// What ssh says and what it means, the first that fits. `{}` is the machine's name.
struct Row {
    std::string_view words;
    ErrorKind kind;
    Again again;
    std::string_view hint;
    Meaning meaning = Meaning::failure;
};

constexpr std::string_view look = "`aloft status {}` shows whether it runs";
constexpr std::string_view ask_doctor = "run `aloft doctor`";

constexpr Row rows[] = {
    {"REMOTE HOST IDENTIFICATION HAS CHANGED", ErrorKind::denied, Again::no, {}, Meaning::wrong_host_key},
    {"no matching host key type found", ErrorKind::denied, Again::no, {}, Meaning::wrong_host_key},
    {"host key is known for", ErrorKind::denied, Again::no, {}, Meaning::wrong_host_key},
    {"Host key verification failed", ErrorKind::denied, Again::no, {}, Meaning::wrong_host_key},
    {"Bad configuration option", ErrorKind::missing_tool, Again::no,
     "aloft needs OpenSSH 8.7 or newer on this computer"},
    {"Bad owner or permissions", ErrorKind::storage, Again::no, "let the file belong to you alone: chmod 600"},
    {"UNPROTECTED PRIVATE KEY FILE", ErrorKind::storage, Again::no, "let the file belong to you alone: chmod 600"},
    {"no such identity", ErrorKind::storage, Again::no,
     "the key of this machine is gone from this computer; `aloft down {}` and `aloft up` make both anew"},
    {"Load key", ErrorKind::storage, Again::no,
     "the key of this machine cannot be read; `aloft down {}` and `aloft up` make both anew"},
    {"invalid format", ErrorKind::conflict, Again::no,
     "another program than sshd answers on the machine's port; `aloft doctor` looks for it"},
    {"Bad remote protocol version", ErrorKind::conflict, Again::no,
     "another program than sshd answers on the machine's port; `aloft doctor` looks for it"},
    {"System is booting up", ErrorKind::unreachable, Again::yes, look},
    {"System is going down", ErrorKind::unreachable, Again::no, look},
    {"Too many authentication failures", ErrorKind::denied, Again::no, ask_doctor},
    {"Permission denied (", ErrorKind::denied, Again::for_a_while,
     "the machine does not take aloft's key: its user may not be made yet, or its authorized_keys was changed"},
    {"Could not resolve hostname", ErrorKind::unreachable, Again::for_a_while, "check the network of this computer"},
    {"Connection refused", ErrorKind::unreachable, Again::yes, look},
    {"timed out", ErrorKind::unreachable, Again::yes, look},
    {"not responding", ErrorKind::unreachable, Again::yes, look},
    {"No route to host", ErrorKind::unreachable, Again::yes, look},
    {"Network is unreachable", ErrorKind::unreachable, Again::yes, "check the network of this computer"},
    {"kex_exchange_identification", ErrorKind::unreachable, Again::yes, look},
    {"banner exchange", ErrorKind::unreachable, Again::yes, look},
    {"Connection closed by", ErrorKind::unreachable, Again::yes, look},
    {"Connection reset by", ErrorKind::unreachable, Again::yes, look},
    {"Broken pipe", ErrorKind::unreachable, Again::yes, look},
    {"closed by remote host", ErrorKind::unreachable, Again::yes, look},
};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

/// The end of what was said: that is where programs say why.
std::string last_words(const Finished& finished) {
    std::string_view text = trimmed(finished.error_output);
    if (text.empty()) text = trimmed(finished.output);
    constexpr std::size_t enough = 2000;
    return text.size() > enough ? "…" + std::string(text.substr(text.size() - enough)) : std::string(text);
}

std::string doing(const std::string& machine) { return "reaching machine " + machine; }

SortedFailure of_remote_command(const std::string& machine, const Finished& finished) {
    std::string words = last_words(finished);
    if (words.empty()) words = fmt::format("the command ended with {}", finished.exit_code);
    return {
        {ErrorKind::failed, "running a command on machine " + machine, words, {}, Reach::nothing}, Again::no, false};
}

}  // namespace

SortedFailure sort_failure(const std::string& machine, const Finished& finished) {
    if (finished.timed_out)
        return {{ErrorKind::unreachable, doing(machine), "it did not answer in time",
                 fmt::format(fmt::runtime(look), machine), Reach::nothing},
                Again::yes,
                false};
    if (finished.exit_code != ssh_failed) return of_remote_command(machine, finished);
    const std::string_view words = finished.error_output;
    for (const Row& row : rows) {
        if (words.find(row.words) == std::string_view::npos) continue;
        if (row.meaning == Meaning::wrong_host_key)
            return {wrong_host_key(machine, {}, shown_fingerprint(words)), row.again, true};
        return {{row.kind, doing(machine), last_words(finished), fmt::format(fmt::runtime(row.hint), machine),
                 Reach::nothing},
                row.again,
                false};
    }
    // A connection that is cut early ends ssh without a word.
    if (trimmed(words).empty())
        return {{ErrorKind::unreachable, doing(machine), "the connection ended without a word",
                 fmt::format(fmt::runtime(look), machine), Reach::nothing},
                Again::yes,
                false};
    return {{ErrorKind::unreachable, doing(machine), last_words(finished), std::string(ask_doctor), Reach::nothing},
            Again::for_a_while,
            false};
}

std::optional<std::string> shown_fingerprint(std::string_view words) {
    const auto sent = words.find("sent by the remote host");
    if (sent == std::string_view::npos) return std::nullopt;
    const auto begin = words.find("SHA256:", sent);
    if (begin == std::string_view::npos) return std::nullopt;
    // The sentence ends with a full stop, which base64 does not know.
    return std::string(words.substr(begin, words.find_first_of(". \r\n", begin) - begin));
}

Error wrong_host_key(const std::string& machine, const std::vector<std::string>& expected,
                     const std::optional<std::string>& shown) {
    std::string detail = fmt::format("what answers does not have the host key of machine {}", machine);
    if (!expected.empty()) detail += fmt::format("; expected {}", fmt::join(expected, " or "));
    detail += shown ? fmt::format("; shown {}", *shown) : "; it showed none that could be compared";
    detail +=
        ". Another program has taken the machine's port, somebody stands in between, or the machine was replaced. "
        "Nothing was sent to it";
    return {
        ErrorKind::denied, doing(machine), std::move(detail),
        fmt::format("`aloft doctor` shows what is known of it; if it is not to be trusted any more, `aloft down {}` "
                    "removes it and its keys",
                    machine),
        Reach::nothing};
}

Error ssh_error(const std::string& machine, const Finished& finished) { return sort_failure(machine, finished).error; }

}  // namespace aloft
