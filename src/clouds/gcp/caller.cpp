#include "clouds/gcp/caller.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <charconv>

namespace aloft::gcp {
namespace {

constexpr const char* variable = "ALOFT_CALLER";
constexpr const char* doing = "finding out from which address you call";
constexpr int whole = 32;
/// Larger networks are no longer somebody's own.
constexpr int widest = 8;

std::optional<std::uint32_t> address_from(const std::string& text) {
    in_addr address{};
    if (::inet_pton(AF_INET, text.c_str(), &address) != 1) return std::nullopt;
    return ntohl(address.s_addr);
}

std::optional<int> width_from(const std::string& text) {
    int width = 0;
    const auto [end, mistake] = std::from_chars(text.data(), text.data() + text.size(), width);
    if (mistake != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return width;
}

std::string rule_of(std::uint32_t address, int width) {
    // Google takes a network by its first address.
    const std::uint32_t network = htonl(address & ~std::uint32_t{0} << (whole - width));
    std::array<char, INET_ADDRSTRLEN> text{};
    ::inet_ntop(AF_INET, &network, text.data(), text.size());
    return fmt::format("{}/{}", text.data(), width);
}

Result<std::string> as_said(const std::string& said) {
    const std::size_t slash = said.find('/');
    const auto address = address_from(said.substr(0, slash));
    const auto width = slash == std::string::npos ? std::optional(whole) : width_from(said.substr(slash + 1));
    const std::string hint = fmt::format("for example {0}=203.0.113.7, or {0}=203.0.113.0/24", variable);
    if (!address || !width || *width < 0 || *width > whole)
        return failure(ErrorKind::bad_input, doing,
                       fmt::format("{} says '{}', which is no IPv4 address or network", variable, said), hint);
    if (*width < widest)
        return failure(ErrorKind::bad_input, doing,
                       fmt::format("{} says '{}', which would let half the world try its keys", variable, said), hint);
    return rule_of(*address, *width);
}

std::string how_to_say_it() {
    return fmt::format("or say from which IPv4 address ssh comes: {}=203.0.113.7", variable);
}

Result<std::string> as_told(const net::Reply& reply, const std::string& teller) {
    const std::string text = reply.body.substr(0, reply.body.find_first_of(" \r\n"));
    const bool is_told = reply.status == 200;
    if (const auto address = address_from(text); is_told && address) return rule_of(*address, whole);
    in6_addr newer{};
    if (is_told && ::inet_pton(AF_INET6, text.c_str(), &newer) == 1)
        return failure(ErrorKind::bad_input, doing,
                       fmt::format("you call over IPv6, from {}, and Google's machines answer over IPv4 alone", text),
                       "call from a network that has IPv4 too, " + how_to_say_it());
    return failure(ErrorKind::unreachable, doing, fmt::format("{} does not tell it", teller),
                   "run the command again, " + how_to_say_it());
}

}  // namespace

Result<std::string> caller_of(net::Http& http, const Environment& environment, const std::string& teller) {
    if (const auto said = environment(variable); said && !said->empty()) return as_said(*said);
    const auto reply = http.call({.url = teller, .body = {}, .size_limit = 4096, .headers = {}});
    if (reply) return as_told(*reply, teller);
    if (reply.error().kind == ErrorKind::interrupted) return failed(reply);
    return failure(reply.error().kind, doing, describe(reply.error()),
                   "look whether this network reaches others over IPv4, " + how_to_say_it());
}

std::optional<std::string> warning_of_proxy(const Environment& environment, const std::string& caller) {
    if (const auto said = environment(variable); said && !said->empty()) return std::nullopt;
    for (const char* name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
        if (const auto proxy = environment(name); proxy && !proxy->empty())
            return fmt::format(
                "{} is set, so the firewall lets in {}, from where the proxy calls; if ssh goes another way, say "
                "{}=ADDRESS",
                name, caller, variable);
    return std::nullopt;
}

}  // namespace aloft::gcp
