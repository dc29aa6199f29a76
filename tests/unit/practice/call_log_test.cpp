#include "practice/call_log.hpp"

#include <gmock/gmock.h>

namespace aloft::practice {
namespace {

std::vector<std::string> methods(const std::vector<LoggedCall>& calls) {
    std::vector<std::string> names;
    names.reserve(calls.size());
    for (const LoggedCall& call : calls) names.push_back(call.method);
    return names;
}

TEST(CallLog, NumbersCountOnAndTheOldestAreForgotten) {
    CallLog log(3);
    log.begin_after(40);
    for (const char* method : {"a", "b", "c", "d"}) log.add({.method = method});
    EXPECT_EQ(log.last(), 44U);
    EXPECT_THAT(methods(log.after(0, 10)), testing::ElementsAre("b", "c", "d"));
    EXPECT_THAT(methods(log.after(42, 10)), testing::ElementsAre("c", "d"));
    EXPECT_THAT(methods(log.after(0, 2)), testing::ElementsAre("b", "c"));
    EXPECT_THAT(log.after(44, 10), testing::IsEmpty());
    EXPECT_THAT(log.after(99, 10), testing::IsEmpty());
    EXPECT_EQ(log.after(41, 1).front().number, 42U);
}

TEST(CallLog, KeepingNoneStillCounts) {
    CallLog log(0);
    log.add({});
    EXPECT_EQ(log.last(), 1U);
    EXPECT_THAT(log.after(0, 10), testing::IsEmpty());
}

}  // namespace
}  // namespace aloft::practice
