#include <gmock/gmock.h>

#include "cli/view_doctor.hpp"
#include "cli/view_error.hpp"
#include "cli/view_outcome.hpp"
#include "cli/view_plan.hpp"
#include "cli/view_status.hpp"
#include "golden.hpp"
#include "samples.hpp"

namespace aloft::cli {
namespace {

using ::aloft::tests::expect_golden;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Paint fine{.unicode = true};
constexpr Paint coloured{.colours = true, .unicode = true};

TEST(PlanView, ShowsANewMachine) { expect_golden("cli/plan-up.txt", plan_view(samples::up(), Explain::no, fine, 80)); }

TEST(PlanView, Explains) {
    expect_golden("cli/plan-explained.txt", plan_view(samples::change(), Explain::reasons, fine, 80));
}

TEST(PlanView, FitsANarrowTerminal) {
    expect_golden("cli/plan-narrow.txt", plan_view(samples::change(), Explain::reasons, fine, 32));
}

TEST(PlanView, HasColours) {
    expect_golden("cli/plan-coloured.txt", plan_view(samples::change(), Explain::no, coloured, 80));
}

TEST(PlanView, SaysInOneLineThatNothingIsToBeDone) {
    Plan plan = samples::up();
    plan.steps.clear();
    EXPECT_EQ(plan_view(plan, Explain::reasons, fine, 80), "lab is as asked: nothing to do\n");
}

TEST(PlanView, TheQuestionOfDownNamesTheDiskThatGoes) {
    EXPECT_EQ(question_for(samples::down()), "Remove lab for ever, with all that is on disk lab-disk?");
    EXPECT_EQ(question_for(samples::up()), "Do these 6 steps?");
    Plan move = samples::up();
    move.verb = Verb::start;
    EXPECT_EQ(question_for(move), "Move lab to " + move.offer.place + "?");
    EXPECT_EQ(verb_of(move), "move") << "it makes an instance elsewhere";
}

MachineStatus machine(const std::string& name, MachineState state) {
    MachineStatus status{.state = state};
    status.summary.machine =
        MachineRecord{name, "o1", Spec{.name = name}, samples::offer(), "2026-11-18T10:00:00Z", "2026-11-20T09:00:00Z"};
    return status;
}

const Instant now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + std::chrono::hours(12);

MachineStatus cut_off(const std::string& name, Verb verb) {
    MachineStatus status = machine(name, MachineState::interrupted);
    status.summary.open_plan = OpenPlan{"p1", verb, name, "2026-11-20T10:00:00Z", {}};
    return status;
}

TEST(StatusView, IsATableAndSaysWhatToDoAboutTheInterrupted) {
    std::vector<MachineStatus> machines{machine("lab", MachineState::running),
                                        machine("a-longer-name", MachineState::stopped), cut_off("half", Verb::up),
                                        cut_off("gone", Verb::down), machine("taken", MachineState::busy)};
    machines[0].summary.machine.offer = samples::change().offer;
    machines[0].summary.price = samples::change().price;
    machines[4].held_by = "aloft up (process 4711)";
    expect_golden("cli/status.txt", status_table(machines, now, fine, 100));
}

TEST(StatusView, AKeptDiskIsToldWithItsCostAndItsWayBack) {
    MachineStatus status = machine("lab", MachineState::disk_only);
    status.summary.price = {Money{13'699}, Money{13'699}};
    const std::string table = status_table({status}, now, fine, 100);
    EXPECT_THAT(table, HasSubstr("disk-only"));
    EXPECT_THAT(table, HasSubstr("only its disk is left, at $0.013699 an hour, $10 a month; the machine again on it: "
                                 "aloft up --name lab; to remove it: aloft down lab --with-disk"));
    EXPECT_THAT(status_details(status, now, fine, 100), HasSubstr("$0.013699 an hour, $10 a month\n"));
    Plan plan = samples::down();
    plan.verb = Verb::shelve;
    plan.price = status.summary.price;
    EXPECT_EQ(question_for(plan), "Remove all of lab but its disk?");
    EXPECT_THAT(plan_view(plan, Explain::no, fine, 100), HasSubstr("its disk stays, at $0.013699 an hour"));
    EXPECT_EQ(verb_of(plan), "down --keep-disk");
    EXPECT_THAT(outcome_sentence("lab", {plan, {}}), HasSubstr("lab is gone; its disk is kept, at $0.013699 an hour"));
}

TEST(StatusView, OfNoMachinesSaysHowToMakeOne) {
    EXPECT_EQ(status_table({}, now, fine, 80), "there are no machines; to make one: aloft up\n");
}

TEST(StatusView, OneMachineInDetail) {
    MachineStatus status = machine("lab", MachineState::running);
    const auto add = [&](ResourceKind kind, const std::string& name, Belongs belongs, ResourceState state) {
        ResourceRecord record{.state = state};
        record.resource.ref = record.found.ref = {"local", kind, name, ""};
        record.resource.belongs = belongs;
        record.found.condition = Condition::ready;
        status.resources.push_back(record);
    };
    add(ResourceKind::image, "aloft-base", Belongs::to_cache, ResourceState::standing);
    add(ResourceKind::disk, "lab-disk", Belongs::to_machine, ResourceState::standing);
    add(ResourceKind::instance, "lab", Belongs::to_machine, ResourceState::standing);
    add(ResourceKind::host_key, "lab", Belongs::to_machine, ResourceState::intended);
    status.resources[2].found.properties = {{"host", "10.89.0.2"}, {"port", "22"}, {"user", "aloft"}};
    expect_golden("cli/status-one.txt", status_details(status, now, fine, 80));
}

TEST(StatusView, AMachineThatWasAskedSaysHowBusyItIs) {
    MachineStatus status = machine("lab", MachineState::running);
    Readings readings{.cpus = 4,
                      .load_percent = 50,
                      .memory = gibibytes(16),
                      .memory_used = mebibytes(3174),
                      .disk = gibibytes(50),
                      .disk_used = gibibytes(12)};
    readings.cards = {{"Tesla T4", "580.95.05", 96, gibibytes(15), gibibytes(10), 65, 68}, {.name = "Tesla T4"}};
    status.readings = readings;
    expect_golden("cli/status-readings.txt", status_details(status, now, fine, 80));
    readings.cards_problem = "NVIDIA-SMI has failed";
    status.readings = readings;
    EXPECT_THAT(status_details(status, now, fine, 80), HasSubstr("its driver does not tell: NVIDIA-SMI has failed"));
    status.readings = Result<Readings>(failure(ErrorKind::unreachable, "talking to lab", "no route to it"));
    EXPECT_THAT(status_details(status, now, fine, 80), HasSubstr("it does not say: no route to it"));
}

TEST(StatusView, AThousandMachinesAreAThousandLines) {
    std::vector<MachineStatus> machines;
    for (int i = 0; i < 1000; ++i) machines.push_back(machine("m" + std::to_string(i), MachineState::running));
    const std::string table = status_table(machines, now, fine, 80);
    EXPECT_EQ(std::ranges::count(table, '\n'), 1001);
    EXPECT_THAT(table, HasSubstr("\nm999 "));
}

TEST(DoctorView, PutsHintsBelowWhatIsNotGood) {
    const Diagnosis diagnosis{{{"podman", Check::Verdict::good, "4.3.1", "unused"},
                               {"rsync", Check::Verdict::bad, "not installed", "apt-get install rsync"},
                               {"kvm", Check::Verdict::warning, "not there: VMs are slow", ""}},
                              {}};
    expect_golden("cli/doctor.txt", doctor_view(diagnosis, fine, 34));
    expect_golden("cli/doctor-ascii.txt", doctor_view(diagnosis, Paint{}, 40));
    EXPECT_TRUE(anything_bad(diagnosis));
    EXPECT_FALSE(anything_bad(Diagnosis{}));
}

TEST(DoctorView, SaysWhatWasRebuilt) {
    EXPECT_EQ(rebuilt_view({"/old.db", {"a", "b"}}),
              "a new ledger is in place; the old one is at /old.db\nwritten into the ledger: a, b\n\n");
    EXPECT_EQ(rebuilt_view({"", {}}), "nothing was found that the ledger did not know\n\n");
}

TEST(ErrorView, HasThreeParts) {
    EXPECT_EQ(error_view({ErrorKind::failed, "making disk x", "no space", "remove something", Reach::nothing}, Paint{}),
              "aloft: while making disk x: no space\nhint: remove something\n");
    EXPECT_EQ(error_view({ErrorKind::bad_input, "", "no", "", Reach::nothing}, Paint{}), "aloft: no\n");
    EXPECT_EQ(error_view({ErrorKind::quota, "", "", "", Reach::nothing}, Paint{}), "aloft: quota\n");
}

Found instance(Condition condition) {
    return {{"local", ResourceKind::instance, "lab", ""},
            condition,
            {{"host", "10.89.0.2"}, {"port", "22"}, {"user", "aloft"}},
            {}};
}

TEST(OutcomeView, SaysHowToGoOn) {
    expect_golden("cli/up-outcome.txt", up_outcome_view({samples::up(), {instance(Condition::ready)}}, fine));
}

TEST(OutcomeView, AStoppedMachineHasNoAddress) {
    EXPECT_THAT(up_outcome_view({samples::up(), {instance(Condition::stopped)}}, fine), Not(HasSubstr("10.89.0.2")));
}

TEST(OutcomeView, OneSentenceElsewhere) {
    EXPECT_EQ(outcome_sentence("lab", {samples::down(), {}}), "lab is gone, with all that was made for it\n");
    Plan nothing = samples::down();
    nothing.steps.clear();
    EXPECT_EQ(outcome_sentence("lab", {nothing, {}}), "nothing of lab is left: nothing to do\n");
}

}  // namespace
}  // namespace aloft::cli
