#include "clouds/hosts/persons_ssh.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

#include "clouds/hosts/ssh_failures.hpp"
#include "clouds/hosts/word_lines.hpp"
#include "embedded/on_host.hpp"
#include "system/files.hpp"
#include "system/lock.hpp"

namespace aloft::hosts {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// Best first.
constexpr std::array<std::string_view, 5> key_types = {"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
                                                       "ecdsa-sha2-nistp521", "ssh-rsa"};

/// An RSA key signs in two ways; that with SHA-1 is not among them.
std::string algorithms_of(const KeyLine& key) {
    const std::string type = key.substr(0, key.find(' '));
    return type == "ssh-rsa" ? "rsa-sha2-512,rsa-sha2-256" : type;
}

std::size_t rank(const KeyLine& key) {
    const auto type = std::string_view(key).substr(0, key.find(' '));
    return static_cast<std::size_t>(std::ranges::find(key_types, type) - key_types.begin());
}

/// The key in a line of known_hosts or of ssh-keyscan. A marked one is an authority's, or revoked.
std::optional<KeyLine> key_in(const std::string& line) {
    std::istringstream words(line);
    std::string name, type, key;
    words >> name >> type >> key;
    if (key.empty() || name.starts_with('#') || name.starts_with('@')) return std::nullopt;
    KeyLine result = type + " " + key;
    return rank(result) < key_types.size() ? std::optional(result) : std::nullopt;
}

std::optional<KeyLine> best_key_in(const std::string& lines) {
    std::optional<KeyLine> best;
    std::istringstream stream(lines);
    for (std::string line; std::getline(stream, line);)
        if (const auto key = key_in(line); key && (!best || rank(*key) < rank(*best))) best = key;
    return best;
}

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

std::string name_with_port(const std::string& host, int port) {
    constexpr int usual_port = 22;
    return port == usual_port ? host : "[" + host + "]:" + std::to_string(port);
}

std::vector<std::string> where(const OwnHost& host) {
    std::vector<std::string> words;
    if (host.user) words.insert(words.end(), {"-l", *host.user});
    if (host.port) words.insert(words.end(), {"-p", std::to_string(*host.port)});
    words.push_back(host.host);
    return words;
}

/// What comes in by the person's configuration and would stand in the way of a short, silent errand.
const std::vector<std::string>& errand_options() {
    static const std::vector<std::string> options = {
        "BatchMode=yes", "StrictHostKeyChecking=yes", "UpdateHostKeys=no", "VerifyHostKeyDNS=no",
        "KnownHostsCommand=none", "ConnectTimeout=10", "ConnectionAttempts=1", "ServerAliveInterval=10",
        "ServerAliveCountMax=3",
        // A master would outlive the errand and hold on to its output.
        "ControlMaster=no", "ControlPath=none", "ClearAllForwardings=yes", "ForwardAgent=no", "ForwardX11=no",
        "PermitLocalCommand=no", "RemoteCommand=none",
        // Why two sides could not agree, ssh does not count among the errors.
        "LogLevel=INFO"};
    return options;
}

constexpr std::string_view as_login = "sh -s";
constexpr std::string_view as_root =
    R"sh(sh -c 'if [ "$(id -u)" = 0 ]; then exec sh -s; else exec sudo -n sh -s; fi')sh";

std::unexpected<Error> not_known(const Endpoint& endpoint) {
    return failure(ErrorKind::denied, "looking at host " + to_string(endpoint.written),
                   "its host key is not known on this computer, so nobody could tell it from another",
                   "sign in once with `ssh " + to_string(endpoint.written) +
                       "` and compare the fingerprint, or give it: --trust-host-key SHA256:…, which on the host "
                       "`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` tells");
}

/// From here on another ssh must come there without the person's configuration.
Result<void> check_direct(const OwnHost& host, const WordLines& settings) {
    for (const char* way : {"proxyjump", "proxycommand"}) {
        const std::string value = settings.first(way);
        if (value.empty() || value == "none") continue;
        return failure(ErrorKind::bad_input, "looking for host " + to_string(host),
                       "your ssh configuration leads to it by way of another (" + std::string(way) + " " + value +
                           "), and aloft goes to hosts directly only",
                       "name an address that this computer reaches itself");
    }
    return {};
}

}  // namespace

PersonsSsh::PersonsSsh(const Home& home, Processes& processes, std::vector<std::string> options)
    : home_(home), processes_(processes), options_(std::move(options)) {}

Result<Endpoint> PersonsSsh::resolve(const OwnHost& host) const {
    const std::string doing = "looking for host " + to_string(host);
    Command command{.argv = {"ssh"}, .timeout = seconds(10)};
    command.argv.insert(command.argv.end(), options_.begin(), options_.end());
    command.argv.emplace_back("-G");
    for (std::string& word : where(host)) command.argv.push_back(std::move(word));
    const auto told = run_checked(processes_, command, doing);
    if (!told) return failed(told);
    const WordLines settings(told->output);
    if (auto direct = check_direct(host, settings); !direct) return failed(direct);
    Endpoint endpoint{.written = host, .host = settings.first("hostname"), .user = settings.first("user")};
    const std::string port = settings.first("port");
    std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
    if (endpoint.host.empty() || endpoint.user.empty())
        return failure(ErrorKind::missing_tool, doing, "ssh -G did not tell where it is", "aloft needs OpenSSH 8.7");
    const std::string alias = settings.first("hostkeyalias");
    endpoint.key_name = alias.empty() || alias == "none" ? name_with_port(endpoint.host, endpoint.port) : alias;
    for (const char* files : {"userknownhostsfile", "globalknownhostsfile"})
        for (const std::string& file : words_of(settings.first(files)))
            if (file != "none") endpoint.known_hosts.emplace_back(file);
    return endpoint;
}

