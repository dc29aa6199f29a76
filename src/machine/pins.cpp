#include "machine/pins.hpp"

#include <algorithm>
#include <array>
#include <sstream>

#include "machine/options.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

/// A key begins with the length and the name of its type.
struct KeyType {
    std::string_view beginning;
    std::string_view name;
    std::size_t least_length;
};

constexpr std::array key_types = {
    KeyType{"AAAAC3NzaC1lZDI1NTE5AAAAI", "ssh-ed25519", 68},
    KeyType{"AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAAB", "ecdsa-sha2-nistp256", 140},
    KeyType{"AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAAB", "ecdsa-sha2-nistp384", 184},
    KeyType{"AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAAC", "ecdsa-sha2-nistp521", 232},
    KeyType{"AAAAB3NzaC1yc2EAAAA", "ssh-rsa", 200},
};

bool is_base64(std::string_view text) {
    while (text.ends_with('=')) text.remove_suffix(1);
    return std::ranges::all_of(text, [](char character) {
        return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z') ||
               (character >= '0' && character <= '9') || character == '+' || character == '/';
    });
}

bool is_of(const KeyType& type, std::string_view key) {
    const bool long_enough = type.name == "ssh-rsa" ? key.size() >= type.least_length : key.size() == type.least_length;
    return long_enough && key.starts_with(type.beginning);
}

}  // namespace

std::optional<std::string_view> type_of(const HostKey& key) {
    const auto* const type = std::ranges::find_if(key_types, [&](const KeyType& one) { return is_of(one, key); });
    if (type == key_types.end() || !is_base64(key)) return std::nullopt;
    return type->name;
}

std::string algorithms_of(const HostKey& key) {
    const std::string_view type = type_of(key).value_or("ssh-ed25519");
    return type == "ssh-rsa" ? "rsa-sha2-512,rsa-sha2-256" : std::string(type);
}

std::optional<HostKey> host_key_in(std::string_view public_key_line) {
    std::istringstream words{std::string(public_key_line)};
    std::string type, key;
    words >> type >> key;
    if (type_of(key) != type) return std::nullopt;
    return key;
}

Result<std::vector<HostKey>> read_pins(const std::filesystem::path& known_hosts, const std::string& machine) {
    std::vector<HostKey> keys;
    const auto text = read_file(known_hosts);
    if (!text && text.error().kind == ErrorKind::not_found) return keys;
    if (!text) return failed(text);
    const std::string alias = host_key_alias(machine) + " ";
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(alias))
            if (auto key = host_key_in(line.substr(alias.size()))) keys.push_back(*key);
    return keys;
}

Result<void> write_pins(const std::filesystem::path& known_hosts, const std::string& machine,
                        const std::vector<HostKey>& keys) {
    std::string text;
    for (const HostKey& key : keys)
        text.append(host_key_alias(machine))
            .append(" ")
            .append(type_of(key).value_or(""))
            .append(" ")
            .append(key)
            .append("\n");
    return write_file(known_hosts, text, Readable::by_owner);
}

Result<std::vector<std::string>> fingerprints(Processes& processes, const std::filesystem::path& file) {
    const auto listed = run_checked(processes, {.argv = {"ssh-keygen", "-l", "-E", "sha256", "-f", file.string()}},
                                    "reading the fingerprints in " + file.string());
    if (!listed) return failed(listed);
    std::vector<std::string> found;
    std::istringstream words(listed->output);
    for (std::string word; words >> word;)
        if (word.starts_with("SHA256:")) found.push_back(word);
    return found;
}

}  // namespace aloft
