#include "system/interruption.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace aloft {
namespace {

TEST(Interruption, IsAskedForBySignalUntilItWasHeard) {
    const SignalInterruption interruption;
    EXPECT_FALSE(interruption.requested());
    interruption.heard();
    EXPECT_FALSE(interruption.requested()) << "nobody asked";
    std::raise(SIGINT);
    EXPECT_TRUE(interruption.requested());
    interruption.heard();
    EXPECT_FALSE(interruption.requested());
    EXPECT_EXIT(std::raise(SIGINT), testing::KilledBySignal(SIGINT), "") << "who asks again is not asked back";
}

}  // namespace
}  // namespace aloft
