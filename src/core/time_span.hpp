#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace aloft {

/// "3h", "90s", "1d12h": numbers with s, m, h or d behind them; nothing for what is none, or more than ten years.
std::optional<std::chrono::seconds> time_span(std::string_view text);

/// The same back, in as few words as it takes: "1d12h".
std::string time_span_text(std::chrono::seconds span);

}  // namespace aloft
