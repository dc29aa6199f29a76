#include "clouds/gcp/few_at_once.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace aloft::gcp {
namespace {

TEST(FewAtOnce, AllHaveTheirTurnAndNeverMoreAtOnce) {
    constexpr int most = 3;
    constexpr int callers = 16;
    constexpr int turns_each = 200;
    FewAtOnce few(most);
    std::atomic<int> inside = 0, most_inside = 0, turns = 0;
    std::vector<std::jthread> threads;
    threads.reserve(callers);
    for (int caller = 0; caller < callers; ++caller)
        threads.emplace_back([&] {
            for (int turn = 0; turn < turns_each; ++turn)
                few.in_turn([&] {
                    const int now = ++inside;
                    int seen = most_inside;
                    while (seen < now && !most_inside.compare_exchange_weak(seen, now)) {
                    }
                    std::this_thread::yield();
                    --inside;
                    return ++turns;
                });
        });
    threads.clear();
    EXPECT_EQ(turns, callers * turns_each);
    EXPECT_LE(most_inside, most);
}

}  // namespace
}  // namespace aloft::gcp
