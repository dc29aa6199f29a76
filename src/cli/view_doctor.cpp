#include "cli/view_doctor.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/wrap.hpp"

namespace aloft::cli {
namespace {

std::string mark_of(Check::Verdict verdict, const Paint& paint) {
    switch (verdict) {
        case Check::Verdict::good: return paint(paint.sign("✓", "ok  "), Tint::good);
        case Check::Verdict::warning: return paint(paint.sign("!", "warn"), Tint::warning);
        case Check::Verdict::bad: return paint(paint.sign("✗", "bad "), Tint::bad);
    }
    return "";
}

int widest_subject(const Diagnosis& diagnosis) {
    int width = 0;
    for (const Check& check : diagnosis.checks) width = std::max(width, width_of(check.subject));
    return width;
}

}  // namespace

std::string doctor_view(const Diagnosis& diagnosis, const Paint& paint, int columns) {
    const int width = widest_subject(diagnosis);
    const int start = width_of(paint.sign("✓", "ok  ")) + 1 + width + 2;
    std::string text;
    for (const Check& check : diagnosis.checks) {
        const std::string fill(static_cast<std::size_t>(width - width_of(check.subject)), ' ');
        text += fmt::format("{} {}{}  {}\n", mark_of(check.verdict, paint), paint(check.subject, Tint::strong), fill,
                            wrap_from(start, harmless(check.detail), columns));
        if (check.verdict == Check::Verdict::good || check.hint.empty()) continue;
        const std::string hint = wrap_from(start, "hint: " + check.hint, columns);
        text += fmt::format("{}{}\n", std::string(static_cast<std::size_t>(start), ' '), paint(hint, Tint::quiet));
    }
    return text;
}

std::string rebuilt_view(const Rebuilt& rebuilt) {
    std::string text;
    if (!rebuilt.set_aside.empty())
        text += fmt::format("a new ledger is in place; the old one is at {}\n", rebuilt.set_aside);
    text += rebuilt.machines.empty() ? "nothing was found that the ledger did not know\n"
                                     : fmt::format("written into the ledger: {}\n", fmt::join(rebuilt.machines, ", "));
    return text + "\n";
}

bool anything_bad(const Diagnosis& diagnosis) {
    return std::ranges::any_of(diagnosis.checks, [](const Check& c) { return c.verdict == Check::Verdict::bad; });
}

}  // namespace aloft::cli
