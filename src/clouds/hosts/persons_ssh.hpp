#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/host_list.hpp"
#include "core/result.hpp"
#include "system/home.hpp"
#include "system/process.hpp"

namespace aloft::hosts {

/// "ssh-ed25519 AAAA…", without a comment.
using KeyLine = std::string;

/// Where ssh would connect to, by the person's own configuration.
struct Endpoint {
    OwnHost written;
    std::string host;
    int port = 22;
    std::string user;
    std::string key_name;  ///< under which the host's key stands in known_hosts
    std::vector<std::filesystem::path> known_hosts;
};

/// A host whose key is nowhere among the known ones, and the key that it shows now.
struct ShownKey {
    KeyLine key;
    std::string fingerprint;  ///< "SHA256:…"
};

enum class Rights { login, root };

/// The ssh of the person: their configuration, agent and keys, and a host key that they know. What they have told
/// aloft to trust is in a file of ours beside it.
class PersonsSsh {
public:
    /// `options` go to every ssh, first.
    PersonsSsh(const Home& home, Processes& processes, std::vector<std::string> options);

    Result<Endpoint> resolve(const OwnHost& host) const;
    /// The best of the keys that are known for it; a failure when there is none, that says how to trust it.
    Result<KeyLine> known_key(const Endpoint& endpoint) const;
    bool is_known(const Endpoint& endpoint) const { return known_key(endpoint).has_value(); }

    Result<ShownKey> shown_key(const Endpoint& endpoint) const;
    Result<void> trust(const Endpoint& endpoint, const KeyLine& key) const;

    /// Runs the script on the host, whatever it ends with; `call` is the line of shell that begins it.
    Result<Finished> run(const Endpoint& endpoint, const std::string& call, Rights rights) const;

private:
    std::filesystem::path trusted() const { return home_.data / "trusted_hosts"; }

    const Home& home_;
    Processes& processes_;
    std::vector<std::string> options_;
};

/// For the script's calls.
std::string in_single_quotes(const std::string& text);

}  // namespace aloft::hosts
