#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "fakes/bench.hpp"
#include "operations/doctor.hpp"
#include "operations/down.hpp"
#include "operations/reachable.hpp"
#include "operations/up.hpp"

namespace aloft {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Rebuild : public testing::Test {
protected:
    fakes::Bench bench_;

    void SetUp() override {
        for (const auto* name : {"a1", "b2"})
            ASSERT_TRUE(up(bench_.around, UpRequest{.spec = Spec{.name = name}}, bench_.person));
    }
    Result<Rebuilt> rebuild() {
        return rebuild_ledger(bench_.folder.home(), {&bench_.cloud}, bench_.keys, bench_.clock);
    }
};

TEST_F(Rebuild, a_damaged_ledger_is_written_anew_from_the_labels) {
    const auto before = bench_.recorded();
    const std::string owner = bench_.ledger->owner();
    bench_.ledger.reset();
    std::ofstream(bench_.folder.home().ledger()) << "this is no ledger";
    const auto rebuilt = rebuild();
    ASSERT_TRUE(rebuilt) << describe(rebuilt.error());
    EXPECT_THAT(rebuilt->machines, ElementsAre("a1", "b2"));
    EXPECT_TRUE(std::filesystem::exists(rebuilt->set_aside));
    bench_.ledger = bench_.open_ledger();
    EXPECT_EQ(bench_.ledger->owner(), owner);
    EXPECT_EQ(bench_.recorded(), before);
}

TEST_F(Rebuild, machines_of_a_rebuilt_ledger_can_be_removed) {
    bench_.ledger.reset();
    std::filesystem::remove(bench_.folder.home().ledger());
    ASSERT_TRUE(rebuild());
    bench_.ledger = bench_.open_ledger();
    Surroundings around{bench_.folder.home(), *bench_.ledger, *bench_.ledger, {&bench_.cloud},
                        bench_.keys,          bench_.setup,   bench_.agents,  bench_.processes,
                        bench_.clock,         bench_.random,  bench_.events,  bench_.interruption};
    ASSERT_TRUE(down(around, DownRequest{"a1"}, bench_.person));
    ASSERT_TRUE(down(around, DownRequest{"b2"}, bench_.person));
    EXPECT_THAT(bench_.standing(), IsEmpty());
}

TEST_F(Rebuild, machines_of_a_rebuilt_ledger_can_be_worked_with_after_an_up) {
    const auto before = bench_.ledger->resources("a1").value().size();
    bench_.ledger.reset();
    std::filesystem::remove(bench_.folder.home().ledger());
    ASSERT_TRUE(rebuild());
    bench_.ledger = bench_.open_ledger();
    Surroundings around{bench_.folder.home(), *bench_.ledger, *bench_.ledger, {&bench_.cloud},
                        bench_.keys,          bench_.setup,   bench_.agents,  bench_.processes,
                        bench_.clock,         bench_.random,  bench_.events,  bench_.interruption};
    EXPECT_FALSE(agent_on(around, "a1", "asking"));
    const auto again = up(around, UpRequest{.spec = Spec{.name = "a1"}}, bench_.person);
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_THAT(again->plan.steps, IsEmpty()) << "it all stands";
    const auto agent = agent_on(around, "a1", "asking");
    ASSERT_TRUE(agent) << describe(agent.error());
    EXPECT_TRUE((*agent)->software());
    EXPECT_EQ(bench_.ledger->resources("a1").value().size(), before);
    ASSERT_TRUE(down(around, DownRequest{"a1"}, bench_.person));
    ASSERT_TRUE(down(around, DownRequest{"b2"}, bench_.person));
    EXPECT_THAT(bench_.standing(), IsEmpty());
}

TEST_F(Rebuild, a_sound_ledger_stays_and_gains_what_it_missed) {
    const ResourceRef stray{"local", ResourceKind::disk, "c3-disk", "here"};
    bench_.cloud.standing[stray] = Found{stray, Condition::ready, {}, Labels{"c3", "p0", bench_.ledger->owner()}};
    const auto rebuilt = rebuild();
    ASSERT_TRUE(rebuilt);
    EXPECT_EQ(rebuilt->set_aside, "");
    EXPECT_EQ(bench_.recorded(), bench_.standing());
}

}  // namespace
}  // namespace aloft
