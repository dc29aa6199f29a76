#include "net/http_failures.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <curl/curl.h>

#include <algorithm>
#include <array>

#include "core/utf8.hpp"

namespace aloft::net {
namespace {

std::string reading(const Request& request) { return fmt::format("reading {}", request.url); }

struct TransferFailure {
    int code;
    ErrorKind kind;
    std::string_view hint;
};

constexpr std::string_view check_network = "check the network connection, then run the command again";
constexpr std::string_view try_again = "run the command again";

constexpr std::array<TransferFailure, 11> transfer_failures{{
    {CURLE_URL_MALFORMAT, ErrorKind::bad_input, ""},
    {CURLE_UNSUPPORTED_PROTOCOL, ErrorKind::bad_input, "only http and https are read"},
    {CURLE_COULDNT_RESOLVE_PROXY, ErrorKind::unreachable, "check the proxy that https_proxy names"},
    {CURLE_COULDNT_RESOLVE_HOST, ErrorKind::unreachable, check_network},
    {CURLE_COULDNT_CONNECT, ErrorKind::unreachable, check_network},
    {CURLE_OPERATION_TIMEDOUT, ErrorKind::unreachable, "allow more time, or run it where the network is faster"},
    {CURLE_PARTIAL_FILE, ErrorKind::unreachable, try_again},
    {CURLE_RECV_ERROR, ErrorKind::unreachable, try_again},
    {CURLE_GOT_NOTHING, ErrorKind::unreachable, try_again},
    {CURLE_PEER_FAILED_VERIFICATION, ErrorKind::denied,
     "somebody stands between here and there, or the package ca-certificates is missing or old"},
    {CURLE_TOO_MANY_REDIRECTS, ErrorKind::failed, ""},
}};

ErrorKind kind_of_status(long status) {
    if (status == 401) return ErrorKind::not_signed_in;
    if (status == 403) return ErrorKind::denied;
    if (status == 404 || status == 410) return ErrorKind::not_found;
    if (status == 429) return ErrorKind::throttled;
    if (status >= 500) return ErrorKind::unreachable;
    return ErrorKind::failed;
}

std::string hint_of_status(long status) {
    if (status == 429 || status >= 500) return "that is theirs to mend; try again in some minutes";
    if (status == 404 || status == 410) return "it has moved or gone; a newer aloft may know where";
    return "";
}

/// The first words of a page, on one line.
std::string beginning_of(std::string_view complaint) {
    constexpr std::size_t enough = 200;
    std::string line = valid_utf8(complaint.substr(0, enough));
    std::ranges::replace_if(line, [](unsigned char letter) { return letter < ' '; }, ' ');
    return line;
}

}  // namespace

Error too_large(const Request& request) {
    return Error{ErrorKind::failed,
                 reading(request),
                 fmt::format("it is larger than {} MB, which it should never be", request.size_limit >> 20),
                 {},
                 Reach::nothing};
}

Error interrupted(const Request& request) {
    return Error{ErrorKind::interrupted, reading(request), "you stopped it", {}, Reach::nothing};
}

std::unexpected<Error> failed_transfer(const Request& request, int code, std::string_view words) {
    const auto* const found = std::ranges::find(transfer_failures, code, &TransferFailure::code);
    if (found == transfer_failures.end())
        return failure(ErrorKind::unreachable, reading(request), std::string(words), std::string(try_again));
    return failure(found->kind, reading(request), std::string(words), std::string(found->hint));
}

std::unexpected<Error> failed_status(const Request& request, long status, std::string_view complaint) {
    const std::string words = beginning_of(complaint);
    return failure(
        kind_of_status(status), reading(request),
        words.empty() ? fmt::format("the answer is {}", status) : fmt::format("the answer is {}: {}", status, words),
        hint_of_status(status));
}

}  // namespace aloft::net
