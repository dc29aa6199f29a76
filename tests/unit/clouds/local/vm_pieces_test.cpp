#include <gmock/gmock.h>

#include <fstream>

#include "clouds/local/vm_command.hpp"
#include "clouds/local/vm_computer.hpp"
#include "clouds/local/vm_definition.hpp"
#include "clouds/local/vm_errors.hpp"
#include "clouds/local/vm_process.hpp"
#include "clouds/local/vm_segment.hpp"
#include "fakes/fake_qemu.hpp"
#include "fakes/fake_system.hpp"
#include "system/files.hpp"

namespace aloft::local {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string words_of(const Command& command) {
    std::string text;
    for (const std::string& word : command.argv) text += word + " ";
    return text;
}

const VmDefinition definition{"aloft-a1-owner", {"a1", "plan", "owner"}, 2, gibibytes(1), 20007, "10.77.1.2"};

TEST(VmCommand, SaysTheMachineInQemusWords) {
    const std::string words = words_of(start_command(definition, {"/home/vm"}, {"/home/disk"}, {true, "", ""}));
    EXPECT_THAT(words, StartsWith("env --chdir=/home/vm qemu-system-"));
    EXPECT_THAT(words, AllOf(HasSubstr("-name aloft-a1-owner "), HasSubstr("-smp 2 "), HasSubstr("-m 1024M "),
                             HasSubstr("-daemonize"), HasSubstr("hostfwd=tcp:127.0.0.1:20007-:22"),
                             HasSubstr("ip=10.77.1.2:"), HasSubstr("systemd.hostname=a1")));
}

TEST(VmCommand, UsesTheProcessorsVirtualisationOnlyWhereItIsUsableAndThenWithEmulationToFallBackOn) {
    EXPECT_THAT(words_of(start_command(definition, {"/v"}, {"/d"}, {true, "", ""})),
                HasSubstr("-accel kvm -accel tcg"));
    EXPECT_THAT(words_of(start_command(definition, {"/v"}, {"/d"}, {false, "", ""})), Not(HasSubstr("kvm")));
}

TEST(VmCommand, WritesACommaInAPathTwiceBecauseQemuSeparatesWithThem) {
    const std::string words = words_of(start_command(definition, {"/a,b/vm"}, {"/a,b/disk"}, {}));
    EXPECT_THAT(words, AllOf(HasSubstr("file.filename=/a,,b/disk/disk"), HasSubstr("path=/a,,b/vm/console.log")));
}

TEST(VmCommand, ListensOnThisComputerAlone) {
    const std::string words = words_of(start_command(definition, {"/v"}, {"/d"}, {}));
    EXPECT_THAT(words, AllOf(HasSubstr("localaddr=127.0.0.1"), Not(HasSubstr("hostfwd=tcp::")),
                             HasSubstr("-qmp unix:monitor,")));
}

class VmFiles : public testing::Test {
protected:
    fakes::TemporaryHome temporary;
    Home home = temporary.home();
    VmFolder folder = vm_folder(home, "aloft-a1-owner");
};

TEST_F(VmFiles, DefinitionComesBackAsWritten) {
    ASSERT_TRUE(make_private_folder(folder.path));
    ASSERT_TRUE(write_definition(folder, definition));
    EXPECT_EQ(read_definition(folder), definition);
}

TEST_F(VmFiles, NoDefinitionIsNotFoundAndATornOneSaysWhatToDo) {
    EXPECT_EQ(read_definition(folder).error().kind, ErrorKind::not_found);
    ASSERT_TRUE(make_private_folder(folder.path));
    for (const char* torn : {"", "{", "[]", R"({"name": 3})", R"({"name": "a1"})"}) {
        ASSERT_TRUE(write_file(folder.definition(), torn, Readable::by_owner));
        const auto read = read_definition(folder);
        ASSERT_FALSE(read) << torn;
        EXPECT_EQ(read.error().kind, ErrorKind::storage) << torn;
        EXPECT_THAT(read.error().hint, HasSubstr("aloft down"));
    }
}

TEST(VmNames, TellMachineAndOwner) {
    EXPECT_EQ(labels_in_name("aloft-a1-owner", "owner"), (Labels{"a1", "", "owner"}));
    EXPECT_EQ(labels_in_name("aloft-a-b-owner", "owner").machine, "a-b");
    for (const char* foreign : {"aloft-a1-other", "aloft--owner", "aloft-owner", "a1-owner", "", "aloft-a1-owner2"})
        EXPECT_EQ(labels_in_name(foreign, "owner"), Labels{}) << foreign;
}

TEST(VmProcesses, AreThoseOfQemuThatBearOurNames) {
    const fakes::TemporaryHome temporary;
    fakes::FakeQemu computer(temporary.home().data / "computer");
    computer.add_process(10, {"/usr/bin/qemu-system-x86_64", "-name", "aloft-a1-owner", "-m", "1024M"});
    computer.add_process(11, {"qemu-system-aarch64", "-m", "1", "-name", "aloft-b2-owner"});
    computer.add_process(12, {"qemu-system-x86_64", "-name", "somebodys"});
    computer.add_process(13, {"vim", "-name", "aloft-a1-owner"});
    computer.add_process(14, {"qemu-system-x86_64", "-name"});
    computer.add_process(15, {});  // ended, not reaped
    auto all = vm_processes(computer.proc());
    std::ranges::sort(all, {}, &VmProcess::id);
    EXPECT_THAT(all, ElementsAre(VmProcess{10, "aloft-a1-owner"}, VmProcess{11, "aloft-b2-owner"}));
}

TEST(VmProcesses, AreNotTakenForThoseThatHadTheirNumberBefore) {
    const fakes::TemporaryHome temporary;
    fakes::FakeQemu computer(temporary.home().data / "computer");
    const auto id_file = temporary.home().data / "qemu.pid";
    std::ofstream(id_file) << "10\n";
    computer.add_process(10, {"qemu-system-x86_64", "-name", "aloft-b2-owner"});
    EXPECT_EQ(vm_process(computer.proc(), "aloft-a1-owner", id_file), std::nullopt);
    computer.add_process(11, {"qemu-system-x86_64", "-name", "aloft-a1-owner"});
    EXPECT_EQ(vm_process(computer.proc(), "aloft-a1-owner", id_file), (VmProcess{11, "aloft-a1-owner"}));
    EXPECT_EQ(vm_process(computer.proc(), "aloft-a1-owner", "/nonexistent"), (VmProcess{11, "aloft-a1-owner"}));
}

TEST(VmSegment, GivesEachMachineAnAddressOfItsOwnAndTheSameOneAgain) {
    const std::string first = segment_address("aloft-a1-owner", {});
    EXPECT_THAT(first, StartsWith("10.77."));
    EXPECT_EQ(segment_address("aloft-a1-owner", {}), first);
    std::set<std::string> taken;
    for (int machine = 0; machine < 300; ++machine)
        EXPECT_TRUE(taken.insert(segment_address("aloft-a1-owner", taken)).second);
    EXPECT_THAT(taken, Not(Contains("10.77.0.0")));
    EXPECT_THAT(taken, Not(Contains("10.77.255.255")));
}

TEST(VmSegment, IsOneForAnOwnerAndMadeOfLegalNumbers) {
    EXPECT_EQ(segment_group("a"), segment_group("a"));
    EXPECT_NE(segment_group("a"), segment_group("b"));
    EXPECT_THAT(segment_group("a"), testing::MatchesRegex(R"(239\.[0-9]+\.[0-9]+\.[0-9]+:3[0-9]{4})"));
    EXPECT_EQ(segment_mac("10.77.1.254"), "52:54:0a:4d:01:fe");
}

struct ProcessorCase {
    const char* cpuinfo;
    bool device;
    bool usable;
    const char* reason;
};

TEST(VmVirtualisation, IsBelievedOnlyWhenProcessorAndDeviceAgree) {
    if (this_processor().name != "x86_64")
        GTEST_SKIP() << "only there does the kernel list it among the processor's flags";
    const std::vector<ProcessorCase> cases = {
        {"model: x\nflags\t\t: fpu vmx sse\n", true, true, ""},
        {"flags : fpu svm\n", true, true, ""},
        {"flags : fpu sse\n", true, false, "processor"},
        {"flags : fpu vmx_extra\n", true, false, "processor"},
        {"model : vmx\n", true, false, "processor"},
        {"flags : vmx\n", false, false, "no /dev/kvm"},
    };
    for (const ProcessorCase& one : cases) {
        const fakes::TemporaryHome temporary;
        const auto folder = temporary.home().data;
        std::ofstream(folder / "cpuinfo") << one.cpuinfo;
        if (one.device) std::ofstream(folder / "kvm") << "";
        const Virtualisation able = virtualisation({folder, folder / "kvm"});
        EXPECT_EQ(able.usable, one.usable) << one.cpuinfo;
        EXPECT_THAT(able.reason, HasSubstr(one.reason)) << one.cpuinfo;
        EXPECT_EQ(able.hint.empty(), one.usable) << one.cpuinfo;
    }
}

TEST(VmChecks, NameThePackageOfWhatIsMissing) {
    const fakes::TemporaryHome temporary;
    fakes::FakeQemu computer(temporary.home().data / "computer");
    const KernelFiles kernel{computer.proc(), "/nonexistent"};
    for (const Check& check : vm_checks(kernel, computer))
        EXPECT_EQ(check.verdict, check.subject == "kvm" ? Check::Verdict::warning : Check::Verdict::good)
            << check.subject;
    computer.programs.clear();
    const auto checks = vm_checks(kernel, computer);
    for (const Check& check : checks) EXPECT_EQ(check.verdict, Check::Verdict::warning) << check.subject;
    EXPECT_THAT(checks.front().hint, HasSubstr("apt-get install qemu-system-"));
}

struct ErrorCase {
    const char* words;
    ErrorKind kind;
    const char* hint;
};

TEST(VmErrors, AreSortedByWhatTheProgramSaid) {
    const std::vector<ErrorCase> cases = {
        {"qemu-system-x86_64: -netdev user: Could not set up host forwarding rule 'tcp:127.0.0.1:2222-:22'",
         ErrorKind::conflict, "port"},
        {"cp: error writing 'disk': No space left on device", ErrorKind::no_capacity, "free some space"},
        {"qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory", ErrorKind::no_capacity,
         "less memory"},
        {"qemu-system-x86_64: Failed to get \"write\" lock\nIs another process using the image?", ErrorKind::conflict,
         "aloft status"},
        {"Could not access KVM kernel module: Permission denied", ErrorKind::denied, "kvm"},
        {"E: newuidmap: not found", ErrorKind::missing_tool, "uidmap"},
        {"E: Failed to fetch http://mirror/x  Connection refused", ErrorKind::unreachable, "network"},
        {"qemu-system-x86_64: could not load kernel 'x': Permission denied", ErrorKind::denied, "owns"},
        {"something nobody has seen", ErrorKind::failed, ""},
    };
    for (const ErrorCase& one : cases) {
        const Error error = vm_error("making it", "QEMU", {1, "", one.words, false});
        EXPECT_EQ(error.kind, one.kind) << one.words;
        EXPECT_THAT(error.hint, HasSubstr(one.hint)) << one.words;
        EXPECT_EQ(error.doing, "making it");
    }
}

TEST(VmErrors, KeepTheProgramsOwnWords) {
    EXPECT_EQ(vm_error("", "mmdebstrap", {1, "", "I: fine\nE: first\nI: more\nE: second\nI: removing", false}).detail,
              "mmdebstrap: first; second");
    EXPECT_EQ(vm_error("", "cp", {1, "", "cp: no\n", false}).detail, "cp: cp: no");
    EXPECT_THAT(vm_error("", "cp", {3, "", "", false}).detail, HasSubstr("exit code 3"));
    EXPECT_EQ(vm_error("", "QEMU", {137, "", "", true}).kind, ErrorKind::unreachable);
}

}  // namespace
}  // namespace aloft::local
