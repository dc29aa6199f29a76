#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "machine/reach.hpp"

namespace aloft {

/// One line of an ssh_config. Only words that OpenSSH 8.7 knows: an unknown one in an included file would break ssh
/// for every host of the person, and IgnoreUnknown, which could help, is theirs.
struct SshOption {
    std::string keyword;
    std::string value;
};

/// Where the machine is, how it proves who it is, and how we prove who we are.
std::vector<SshOption> identity_options(const Home& home, const Address& address);
/// The same, with the pinned keys in another file.
std::vector<SshOption> identity_options(const Home& home, const Address& address,
                                        const std::filesystem::path& known_hosts);
/// What a person's `Host *` could otherwise set against us.
std::vector<SshOption> settled_options(const Home& home, const std::string& machine);

/// The name under which a machine's host key is pinned: whatever host and port it has, they may change.
std::string host_key_alias(std::string_view machine);

/// Where the multiplexed connection has its socket; nothing where the path is too long for one.
std::optional<std::filesystem::path> connection_socket(const Home& home, const std::string& machine);

/// For ssh_config: in quotes, for paths with spaces.
std::string in_quotes(std::string_view text);
/// The same for options in which ssh replaces %-words.
std::string in_quotes_literal(const std::filesystem::path& path);
/// `%` doubled.
std::string without_percent_words(std::string_view text);

}  // namespace aloft
