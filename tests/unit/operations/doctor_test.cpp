#include "operations/doctor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/bench.hpp"
#include "operations/down.hpp"
#include "operations/up.hpp"

namespace aloft {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

/// Cannot tell what stands there.
class MuteCloud final : public fakes::FakeCloud {
public:
    MuteCloud() : FakeCloud("mute") {}
    Result<std::vector<Found>> owned(std::string_view /*owner*/) override {
        return failure(ErrorKind::unreachable, "listing what is there", "a zone does not answer", "try again later");
    }
};

class WhatIsLeft : public testing::Test {
protected:
    WhatIsLeft() { bench_.around.clouds = {&bench_.cloud, &mute_}; }

    fakes::Bench bench_;
    MuteCloud mute_;
};

TEST_F(WhatIsLeft, is_not_nothing_where_nobody_could_look) {
    const Diagnosis diagnosis = doctor(bench_.around);
    EXPECT_THAT(diagnosis.checks,
                Contains(Check{"mute", Check::Verdict::warning,
                               "could not look for what is left: listing what is there: a zone does not answer",
                               "try again later"}));
}

TEST_F(WhatIsLeft, cannot_be_told_for_a_ledger_that_is_written_anew) {
    EXPECT_FALSE(rebuild_ledger(bench_.folder.home(), bench_.around.clouds, bench_.keys, bench_.clock));
}

TEST_F(WhatIsLeft, hinders_no_machine_that_is_known_to_be_elsewhere) {
    ASSERT_TRUE(up(bench_.around, UpRequest{.spec = Spec{.name = "a1", .on = "local"}}, bench_.person));
    const auto removed = down(bench_.around, DownRequest{"a1"}, bench_.person);
    ASSERT_TRUE(removed) << describe(removed.error());
    EXPECT_THAT(bench_.standing(), IsEmpty());
    EXPECT_THAT(bench_.events.notices(), Contains(HasSubstr("whether anything of a1 is at mute")));
}

TEST_F(WhatIsLeft, of_a_machine_that_nobody_knows_is_a_failure_to_look) {
    const auto removed = down(bench_.around, DownRequest{"a2"}, bench_.person);
    ASSERT_FALSE(removed);
    EXPECT_EQ(removed.error().kind, ErrorKind::unreachable);
}

}  // namespace
}  // namespace aloft
