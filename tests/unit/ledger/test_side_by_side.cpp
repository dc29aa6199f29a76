#include <signal.h>
#include <sys/wait.h>

#include <thread>

#include "unit/ledger/in_child.hpp"
#include "unit/ledger/ledger_fixture.hpp"

namespace aloft {
namespace {

using testing::IsEmpty;

constexpr int writers = 4;
constexpr int rounds = 15;

std::string name_of(int writer) { return "m" + std::to_string(writer); }

/// Many plans on one machine, and a shared image that all of them make. Answers the first failure.
std::string work_on(Ledger& ledger, const std::string& machine) {
    for (int round = 0; round < rounds; ++round) {
        const Plan plan = plan_up(machine + "-" + std::to_string(round), machine);
        if (const auto begun = ledger.begin(plan); !begun) return describe(begun.error());
        for (std::size_t position = 0; position < plan.steps.size(); ++position) {
            const auto found = found_of(plan.steps[position].resource, Condition::ready);
            if (const auto told = ledger.intend(plan, position, Direction::act); !told) return describe(told.error());
            if (const auto told = ledger.done(plan, position, Direction::act, found); !told) {
                return describe(told.error());
            }
            if (const auto read = ledger.machines(); !read) return describe(read.error());
        }
        if (const auto ended = ledger.end(plan.id, std::nullopt); !ended) return describe(ended.error());
    }
    return "";
}

void expect_all_work(Ledger& ledger) {
    EXPECT_EQ(value_of(ledger.machines()).size(), static_cast<std::size_t>(writers));
    EXPECT_EQ(value_of(ledger.all_resources()).size(), 1u + 2u * writers);
    EXPECT_EQ(value_of(ledger.users_of(image().ref)).size(), static_cast<std::size_t>(writers));
    for (const MachineSummary& machine : value_of(ledger.machines())) {
        EXPECT_FALSE(machine.open_plan);
        EXPECT_EQ(machine.condition, Condition::ready);
        EXPECT_EQ(machine.price, (HourlyPrice{Money{300}, Money{30}}));
    }
}

class SideBySide : public testing::Test {
protected:
    TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / "ledger.db";
};

TEST_F(SideBySide, many_threads_share_one_ledger) {
    const auto ledger = value_of(open_ledger(file));
    std::vector<std::string> failures(writers);
    {
        std::vector<std::jthread> threads;
        for (int writer = 0; writer < writers; ++writer) {
            threads.emplace_back(
                [&, writer] { failures[static_cast<std::size_t>(writer)] = work_on(*ledger, name_of(writer)); });
        }
    }
    EXPECT_THAT(failures, testing::Each(IsEmpty()));
    expect_all_work(*ledger);
}

/// Each makes the ledger if it is the first, so that the making is contended for too.
TEST_F(SideBySide, many_processes_share_one_ledger_from_its_making_on) {
    std::vector<std::string> failures(writers);
    {
        std::vector<std::jthread> threads;
        for (int writer = 0; writer < writers; ++writer) {
            threads.emplace_back([&, writer] {
                failures[static_cast<std::size_t>(writer)] =
                    in_child([&] { return work_on(*value_of(open_ledger(file)), name_of(writer)); });
            });
        }
    }
    EXPECT_THAT(failures, testing::Each(IsEmpty()));
    expect_all_work(*value_of(open_ledger(file)));
}

TEST_F(SideBySide, two_open_ledgers_see_each_other) {
    const auto one = value_of(open_ledger(file));
    const auto other = value_of(open_ledger(file));
    EXPECT_EQ(one->owner(), other->owner());
    carry_out(*one, plan_up("p", "a"));
    EXPECT_EQ(value_of(other->machines()).size(), 1u);
    carry_out(*other, plan_of("q", "a", {step(Action::stop, instance_of("a"))}, Verb::stop));
    EXPECT_EQ(value_of(one->machine("a"))->condition, Condition::stopped);
}

/// A process that tells of every call that returned success, until it is killed.
class Teller {
public:
    explicit Teller(const std::filesystem::path& file) {
        int ends[2];
        if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
        child_ = ::fork();
        if (child_ == 0) {
            const auto ledger = value_of(open_ledger(file));
            for (int number = 0;; ++number) {
                const Plan plan = plan_up("p" + std::to_string(number), name_of(number));
                if (!ledger->begin(plan) || ::write(ends[1], "b", 1) != 1) ::_exit(1);
                if (!ledger->intend(plan, 1, Direction::act) || ::write(ends[1], "i", 1) != 1) ::_exit(1);
            }
        }
        ::close(ends[1]);
        told_ = ends[0];
    }

    /// All that it told, when it is killed after at least so many calls; it may be anywhere in the next one.
    std::string killed_after(std::size_t calls) {
        std::string told;
        char letter = 0;
        while (told.size() < calls && ::read(told_, &letter, 1) == 1) told += letter;
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
        while (::read(told_, &letter, 1) == 1) told += letter;
        ::close(told_);
        return told;
    }

private:
    pid_t child_ = -1;
    int told_ = -1;
};

TEST_F(SideBySide, what_was_told_to_succeed_is_there_after_a_kill) {
    for (std::size_t calls = 1; calls <= 60; ++calls) {
        const std::filesystem::path place = folder.path() / std::to_string(calls) / "ledger.db";
        const std::string told = Teller(place).killed_after(calls);
        ASSERT_GE(told.size(), calls);
        const auto ledger = value_of(open_ledger(place));
        const auto begun = static_cast<std::size_t>(std::ranges::count(told, 'b'));
        const auto intended = static_cast<std::size_t>(std::ranges::count(told, 'i'));
        const std::size_t machines = value_of(ledger->machines()).size();
        const std::size_t resources = value_of(ledger->all_resources()).size();
        // One call more may have been on the disk and not told of.
        EXPECT_TRUE(machines == begun || machines == begun + 1) << machines << " of " << begun;
        EXPECT_TRUE(resources == intended || resources == intended + 1) << resources << " of " << intended;
        EXPECT_LE(machines + resources, told.size() + 1);
    }
}

}  // namespace
}  // namespace aloft
