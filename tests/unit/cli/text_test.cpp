#include "cli/text.hpp"

#include <gtest/gtest.h>

#include "cli/paint.hpp"
#include "samples.hpp"

namespace aloft::cli {
namespace {

using std::chrono::milliseconds;

TEST(Durations, AreShort) {
    struct Case {
        int milliseconds;
        std::string text;
    };
    for (const auto& [count, text] : std::vector<Case>{{0, "0.0s"},
                                                       {440, "0.4s"},
                                                       {9'999, "9.9s"},
                                                       {10'000, "10s"},
                                                       {59'999, "59s"},
                                                       {65'000, "1m 05s"},
                                                       {3'600'000, "1h 00m"},
                                                       {7'800'000, "2h 10m"}})
        EXPECT_EQ(duration_text(milliseconds(count)), text);
}

TEST(Ages, AreShort) {
    using namespace std::chrono;
    const Instant now = sys_days(year(2026) / 11 / 20) + hours(12);
    EXPECT_EQ(age_text("2026-11-20T12:00:00Z", now), "now");
    EXPECT_EQ(age_text("2026-11-20T11:15:00Z", now), "45m");
    EXPECT_EQ(age_text("2026-11-19T11:15:00Z", now), "24h");
    EXPECT_EQ(age_text("2026-11-01T12:00:00Z", now), "19d");
    EXPECT_EQ(age_text("2026-11-21T12:00:00Z", now), "now") << "a clock that was set back";
    EXPECT_EQ(age_text("2026-99-20T12:00:00Z", now), "-");
    EXPECT_EQ(age_text("", now), "-");
}

TEST(Prices, NameTheComputerThatCostsNothing) {
    EXPECT_EQ(price_text(samples::offer(), {}), "$0 - this computer");
    const Plan plan = samples::change();
    EXPECT_EQ(price_text(plan.offer, plan.price), "$0.35 an hour running, $0.0116 stopped; $256 and $8 a month");
}

TEST(Prices, ThatAreNotKnownAreNotNothing) {
    EXPECT_EQ(price_of_disk(samples::offer(), {}), "no cost");
    const Offer rented{.cloud = "gcp"};
    EXPECT_EQ(price_of_disk(rented, {}), "a price that is not known");
    EXPECT_EQ(price_text(rented, {}), "a price that is not known");
    EXPECT_EQ(price_of_disk(rented, {{}, Money{10'000}}), "$0.01 an hour, $7 a month");
}

TEST(Widths, CountColumns) {
    EXPECT_EQ(width_of("abc"), 3);
    EXPECT_EQ(width_of("äö…"), 3);
    EXPECT_EQ(width_of("日本"), 4);
    EXPECT_EQ(width_of("e\u0301"), 1);
    EXPECT_EQ(width_of("\xff\xc3"), 2) << "bytes that are no letters";
}

TEST(Lines, AreCutToTheWidth) {
    const Paint fine{.unicode = true};
    EXPECT_EQ(Line().add("abcdef").fit(6, fine), "abcdef");
    EXPECT_EQ(Line().add("abcdef").fit(5, fine), "abcd…");
    EXPECT_EQ(Line().add("abc").add("def").fit(5, Paint{}), "ab...");
    EXPECT_EQ(Line().add("日本語").fit(4, fine), "日…") << "half a letter is none";
    EXPECT_EQ(Line().add("ab").to_column(5).add("c").fit(9, fine), "ab   c");
    EXPECT_EQ(Line().add("abcdef").fit(2, Paint{}), "");
}

TEST(Lines, AreTintedAfterTheCut) {
    const Paint colours{.colours = true, .unicode = true};
    EXPECT_EQ(Line().add("abc", Tint::good).add("def", Tint::bad).fit(5, colours),
              "\x1b[32mabc\x1b[0m\x1b[31md\x1b[0m\x1b[2m…\x1b[0m");
}

TEST(Harmless, TakesOutWhatWouldMoveTheCursor) {
    EXPECT_EQ(harmless("a\x1b[31mb\x1b[0mc"), "abc");
    EXPECT_EQ(harmless("a\r\n\tb"), "a b");
    EXPECT_EQ(harmless("a\x1b"), "a");
    EXPECT_EQ(harmless("a\x1b["), "a");
    EXPECT_EQ(harmless("grün ✓"), "grün ✓");
}

Environment environment(std::map<std::string, std::string, std::less<>> values) {
    return [values = std::move(values)](std::string_view name) {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
}

TEST(Paints, FollowTheEnvironment) {
    const auto paint = [](bool terminal, std::map<std::string, std::string, std::less<>> values) {
        const Paint made = paint_for(terminal, environment(std::move(values)));
        return std::pair(made.colours, made.unicode);
    };
    EXPECT_EQ(paint(true, {{"TERM", "xterm"}, {"LANG", "en_US.UTF-8"}}), std::pair(true, true));
    EXPECT_EQ(paint(true, {{"TERM", "xterm"}, {"LANG", "C"}}), std::pair(true, false));
    EXPECT_EQ(paint(true, {{"TERM", "xterm"}, {"LANG", "en_US.UTF-8"}, {"LC_ALL", "C"}}), std::pair(true, false));
    EXPECT_EQ(paint(true, {{"TERM", "xterm"}, {"LC_ALL", ""}, {"LANG", "C.utf8"}}), std::pair(true, true));
    EXPECT_EQ(paint(true, {{"TERM", "xterm"}, {"NO_COLOR", "0"}}), std::pair(false, false));
    EXPECT_EQ(paint(true, {{"TERM", "xterm"}, {"NO_COLOR", ""}}), std::pair(true, false));
    EXPECT_EQ(paint(true, {{"TERM", "dumb"}}), std::pair(false, false));
    EXPECT_EQ(paint(true, {}), std::pair(false, false));
    EXPECT_EQ(paint(false, {{"TERM", "xterm"}, {"LANG", "en_US.UTF-8"}}), std::pair(false, false));
}

}  // namespace
}  // namespace aloft::cli
