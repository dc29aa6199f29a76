#include "practice/google/console.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

constexpr std::size_t ring = 1 << 20;

/// A machine may write any bytes; JSON is text. Each byte that is none becomes one that says so, so that positions stay.
std::string plain(std::string text) {
    for (char& letter : text)
        if (static_cast<unsigned char>(letter) >= 0x80) letter = '?';
    return text;
}

}  // namespace

Outcome console_answer(const Call& call, const std::string& instance, const std::string& written) {
    const std::string port(call.in_query("port"));
    if (!port.empty() && (port.size() != 1 || port[0] < '1' || port[0] > '4'))
        return std::unexpected(invalid_value("port", port, "Port must be between 1 and 4."));
    const bool is_console = port.empty() || port == "1";
    const std::string& text = is_console ? written : std::string();
    const auto size = static_cast<std::int64_t>(text.size());
    const std::int64_t first = std::max<std::int64_t>(0, size - static_cast<std::int64_t>(ring));
    std::int64_t start = number_in({{"start", std::string(call.in_query("start"))}}, "start", first);
    // Before the first that is kept, or counted from the end.
    if (start < 0) start = std::max<std::int64_t>(0, size + start);
    start = std::clamp(start, first, size);
    return Json{{"kind", "compute#serialPortOutput"},
                {"selfLink", link(instance + "/serialPort")},
                {"contents", plain(text.substr(static_cast<std::size_t>(start)))},
                {"start", std::to_string(start)},
                {"next", std::to_string(size)}};
}

std::string paper_console(const Json& instance) {
    if (text_in(instance, "lastStartTimestamp").empty()) return {};
    return fmt::format("[    0.000000] {} is a machine of the practice cloud on paper alone: nothing boots.\n",
                       text_in(instance, "name"));
}

}  // namespace aloft::practice::google
