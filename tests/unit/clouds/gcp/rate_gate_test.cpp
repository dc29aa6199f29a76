#include "clouds/gcp/rate_gate.hpp"

#include <gtest/gtest.h>

#include "fakes/fake_system.hpp"

namespace aloft::gcp {
namespace {

using std::chrono::milliseconds;

class RateGates : public ::testing::Test {
protected:
    milliseconds waited() {
        const milliseconds before = clock.elapsed();
        return gate.pass() - before;
    }

    fakes::FakeClock clock;
    fakes::FakeRandom random;
    fakes::FakeInterruption interruption;
    RateGate gate{clock, random, interruption};
};

TEST_F(RateGates, IsOpenUntilSomebodyIsRefused) {
    EXPECT_EQ(waited(), milliseconds(0));
    gate.refuse(gate.pass(), std::nullopt);
    EXPECT_GE(waited(), milliseconds(500));
}

TEST_F(RateGates, WhoLooksAndIsRefusedIsFollowedLater) {
    gate.refuse(gate.pass(), std::nullopt);
    milliseconds last{0};
    for (int looks = 0; looks < 3; ++looks) {
        const milliseconds now = waited();
        EXPECT_GT(now, last);
        last = now;
        gate.refuse(clock.elapsed(), std::nullopt);
    }
    for (int looks = 0; looks < 20; ++looks) gate.refuse(gate.pass(), std::nullopt);
    EXPECT_LE(waited(), milliseconds(4'200));
}

TEST_F(RateGates, OneThatIsAnsweredIsFollowedByAll) {
    gate.refuse(gate.pass(), std::nullopt);
    gate.admit(gate.pass());
    EXPECT_EQ(waited(), milliseconds(0));
    EXPECT_EQ(waited(), milliseconds(0));
}

TEST_F(RateGates, AnAnswerFromBeforeTheRefusalOpensNothing) {
    const milliseconds before = gate.pass();
    clock.sleep(milliseconds(1));
    gate.refuse(gate.pass(), std::nullopt);
    gate.admit(before);
    EXPECT_GE(waited(), milliseconds(500));
}

TEST_F(RateGates, ManyThatAreRefusedTogetherAreAsOne) {
    const milliseconds together = gate.pass();
    clock.sleep(milliseconds(1));
    for (int calls = 0; calls < 50; ++calls) gate.refuse(together, std::nullopt);
    EXPECT_LE(waited(), milliseconds(700));
}

TEST_F(RateGates, WaitsAsLongAsItIsTold) {
    gate.refuse(gate.pass(), milliseconds(9'000));
    EXPECT_GE(waited(), milliseconds(9'000));
}

TEST_F(RateGates, LetsThoseThroughWhoAreInterrupted) {
    gate.refuse(gate.pass(), milliseconds(9'000));
    interruption.request();
    EXPECT_EQ(waited(), milliseconds(0));
}

}  // namespace
}  // namespace aloft::gcp