Result<KeyLine> PersonsSsh::known_key(const Endpoint& endpoint) const {
    std::optional<KeyLine> best;
    std::vector<std::filesystem::path> files = endpoint.known_hosts;
    files.push_back(trusted());
    // ssh itself takes a key that is known without a port for any port.
    for (const std::string& name : {endpoint.key_name, endpoint.host}) {
        for (const auto& file : files) {
            std::error_code ignored;
            if (!std::filesystem::exists(file, ignored)) continue;
            const auto lines = processes_.run({.argv = {"ssh-keygen", "-F", name, "-f", file.string()}});
            if (!lines) return failed(lines);
            if (const auto key = best_key_in(lines->output); key && (!best || rank(*key) < rank(*best))) best = key;
        }
        if (best) return *best;
    }
    return not_known(endpoint);
}

Result<ShownKey> PersonsSsh::shown_key(const Endpoint& endpoint) const {
    const std::string doing = "asking host " + to_string(endpoint.written) + " for its key";
    const auto scanned = processes_.run({.argv = {"ssh-keyscan", "-T", "10", "-t", "ed25519,ecdsa,rsa", "-p",
                                                  std::to_string(endpoint.port), endpoint.host},
                                         .timeout = seconds(60)});
    if (!scanned) return failed(scanned);
    const auto key = best_key_in(scanned->output);
    if (!key)
        return failure(ErrorKind::unreachable, doing,
                       "no SSH server answers at " + name_with_port(endpoint.host, endpoint.port),
                       "is it on, and does `ssh " + to_string(endpoint.written) + "` reach it?");
    const auto told =
        run_checked(processes_, {.argv = {"ssh-keygen", "-l", "-E", "sha256", "-f", "-"}, .input = *key + "\n"}, doing);
    if (!told) return failed(told);
    for (const std::string& word : words_of(told->output))
        if (word.starts_with("SHA256:")) return ShownKey{*key, word};
    return failure(ErrorKind::failed, doing, "ssh-keygen told no fingerprint: " + told->output);
}

Result<void> PersonsSsh::trust(const Endpoint& endpoint, const KeyLine& key) const {
    auto alone = FileLock::take(home_.lock("trusted-hosts"), "aloft, trusting a host key");
    if (!alone) return failed(alone);
    auto text = read_file(trusted());
    if (!text && text.error().kind != ErrorKind::not_found) return failed(text);
    // An earlier key of the same host is not trusted any more: it has not shown it.
    std::string kept;
    std::istringstream lines(text.value_or(""));
    for (std::string line; std::getline(lines, line);)
        if (!line.starts_with(endpoint.key_name + " ")) kept += line + "\n";
    if (auto made = make_private_folder(home_.data); !made) return made;
    return write_file(trusted(), kept + endpoint.key_name + " " + key + "\n", Readable::by_owner);
}

Result<Finished> PersonsSsh::run(const Endpoint& endpoint, const std::string& call, Rights rights) const {
    const auto key = known_key(endpoint);
    if (!key) return failed(key);
    std::string known_hosts;
    for (const auto& file : endpoint.known_hosts) known_hosts += "\"" + file.string() + "\" ";
    // Not by way of %-words: a home folder may have a "%" in its name.
    std::string ours;
    for (const char character : trusted().string()) ours += character == '%' ? "%%" : std::string(1, character);

    Command command{.argv = {"ssh"}, .timeout = minutes(10)};
    command.argv.insert(command.argv.end(), options_.begin(), options_.end());
    command.argv.emplace_back("-T");
    std::vector<std::string> settings = errand_options();
    settings.push_back("HostKeyAlgorithms=" + algorithms_of(*key));
    settings.push_back("UserKnownHostsFile=" + known_hosts + "\"" + ours + "\"");
    for (const std::string& setting : settings) command.argv.insert(command.argv.end(), {"-o", setting});
    for (std::string& word : where(endpoint.written)) command.argv.push_back(std::move(word));
    command.argv.emplace_back(rights == Rights::root ? as_root : as_login);
    // Nothing of the script runs before this last line, so one that arrives in part does nothing.
    command.input = std::string(embedded::host_sh) + "main " + call + " </dev/null\n";
    auto finished = processes_.run(command);
    if (!finished) return finished;
    if (finished->exit_code == ssh_failed || finished->timed_out)
        return std::unexpected(ssh_failure(to_string(endpoint.written), endpoint.key_name, *finished));
    return finished;
}

std::string in_single_quotes(const std::string& text) {
    std::string result = "'";
    for (const char character : text) result += character == '\'' ? "'\\''" : std::string(1, character);
    return result + "'";
}

}  // namespace aloft::hosts
