#include "market/wish.hpp"

#include <gtest/gtest.h>

#include "market/model_size.hpp"

namespace aloft::market {
namespace {

TEST(Pattern, matches_whole_words) {
    EXPECT_TRUE(matches("us-*", "us-central1"));
    EXPECT_TRUE(matches("*", ""));
    EXPECT_TRUE(matches("*-west?", "europe-west4"));
    EXPECT_TRUE(matches("us-central1", "us-central1"));
    EXPECT_TRUE(matches("**a*b", "xaxxab"));
    EXPECT_FALSE(matches("us-*", "europe-west4"));
    EXPECT_FALSE(matches("us", "us-central1"));
    EXPECT_FALSE(matches("", "us"));
    EXPECT_FALSE(matches("?", ""));
}

TEST(Pattern, takes_no_long_time_for_many_stars) {
    const std::string stars = "*a*a*a*a*a*a*a*a*a*a*a*a*b";
    EXPECT_FALSE(matches(stars, std::string(5000, 'a')));
}

TEST(ModelSize, is_read_as_people_write_it) {
    const auto gigabytes = [](std::string_view text) {
        const auto memory = memory_for_model(text);
        return memory ? static_cast<double>(memory->count) / 1e9 : -1;
    };
    EXPECT_DOUBLE_EQ(gigabytes("7b"), 7 * 2 * 1.2);
    EXPECT_DOUBLE_EQ(gigabytes("7B:4bit"), 7 * 0.5 * 1.2);
    EXPECT_DOUBLE_EQ(gigabytes("7b:train"), 7 * 16 * 1.2);
    EXPECT_DOUBLE_EQ(gigabytes("params=7e9"), 7 * 2 * 1.2);
    EXPECT_DOUBLE_EQ(gigabytes("350m"), 0.35 * 2 * 1.2);
    for (const char* nonsense :
         {"", "b", "7", "7x", "-7b", "0b", "nanb", "infb", "7b:", "7b:3bit", "params=", "1e99b", "7 b", "7b4"})
        EXPECT_FALSE(memory_for_model(nonsense)) << nonsense;
}

}  // namespace
}  // namespace aloft::market
