#include "core/nearest.hpp"

#include <gmock/gmock.h>

#include <array>
#include <string>
#include <vector>

namespace aloft {
namespace {

using ::testing::Eq;
using ::testing::Optional;

TEST(Distance, CountsLetters) {
    struct Case {
        std::string_view one, other;
        std::size_t changes;
    };
    for (const auto& [one, other, changes] : std::vector<Case>{
             {"", "", 0},
             {"", "abc", 3},
             {"disk", "disk", 0},
             {"dsk", "disk", 1},
             {"diisk", "disk", 1},
             {"dosk", "disk", 1},
             {"gup", "gpu", 1},
             {"memroy", "memory", 1},
             {"kitten", "sitting", 3},
             {"ca", "abc", 3},
         }) {
        EXPECT_EQ(distance(one, other), changes) << one << " " << other;
        EXPECT_EQ(distance(other, one), changes) << one << " " << other;
    }
}

constexpr std::array<std::string_view, 8> words{"up",   "down",   "status",  "start",
                                                "stop", "memory", "machine", "gpu-count"};

TEST(Nearest, SuggestsWhatWasMeant) {
    struct Case {
        std::string_view word, meant;
    };
    for (const auto& [word, meant] : std::vector<Case>{
             {"memroy", "memory"},
             {"Memory", "memory"},
             {"mem", "memory"},
             {"statsu", "status"},
             {"dwon", "down"},
             {"strat", "start"},
             {"stpo", "stop"},
             {"pu", "up"},
             {"mashine", "machine"},
             {"gpuCount", "gpu-count"},
             {"gpu_count", "gpu-count"},
         })
        EXPECT_THAT(nearest(word, words), Optional(Eq(meant))) << word;
}

TEST(Nearest, KeepsSilentRatherThanGuess) {
    for (const std::string_view word : {"", "x", "zz", "banana", "list", "me", "---"})
        EXPECT_EQ(nearest(word, words), std::nullopt) << word;
    EXPECT_EQ(nearest("status", {}), std::nullopt);
    EXPECT_EQ(nearest(std::string(1 << 20, 'a'), words), std::nullopt);
}

TEST(Nearest, TakesTheFirstOfEquals) {
    constexpr std::array<std::string_view, 2> equals{"card", "cart"};
    EXPECT_THAT(nearest("carx", equals), Optional(Eq("card")));
}

}  // namespace
}  // namespace aloft
