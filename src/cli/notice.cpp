#include "cli/notice.hpp"

namespace aloft::cli {

std::string notice_line(const Notice& notice, const Paint& paint) {
    if (notice.weight == Notice::Weight::warning) return paint("warning: ", Tint::warning) + harmless(notice.text);
    return paint(harmless(notice.text), Tint::quiet);
}

}  // namespace aloft::cli
