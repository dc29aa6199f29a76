#include "core/host_list.hpp"
#include "core/letters.hpp"

#include <algorithm>
#include <charconv>

namespace aloft {
namespace {

constexpr std::string_view beginning = "ssh:";
constexpr std::size_t longest_word = 253;  // of a host name in DNS

using Mistake = std::unexpected<std::string>;

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

bool is_letter_or_digit(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9');
}

bool only(std::string_view text, std::string_view also) {
    return std::ranges::all_of(text, [&](char character) {
        return is_letter_or_digit(character) || also.find(character) != std::string_view::npos;
    });
}

/// A word that begins with "-" would be an option of ssh.
bool is_word(std::string_view text, std::string_view also) {
    return !text.empty() && text.size() <= longest_word && text.front() != '-' && only(text, also);
}

std::optional<int> port_from(std::string_view text) {
    constexpr int highest = 65535;
    int port = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (code != std::errc() || end != text.data() + text.size() || port < 1 || port > highest) return std::nullopt;
    return port;
}

struct HostAndPort {
    std::string_view host;
    std::optional<std::string_view> port;
};

std::expected<HostAndPort, std::string> in_brackets(std::string_view text) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return Mistake("the bracket of " + quoted(text) + " is not closed");
    const std::string_view host = text.substr(1, end - 1);
    // The zone of a link-local address stands after "%".
    if (host.find(':') == std::string_view::npos || !is_word(host, ":.%_"))
        return Mistake(quoted(host) + " in brackets is no IPv6 address");
    const std::string_view rest = text.substr(end + 1);
    if (rest.empty()) return HostAndPort{host, std::nullopt};
    if (rest.front() != ':') return Mistake("after the bracket of " + quoted(text) + " only :PORT may stand");
    return HostAndPort{host, rest.substr(1)};
}

std::expected<HostAndPort, std::string> host_and_port(std::string_view text) {
    if (text.starts_with('[')) return in_brackets(text);
    const auto colon = text.find(':');
    if (colon != std::string_view::npos && text.find(':', colon + 1) != std::string_view::npos)
        return Mistake("the IPv6 address " + quoted(text) + " must stand in brackets: [" + std::string(text) + "]");
    const std::string_view host = text.substr(0, colon);
    if (host.empty()) return Mistake(quoted(text) + " names no host");
    if (!is_word(host, "-._"))
        return Mistake(quoted(host) + " cannot be a host: letters, digits, dots and dashes, and no dash first");
    if (colon == std::string_view::npos) return HostAndPort{host, std::nullopt};
    return HostAndPort{host, text.substr(colon + 1)};
}

std::expected<OwnHost, std::string> read_host(std::string_view text) {
    OwnHost result;
    const auto at = text.rfind('@');
    if (at != std::string_view::npos) {
        const std::string_view user = text.substr(0, at);
        if (!is_word(user, "-._+@\\"))
            return Mistake(quoted(user) + " cannot be a user: letters, digits, dots and dashes, and no dash first");
        result.user = user;
    }
    const auto parts = host_and_port(at == std::string_view::npos ? text : text.substr(at + 1));
    if (!parts) return Mistake(parts.error());
    result.host = parts->host;
    if (!parts->port) return result;
    result.port = port_from(*parts->port);
    if (!result.port) return Mistake(quoted(*parts->port) + " is no port: a number from 1 to 65535");
    return result;
}

}  // namespace

std::string to_string(const OwnHost& host) {
    std::string text = host.user ? *host.user + "@" : "";
    text += host.host.find(':') == std::string::npos ? host.host : "[" + host.host + "]";
    if (host.port) text += ":" + std::to_string(*host.port);
    return text;
}

bool is_host_list(std::string_view on) { return on.starts_with(beginning); }

std::expected<std::vector<OwnHost>, std::string> read_host_list(std::string_view on) {
    if (!is_host_list(on)) return Mistake("it does not begin with ssh:, as in ssh:me@box");
    std::vector<OwnHost> hosts;
    for (std::string_view rest = on.substr(beginning.size());;) {
        const auto comma = rest.find(',');
        const std::string_view text = trimmed(rest.substr(0, comma));
        if (text.empty()) return Mistake("a host is missing, as in ssh:me@box or ssh:box1,box2");
        const auto host = read_host(text);
        if (!host) return Mistake(host.error());
        if (std::ranges::find(hosts, *host) != hosts.end()) return Mistake(quoted(text) + " stands there twice");
        hosts.push_back(*host);
        if (comma == std::string_view::npos) return hosts;
        rest.remove_prefix(comma + 1);
    }
}

std::optional<OwnHost> own_host_from(std::string_view text) {
    const auto host = read_host(text);
    if (!host) return std::nullopt;
    return *host;
}

std::string_view cloud_meant_by(std::string_view on) { return is_host_list(on) ? hosts_provider : on; }

}  // namespace aloft
