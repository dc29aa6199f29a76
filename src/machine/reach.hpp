#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "system/home.hpp"
#include "system/process.hpp"

namespace aloft {

/// How to get to a machine that stands.
struct Address {
    std::string machine;
    std::string host;
    int port = 22;
    std::string user;
    /// What the pinned host key signs with.
    std::string host_key_algorithms = "ssh-ed25519";
    bool operator==(const Address&) const = default;
};

/// The algorithms of the host key in a line "ssh-ed25519 KEY", as a host_key's Found tells it.
std::string host_key_algorithms(const std::string& host_key_line);

/// The text of an ssh_config with one block per machine (`Host NAME NAME.aloft`). It settles every option that a
/// person's `Host *` block could otherwise set against us. Host keys are checked strictly, against our own file.
std::string ssh_config(const Home& home, const std::vector<Address>& addresses);

/// Writes the generated config; with no addresses the file goes.
Result<void> write_ssh_config(const Home& home, const std::vector<Address>& addresses);

/// The same for one machine, in its own folder: what our own connections use.
Result<void> write_machine_config(const Home& home, const Address& address);

/// misplaced: below a Host, a Match or an option, which then count before ours or instead of them.
enum class Inclusion { absent, present, misplaced };
/// Whether ~/.ssh/config includes our file before anything that counts.
Inclusion ssh_inclusion(const Home& home, const std::filesystem::path& person_config);
/// Puts our Include first in ~/.ssh/config, keeping all else byte for byte, its mode, and a link as a link; twice is
/// once. An included file with an option that ssh does not know breaks ssh for every host: ours need OpenSSH 8.7.
Result<void> include_ssh_config(const Home& home, const std::filesystem::path& person_config);
/// Takes it out again.
Result<void> exclude_ssh_config(const Home& home, const std::filesystem::path& person_config);

/// `ssh -F <the machine's config> NAME [-- words]`: an interactive shell without words.
Command ssh_command(const Home& home, const std::string& machine, const std::vector<std::string>& words);
/// rsync over the same; `from` and `to` in rsync's own notation, the machine's side as NAME:path.
Command rsync_command(const Home& home, const std::string& machine, const std::string& from, const std::string& to);
/// Ends the multiplexed connection to a machine, if there is one, so that nothing of ours stays behind.
void close_connection(const Home& home, Processes& processes, const std::string& machine);

/// A transport's exit and words as an Error: a host key that is not the pinned one is `denied` and says so plainly.
Error ssh_error(const std::string& machine, const Finished& finished);

}  // namespace aloft
