#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "system/process.hpp"

namespace aloft {

/// A public key as it stands in files: the second word of its line. The first, its type, is in it too. Machines that
/// aloft makes have ed25519 keys; a host of the person's own may have another kind.
using HostKey = std::string;

/// "ssh-ed25519"; nothing for what is no key, or of a kind that nobody should trust.
std::optional<std::string_view> type_of(const HostKey& key);
/// As ssh's HostKeyAlgorithms names them: an RSA key signs in more than one way.
std::string algorithms_of(const HostKey& key);

/// The key in a line "ssh-ed25519 KEY comment", or nothing where it is none.
std::optional<HostKey> host_key_in(std::string_view public_key_line);

/// The host keys that a machine may show, kept as a known_hosts file. Empty when there is no file.
Result<std::vector<HostKey>> read_pins(const std::filesystem::path& known_hosts, const std::string& machine);
/// On the disk when it returns, or as it was before.
Result<void> write_pins(const std::filesystem::path& known_hosts, const std::string& machine,
                        const std::vector<HostKey>& keys);

/// "SHA256:…" of each key in a known_hosts or public key file.
Result<std::vector<std::string>> fingerprints(Processes& processes, const std::filesystem::path& file);

}  // namespace aloft
