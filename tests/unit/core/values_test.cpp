#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/bytes.hpp"
#include "core/money.hpp"
#include "core/spec.hpp"

namespace aloft {
namespace {

TEST(Money, is_shown_with_no_more_digits_than_it_needs) {
    EXPECT_EQ(to_string(Money{0}), "$0");
    EXPECT_EQ(to_string(Money{350'000}), "$0.35");
    EXPECT_EQ(to_string(Money{11'600}), "$0.0116");
    EXPECT_EQ(to_string(Money{2'500'000}), "$2.50");
    EXPECT_EQ(to_string(Money{-1'250'000}), "-$1.25");
}

struct ByteCase {
    std::string_view text;
    std::optional<std::int64_t> count;
};

class BytesText : public testing::TestWithParam<ByteCase> {};

TEST_P(BytesText, is_read) {
    const auto bytes = parse_bytes(GetParam().text);
    ASSERT_EQ(bytes.has_value(), GetParam().count.has_value());
    if (bytes) {
        EXPECT_EQ(bytes->count, *GetParam().count);
        EXPECT_EQ(parse_bytes(to_string(*bytes)), *bytes);
    }
}

INSTANTIATE_TEST_SUITE_P(all, BytesText,
                         testing::Values(ByteCase{"4GB", 4LL << 30}, ByteCase{"4 GiB", 4LL << 30},
                                         ByteCase{"4g", 4LL << 30}, ByteCase{"512M", 512LL << 20},
                                         ByteCase{"1.5GB", 1536LL << 20}, ByteCase{"8", 8LL << 30},
                                         ByteCase{"1TB", 1LL << 40}, ByteCase{"100b", 100}, ByteCase{"0", {}},
                                         ByteCase{"-4GB", {}}, ByteCase{"4GBB", {}}, ByteCase{"four", {}},
                                         ByteCase{"", {}}, ByteCase{"nan", {}}, ByteCase{"inf", {}},
                                         ByteCase{"1e30GB", {}}, ByteCase{"99999999PB", {}}));

TEST(MachineName, follows_the_narrowest_rule) {
    for (const auto* good : {"a", "aloft", "my-machine-2"})
        EXPECT_EQ(mistake_in_machine_name(good), std::nullopt) << good;
    for (const auto* bad :
         {"", "A", "2a", "-a", "a-", "a b", "a_b", "aé", "../etc", "abcdefghijabcdefghijabcdefghijabc"})
        EXPECT_NE(mistake_in_machine_name(bad), std::nullopt) << bad;
}

TEST(Overlay, keeps_what_the_changes_leave_unsaid) {
    const Spec base{.name = "a", .cpus = 2, .memory = gibibytes(4)};
    const Spec result = overlay(base, Spec{.cpus = 3});
    EXPECT_EQ(result, (Spec{.name = "a", .cpus = 3, .memory = gibibytes(4)}));
}

TEST(Money, is_read_as_people_write_it) {
    EXPECT_EQ(parse_money("1.50"), Money{1'500'000});
    EXPECT_EQ(parse_money("$12"), Money{12'000'000});
    EXPECT_EQ(parse_money(".5"), Money{500'000});
    EXPECT_EQ(parse_money("0.0116"), Money{11'600});
    for (const char* nonsense :
         {"", "$", "0", "0.00", "-1", "1.", "1,5", "1.2345678", "cheap", "1e3", "$$1", "99999999999999999999"})
        EXPECT_EQ(parse_money(nonsense), std::nullopt) << nonsense;
}

TEST(Spec, knows_the_names_in_a_gpu_wish) {
    using testing::ElementsAre;
    EXPECT_THAT(gpu_names({"T4"}), ElementsAre("T4"));
    EXPECT_THAT(gpu_names({"T4, RTX 6000,L4"}), ElementsAre("T4", "RTX 6000", "L4"));
    EXPECT_THAT(gpu_names({"any"}), testing::IsEmpty());
    EXPECT_THAT(gpu_names({","}), testing::IsEmpty());
}

}  // namespace
}  // namespace aloft
