#include "cli/view_error.hpp"

#include <fmt/format.h>

namespace aloft::cli {

std::string error_view(const Error& error, const Paint& paint) {
    const std::string detail = error.detail.empty() ? std::string(to_string(error.kind)) : error.detail;
    const std::string doing = error.doing.empty() ? "" : fmt::format("while {}: ", error.doing);
    std::string text = fmt::format("{} {}{}\n", paint("aloft:", Tint::bad), doing, detail);
    if (!error.hint.empty()) text += fmt::format("{} {}\n", paint("hint:", Tint::busy), error.hint);
    return text;
}

}  // namespace aloft::cli
