#pragma once
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aloft {

/// A computer that the person has already, as they wrote it. What is not said, their own ssh configuration says; the
/// host may be an alias from there.
struct OwnHost {
    std::string host;
    std::optional<std::string> user;
    std::optional<int> port;
    bool operator==(const OwnHost&) const = default;
};

/// "me@box:2222", "box", "me@[fe80::1]:22": the one way to write it.
std::string to_string(const OwnHost& host);

/// Whether `on` speaks of hosts of the person's own, well or not: it begins with "ssh:".
bool is_host_list(std::string_view on);

/// "ssh:me@box:22,other" as values, or as a phrase what is wrong with it. Each host stands there once. Nothing comes
/// through that ssh could take for an option, or a shell for anything but a word.
std::expected<std::vector<OwnHost>, std::string> read_host_list(std::string_view on);

/// The one host that to_string() wrote.
std::optional<OwnHost> own_host_from(std::string_view text);

/// The name of the cloud that `on` means: "hosts" for a list of hosts, else the word itself.
std::string_view cloud_meant_by(std::string_view on);

inline constexpr std::string_view hosts_provider = "hosts";

}  // namespace aloft
