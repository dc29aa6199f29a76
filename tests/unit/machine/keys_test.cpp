#include "machine/keys.hpp"

#include <sys/stat.h>

#include "machine_world.hpp"

namespace aloft::machine_tests {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class Keys : public ::testing::Test {
protected:
    Result<Found> make_key() {
        return keys.ensure(key_resource(labels), {{}, [](std::string_view) {}});
    }
    Result<Found> reach(Resource wished = host_key_resource(labels, instance_ref)) {
        return keys.ensure(wished, {needs, [this](std::string_view text) { told.emplace_back(text); }});
    }
    static Finished refused() {
        return {.exit_code = 255,
                .output = {},
                .error_output = "ssh: connect to host 127.0.0.1 port 1: Connection refused\r\n"};
    }
    std::vector<HostKey> pins() { return read_pins(folder.known_hosts(), "a1").value(); }

    fakes::TemporaryHome temporary;
    Home home = temporary.home();
    MachineFolder folder{home, "a1"};
    SaidBySsh processes;
    fakes::FakeClock clock;
    fakes::FakeInterruption interruption;
    SshKeys keys{home, processes, clock, interruption};
    std::vector<Found> needs{instance_at("127.0.0.1", 1, "aloft")};
    std::vector<std::string> told;
};

TEST_F(Keys, AreAbsentUntilMade) {
    EXPECT_EQ(keys.find(key_ref)->condition, Condition::absent);
    EXPECT_EQ(keys.find(host_key_ref)->condition, Condition::absent);
    EXPECT_THAT(keys.owned("owner-1").value(), IsEmpty());
}

TEST_F(Keys, AreMadeForTheOwnerAloneWithTheFirstHostKeyPinned) {
    const auto found = make_key();
    ASSERT_TRUE(found) << describe(found.error());
    EXPECT_EQ(found->condition, Condition::ready);
    EXPECT_EQ(found->labels, labels);
    EXPECT_THAT(found->properties.at("public_key"), AllOf(StartsWith("ssh-ed25519 "), HasSubstr(" aloft a1")));
    EXPECT_EQ(found->properties.at("first_host_key_file"), folder.first_host_key().string());
    EXPECT_THAT(pins(), ElementsAre(host_key_in(found->properties.at("first_host_public_key")).value()));
    EXPECT_THAT(text_of(folder.known_hosts()), StartsWith("aloft-a1 ssh-ed25519 "));
    for (const auto& [path, mode] :
         {std::pair{folder.path(), 0700U}, {folder.identity(), 0600U}, {folder.first_host_key(), 0600U}}) {
        struct stat status{};
        ASSERT_EQ(::stat(path.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 07777, mode) << path;
    }
    EXPECT_EQ(*keys.find(key_ref), *found);
}

TEST_F(Keys, MadeTwiceAreTheSame) {
    const auto once = make_key();
    const std::string identity = text_of(folder.identity());
    EXPECT_EQ(make_key().value(), once.value());
    EXPECT_EQ(text_of(folder.identity()), identity);
}

/// Whatever a killed run, or a person, has taken away: partial, and mended, and what was there is as it was.
TEST_F(Keys, HalfMadeArePartialAndMended) {
    ASSERT_TRUE(make_key());
    const std::string identity = text_of(folder.identity());
    for (const auto& lost : {folder.identity(), public_part(folder.identity()), folder.first_host_key(),
                             public_part(folder.first_host_key()), folder.known_hosts()}) {
        SCOPED_TRACE(lost);
        fs::remove(lost);
        write(lost.string() + ".new", "left by a killed ssh-keygen");
        EXPECT_EQ(keys.find(key_ref)->condition, Condition::partial);
        EXPECT_EQ(keys.find(host_key_ref)->condition, Condition::absent);
        const auto mended = make_key();
        ASSERT_TRUE(mended) << describe(mended.error());
        EXPECT_EQ(mended->condition, Condition::ready);
        EXPECT_THAT(pins(), ElementsAre(host_key_of(public_part(folder.first_host_key()))));
        EXPECT_EQ(keys.find(host_key_ref)->condition, Condition::absent);
    }
    EXPECT_NE(text_of(folder.identity()), identity) << "its private part was taken away";
}

TEST_F(Keys, OfAMachineThatStandsAreNeverMadeAnew) {
    ASSERT_TRUE(make_key());
    ASSERT_TRUE(write_pins(folder.known_hosts(), "a1", {"AAAAC3NzaC1lZDI1NTE5AAAAI" + std::string(43, 'x')}));
    fs::remove(folder.first_host_key());
    EXPECT_EQ(keys.find(key_ref)->condition, Condition::ready);
    EXPECT_EQ(keys.find(host_key_ref)->condition, Condition::ready);
    fs::remove(folder.identity());
    const auto refused = make_key();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::storage);
    EXPECT_THAT(refused.error().hint, HasSubstr("aloft down a1"));
    EXPECT_FALSE(fs::exists(folder.first_host_key()));
}

TEST_F(Keys, OfAnOwnerAreListed) {
    ASSERT_TRUE(make_key());
    ASSERT_TRUE(keys.ensure(key_resource({"b2", "plan-2", "somebody-else"}), {{}, [](std::string_view) {}}));
    fs::create_directories(home.machine("half-made"));
    write(home.data / "machines" / "Not A Name" / "identity", "");
    std::vector<std::string> names;
    const auto owned = keys.owned("owner-1");
    ASSERT_TRUE(owned);
    for (const Found& one : *owned) names.push_back(one.ref.name + " " + one.labels.owner);
    EXPECT_THAT(names, ::testing::UnorderedElementsAre("a1 owner-1", "half-made owner-1"));
}

TEST_F(Keys, GoWithAllThatIsTheirs) {
    ASSERT_TRUE(make_key());
    ASSERT_TRUE(keys.remove(host_key_ref));
    ASSERT_TRUE(keys.remove(key_ref));
    EXPECT_FALSE(fs::exists(folder.path()));
    ASSERT_TRUE(keys.remove(key_ref));
    ASSERT_TRUE(keys.remove(host_key_ref));
    EXPECT_FALSE(fs::exists(folder.path()));
}

TEST_F(Keys, OfACrookedNameTouchNothing) {
    ASSERT_TRUE(make_key());
    for (const char* name : {"", ".", "..", "a/b", "../a1"})
        EXPECT_EQ(keys.remove({"ssh", ResourceKind::key, name, ""}).error().kind, ErrorKind::bad_input) << name;
    EXPECT_TRUE(fs::exists(folder.identity()));
}

TEST_F(Keys, ThatAreForgottenLeaveTheOldPinAndAFreshFirstKey) {
    ASSERT_TRUE(make_key());
    const HostKey given = host_key_of(public_part(folder.first_host_key()));
    const HostKey own = "AAAAC3NzaC1lZDI1NTE5AAAAI" + std::string(43, 'x');
    ASSERT_TRUE(write_pins(folder.known_hosts(), "a1", {own}));
    ASSERT_TRUE(keys.remove(host_key_ref));
    const HostKey fresh = host_key_of(public_part(folder.first_host_key()));
    EXPECT_NE(fresh, given) << "others may have read it";
    EXPECT_THAT(pins(), ElementsAre(own, fresh));
    EXPECT_EQ(keys.find(host_key_ref)->condition, Condition::absent);
    EXPECT_EQ(keys.find(key_ref)->condition, Condition::ready);
}

TEST_F(Keys, NeverAskAMachineWithoutAPinnedKeyAloneOnItsConnection) {
    ASSERT_TRUE(make_key());
    processes.answer = [](const Command&) { return Finished{.exit_code = 1, .output = {}, .error_output = "no"}; };
    EXPECT_FALSE(reach());
    ASSERT_THAT(processes.asked, SizeIs(1));
    const auto& argv = processes.asked.front().argv;
    EXPECT_THAT(argv, Contains("StrictHostKeyChecking=yes"));
    EXPECT_THAT(argv, Contains("ControlPath=none"));
    EXPECT_THAT(argv, Contains("UserKnownHostsFile=\"" + folder.known_hosts().string() + "\""));
    EXPECT_THAT(argv, Contains("GlobalKnownHostsFile=/dev/null"));
    for (const std::string& word : argv) EXPECT_THAT(word, Not(HasSubstr("PRIVATE KEY")));
}

TEST_F(Keys, WaitInGrowingPausesUntilPatienceEnds) {
    ASSERT_TRUE(make_key());
    std::vector<std::chrono::milliseconds> moments;
    processes.answer = [&](const Command&) {
        moments.push_back(clock.elapsed());
        return refused();
    };
    Resource wished = host_key_resource(labels, instance_ref);
    wished.properties["patience_seconds"] = {"20", WhenChanged::keep};
    const auto given_up = reach(wished);
    ASSERT_FALSE(given_up);
    EXPECT_EQ(given_up.error().kind, ErrorKind::unreachable);
    EXPECT_THAT(given_up.error().detail, AllOf(HasSubstr("Connection refused"), HasSubstr("20 s")));
    ASSERT_GE(moments.size(), 3U);
    EXPECT_EQ(moments[1].count(), 50);
    EXPECT_LE(moments.size(), 35U) << "pauses must grow";
    EXPECT_THAT(told, ElementsAre("waiting for the machine to answer"));
}

TEST_F(Keys, TakeTheInstancesWordForPatience) {
    ASSERT_TRUE(make_key());
    processes.answer = [](const Command&) { return refused(); };
    needs.front().properties["patience_seconds"] = "600";
    EXPECT_FALSE(reach());
    EXPECT_GE(clock.elapsed(), std::chrono::seconds(600));
}

TEST_F(Keys, BelieveARefusedKeyAfterAWhile) {
    ASSERT_TRUE(make_key());
    processes.answer = [](const Command&) {
        return Finished{
            .exit_code = 255, .output = {}, .error_output = "aloft@127.0.0.1: Permission denied (publickey).\r\n"};
    };
    EXPECT_EQ(reach().error().kind, ErrorKind::denied);
    EXPECT_GE(clock.elapsed(), std::chrono::seconds(60));
    EXPECT_LT(clock.elapsed(), std::chrono::seconds(70));
}

TEST_F(Keys, NeverAskTwiceWhereAnotherHostKeyIsShown) {
    ASSERT_TRUE(make_key());
    processes.answer = [](const Command&) {
        return Finished{.exit_code = 255,
                        .output = {},
                        .error_output = "REMOTE HOST IDENTIFICATION HAS CHANGED!\nHost key verification failed.\r\n"};
    };
    EXPECT_EQ(reach().error().kind, ErrorKind::denied);
    EXPECT_THAT(processes.asked, SizeIs(1));
}

TEST_F(Keys, EndWaitingWhenThePersonAsks) {
    ASSERT_TRUE(make_key());
    processes.answer = [this](const Command&) {
        if (processes.asked.size() == 3) interruption.request();
        return refused();
    };
    EXPECT_EQ(reach().error().kind, ErrorKind::interrupted);
    EXPECT_THAT(processes.asked, SizeIs(3));
}

TEST_F(Keys, TellWhatCloudInitIsAtUntilPatienceEnds) {
    ASSERT_TRUE(make_key());
    processes.answer = [this](const Command&) {
        clock.sleep(std::chrono::seconds(30));
        return Finished{.exit_code = 75, .output = "Get:1 packages\nUnpacking python3\n", .error_output = {}};
    };
    const auto ended = reach();
    EXPECT_EQ(ended.error().kind, ErrorKind::unreachable);
    EXPECT_THAT(ended.error().detail, HasSubstr("Unpacking python3"));
    EXPECT_THAT(told, Contains("cloud-init: Unpacking python3"));
}

TEST_F(Keys, RefuseAnAnswerThatIsNoKey) {
    ASSERT_TRUE(make_key());
    const auto before = pins();
    processes.answer = [](const Command&) {
        return Finished{.exit_code = 0, .output = "aloft-host-key rubbish\n", .error_output = {}};
    };
    EXPECT_THAT(reach().error().detail, HasSubstr("no ed25519 key"));
    EXPECT_EQ(pins(), before);
}

TEST_F(Keys, NeedAnAddress) {
    ASSERT_TRUE(make_key());
    for (const char* lost : {"host", "port", "user"}) {
        needs = {instance_at("127.0.0.1", 1, "aloft")};
        needs.front().properties.erase(lost);
        EXPECT_EQ(reach().error().kind, ErrorKind::not_found) << lost;
    }
    needs.clear();
    EXPECT_EQ(reach().error().kind, ErrorKind::not_found);
    EXPECT_THAT(processes.asked, IsEmpty());
}

TEST(KeyResources, StandAroundTheInstance) {
    EXPECT_EQ(key_resource(labels).ref, key_ref);
    EXPECT_EQ(host_key_resource(labels, instance_ref).ref, host_key_ref);
    EXPECT_THAT(host_key_resource(labels, instance_ref).needs, ElementsAre(key_ref, instance_ref));
}

}  // namespace
}  // namespace aloft::machine_tests
