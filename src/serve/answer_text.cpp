#include "serve/answer_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace aloft::serve {
namespace {

constexpr std::pair<int, std::string_view> reasons[] = {
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Payload Too Large"},
    {415, "Unsupported Media Type"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Entity"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

std::string_view reason_of(int status) {
    const auto* const found = std::ranges::find(reasons, status, &std::pair<int, std::string_view>::first);
    return found == std::end(reasons) ? "Unknown" : found->second;
}

/// A value that breaks its line would be two headers.
bool is_one_line(std::string_view text) { return text.find_first_of("\r\n") == std::string_view::npos; }

}  // namespace

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string head_of(const Answer& answer, const Manner& manner) {
    std::string head = fmt::format("HTTP/1.1 {} {}\r\n", answer.status, reason_of(answer.status));
    const auto out = std::back_inserter(head);
    if (has_body(answer.status)) {
        if (is_one_line(answer.content_type)) fmt::format_to(out, "Content-Type: {}\r\n", answer.content_type);
        fmt::format_to(out, "Content-Length: {}\r\n", answer.body.size());
    }
    for (const Header& header : answer.headers)
        if (is_one_line(header.name) && is_one_line(header.value))
            fmt::format_to(out, "{}: {}\r\n", header.name, header.value);
    if (!manner.keep_alive) head += "Connection: close\r\n";
    if (manner.keep_alive && manner.old_client) head += "Connection: keep-alive\r\n";
    return head + "\r\n";
}

}  // namespace aloft::serve
