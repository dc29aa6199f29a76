#include <future>

#include "contract/cloud_contract.hpp"
#include "host_world.hpp"

namespace aloft::hosts {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class Hosts : public testing::Test {
protected:
    Hosts() {
        hosts.add("a");
        hosts.add("b");
    }
    static std::string words(const Error& error) { return error.doing + ": " + error.detail + " → " + error.hint; }
    template <class T>
    static std::string refusal(const Result<T>& result) {
        return result ? "(not refused)" : words(result.error());
    }
    void write(const std::string& host, const std::string& file, std::string_view content) const {
        fakes::FakeHosts::write(hosts.root(host) / file, content);
    }

    fakes::TemporaryHome folder;
    fakes::FakeHosts hosts{folder.home().data};
    Visitor anna{hosts, "owner1", "desk"};
    Visitor bert{hosts, "owner2", "laptop"};
};

TEST_F(Hosts, AnOfferIsWhatTheHostHas) {
    write("a", "etc/gpus", "NVIDIA GeForce RTX 3090\nNVIDIA GeForce RTX 3090\n");
    const auto offer = anna.offer(anna.wish("ssh:me@a"));
    ASSERT_TRUE(offer) << describe(offer.error());
    EXPECT_EQ(offer->cloud, "hosts");
    EXPECT_EQ(offer->place, "me@a");
    EXPECT_EQ(offer->machine_type, "Debian GNU/Linux 12 (bookworm), x86_64");
    EXPECT_EQ(offer->cpus, 4);
    EXPECT_EQ(offer->memory, mebibytes(15917));
    EXPECT_EQ(offer->disk, mebibytes(97656));
    EXPECT_EQ(offer->gpu, (GpuWish{"NVIDIA GeForce RTX 3090", 2}));
    EXPECT_EQ(offer->price, HourlyPrice{});
    EXPECT_THAT(offer->warnings, IsEmpty());
}

struct Wish {
    Spec spec;
    std::string_view refused_with;  ///< empty: it is offered
};

TEST_F(Hosts, TooSmallIsRefusedWithWords) {
    write("b", "etc/gpus", "Tesla T4\n");
    const std::vector<Wish> wishes = {
        {{.on = "ssh:a", .cpus = 4}, ""},
        {{.on = "ssh:a", .cpus = 5}, "CPUs: it has 4, and 5 is asked for"},
        {{.on = "ssh:a", .memory = gibibytes(16)}, ""},  // the kernel keeps some of what was bought
        {{.on = "ssh:a", .memory = gibibytes(18)}, "memory: it has"},
        {{.on = "ssh:a", .disk = gibibytes(100)}, ""},
        {{.on = "ssh:a", .disk = gibibytes(200)}, "disk: it has"},
        {{.on = "ssh:a", .cpus = 8, .disk = gibibytes(200)}, "is asked for; disk"},
        {{.on = "ssh:a", .gpu = GpuWish{"any", 1}}, "GPU: it has none"},
        {{.on = "ssh:b", .gpu = GpuWish{"any", 1}}, ""},
        {{.on = "ssh:b", .gpu = GpuWish{"t4", 1}}, ""},
        {{.on = "ssh:b", .gpu = GpuWish{"T4", 2}}, "GPU: it has Tesla T4, and 2 of \"T4\" is asked for"},
        {{.on = "ssh:b", .gpu = GpuWish{"A100", 1}}, "GPU: it has Tesla T4"},
    };
    for (Wish wish : wishes) {
        wish.spec.name = "box";
        const auto offer = anna.offer(wish.spec);
        if (wish.refused_with.empty())
            EXPECT_TRUE(offer) << refusal(offer);
        else
            EXPECT_THAT(refusal(offer), HasSubstr(wish.refused_with));
    }
}

TEST_F(Hosts, ACardWithoutADriverIsSaidToBeOne) {
    write("a", "sys/bus/pci/devices/0000:01:00.0/vendor", "0x10de\n");
    write("a", "sys/bus/pci/devices/0000:01:00.0/class", "0x030000\n");
    EXPECT_THAT(refusal(anna.offer({.name = "box", .on = "ssh:a", .gpu = GpuWish{"any", 1}})),
                AllOf(HasSubstr("no driver works for"), HasSubstr("install the driver")));
}

TEST_F(Hosts, WhatIsMissingIsSaidBeforeAnythingIsChanged) {
    fs::remove_all(hosts.root("a") / "run/systemd");
    write("b", "etc/uid", "1000\n");
    const auto a = hosts.files("a");
    const auto b = hosts.files("b");
    EXPECT_THAT(refusal(anna.up("ssh:a")), HasSubstr("not systemd"));
    EXPECT_THAT(refusal(anna.up("ssh:b")), AllOf(HasSubstr("is not root there"), HasSubstr("NOPASSWD")));
    EXPECT_EQ(hosts.files("a"), a);
    EXPECT_EQ(hosts.files("b"), b);
    write("b", "etc/sudoers", "all may\n");
    EXPECT_TRUE(anna.up("ssh:b"));
}

TEST_F(Hosts, AHostIsTakenByOneAndRefusedToOthers) {
    const auto machine = anna.up("ssh:a");
    ASSERT_TRUE(machine) << describe(machine.error());
    EXPECT_EQ(machine->condition, Condition::ready);
    EXPECT_THAT(fakes::FakeHosts::text(hosts.keys("a")),
                HasSubstr("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIours aloft-claim="));
    const auto before = hosts.files("a");
    const auto refused = bert.up("ssh:a");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
    EXPECT_THAT(refusal(refused), AllOf(HasSubstr("claimed for machine box by anna on desk (owner owner1) since 2026-"),
                                        HasSubstr("aloft down box")));
    EXPECT_EQ(hosts.files("a"), before);
    ASSERT_TRUE(anna.cloud.remove(anna.ref("a")));
    EXPECT_TRUE(bert.up("ssh:a"));
}

TEST_F(Hosts, OfTwoWhoSawItFreeOneHasIt) {
    for (int round = 0; round < 10; ++round) {
        const auto anna_plans = anna.planned(anna.wish("ssh:a"));
        const auto bert_plans = bert.planned(bert.wish("ssh:a"));
        ASSERT_TRUE(anna_plans && bert_plans);
        auto first = std::async(std::launch::async, [&] { return anna.ensure(*anna_plans); });
        const auto second = bert.ensure(*bert_plans);
        const auto other = first.get();
        ASSERT_NE(other.has_value(), second.has_value()) << refusal(other) << refusal(second);
        EXPECT_THAT(other ? refusal(second) : refusal(other), HasSubstr("it is claimed for machine box"));
        EXPECT_THAT(hosts.files("a"), Not(Contains(testing::Key(testing::EndsWith(".new")))));
        // Who came second knows of no host, and takes nothing away.
        Visitor& loser = other ? bert : anna;
        Visitor& winner = other ? anna : bert;
        EXPECT_TRUE(loser.cloud.remove(loser.ref("a")));
        EXPECT_EQ(winner.cloud.find(winner.ref("a"))->condition, Condition::ready);
        ASSERT_TRUE(winner.cloud.remove(winner.ref("a")));
    }
}

TEST_F(Hosts, OfAPoolOneThatIsFreeAndAnswersIsTaken) {
    hosts.add("c");
    hosts.at("a").answers = false;
    ASSERT_TRUE(bert.up("ssh:b"));
    const auto offer = anna.offer(anna.wish("ssh:a,b,c"));
    ASSERT_TRUE(offer) << describe(offer.error());
    EXPECT_EQ(offer->place, "c");
    EXPECT_THAT(offer->warnings, ElementsAre(AllOf(HasSubstr("c is taken"), HasSubstr("a: it does not answer"),
                                                   HasSubstr("b: it is claimed for machine box by anna on laptop"))));
    hosts.at("c").lets_in = false;
    const auto none = anna.offer(anna.wish("ssh:a,b,c"));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::no_capacity);
    EXPECT_THAT(none.error().detail, AllOf(HasSubstr("host a"), HasSubstr("host b"), HasSubstr("host c")));
}

TEST_F(Hosts, AMachineKeepsItsHost) {
    ASSERT_TRUE(anna.up("ssh:b"));
    EXPECT_EQ(anna.offer(anna.wish("ssh:a,b"))->place, "b");
    EXPECT_EQ(anna.offer(anna.wish("hosts"))->place, "b");
    EXPECT_THAT(refusal(anna.offer(anna.wish("ssh:a"))),
                AllOf(HasSubstr("it is on host b"), HasSubstr("`aloft down box` releases")));
    hosts.at("b").answers = false;
    EXPECT_THAT(refusal(anna.offer(anna.wish("ssh:a,b"))), HasSubstr("it does not answer"));
    EXPECT_THAT(refusal(bert.offer(bert.wish("hosts"))), HasSubstr("has no host yet"));
}

TEST_F(Hosts, AHostThatNobodyKnowsIsRefusedUntilItIsTrusted) {
    fakes::FakeHosts::write(hosts.known_hosts(), "");
    EXPECT_THAT(refusal(anna.offer(anna.wish("ssh:a"))),
                AllOf(HasSubstr("its host key is not known"), HasSubstr("--trust-host-key")));
    const auto strangers = anna.cloud.strangers(anna.wish("ssh:a,nowhere"));
    ASSERT_TRUE(strangers) << describe(strangers.error());
    ASSERT_THAT(*strangers, SizeIs(1));
    EXPECT_EQ(strangers->front().host, "a");
    EXPECT_EQ(strangers->front().key, hosts.at("a").key);
    EXPECT_THAT(strangers->front().fingerprint, testing::StartsWith("SHA256:"));
    ASSERT_TRUE(anna.cloud.trust(strangers->front()));
    EXPECT_THAT(*anna.cloud.strangers(anna.wish("ssh:a")), IsEmpty());
    EXPECT_TRUE(anna.up("ssh:a"));
    // The person's own file is theirs to write.
    EXPECT_EQ(fakes::FakeHosts::text(hosts.known_hosts()), "");
}

TEST_F(Hosts, AChangedHostKeyIsRefusedWithWords) {
    const auto machine = anna.up("ssh:a");
    ASSERT_TRUE(machine);
    EXPECT_EQ(*seen(*machine, "host_key"), hosts.at("a").key);
    hosts.at("a").key = hosts.new_key("another");
    for (const std::string& words : {refusal(anna.offer(anna.wish("ssh:a"))), refusal(anna.cloud.find(anna.ref("a"))),
                                     refusal(anna.cloud.remove(anna.ref("a")))})
        EXPECT_THAT(words, AllOf(HasSubstr("another host key"), HasSubstr("ssh-keygen -R \"a\"")));
}

TEST_F(Hosts, ThePersonsKeysStay) {
    for (const std::string_view theirs :
         {"ssh-rsa AAAA me@desk\n", "ssh-rsa AAAA me@desk", "", "# two\nssh-rsa A b\n"}) {
        fakes::FakeHosts::write(hosts.keys("a"), theirs);
        fs::permissions(hosts.keys("a"), fs::perms::owner_read | fs::perms::owner_write);
        const auto before = hosts.files("a");
        ASSERT_TRUE(anna.up("ssh:a"));
        EXPECT_THAT(fakes::FakeHosts::text(hosts.keys("a")),
                    AllOf(testing::StartsWith(theirs),
                          testing::ContainsRegex("(^|\n)ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIours")))
            << theirs;
        ASSERT_TRUE(anna.cloud.remove(anna.ref("a")));
        EXPECT_EQ(hosts.files("a"), before) << theirs;
    }
}

TEST_F(Hosts, AKeyMadeAnewReplacesTheOld) {
    ASSERT_TRUE(anna.up("ssh:a"));
    anna.public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAInewer aloft box";
    ASSERT_TRUE(anna.up("ssh:a"));
    EXPECT_THAT(fakes::FakeHosts::text(hosts.keys("a")), AllOf(HasSubstr("newer"), Not(HasSubstr("ours"))));
}

TEST_F(Hosts, AReleasedHostIsAsItWas) {
    write("a", "home/me/work/train.py", "theirs");
    write("a", "opt/theirs/file", "theirs");
    write("a", "etc/systemd/system/theirs.service", "theirs");
    fs::create_directories(hosts.root("a") / "etc/systemd/system/multi-user.target.wants");
    const auto before = hosts.files("a");
    ASSERT_TRUE(anna.up("ssh:a"));
    install_everything(hosts, "a");
    ASSERT_TRUE(anna.cloud.remove(anna.ref("a")));
    EXPECT_EQ(hosts.files("a"), before);
    EXPECT_THAT(hosts.calls("a"), AllOf(HasSubstr("stop aloft-*"), HasSubstr("disable aloft-agent.service"),
                                        HasSubstr("daemon-reload"), Not(HasSubstr("poweroff"))));
}

TEST_F(Hosts, WhatStoodThereBeforeStays) {
    write("a", "var/lib/aloft/somebodys", "from before");
    write("a", "opt/aloft/.hidden", "from before");
    const auto before = hosts.files("a");
    ASSERT_TRUE(anna.up("ssh:a"));
    install_everything(hosts, "a");
    fs::create_directories(hosts.root("a") / "etc/systemd/system/multi-user.target.wants");
    ASSERT_TRUE(anna.cloud.remove(anna.ref("a")));
    fs::remove(hosts.root("a") / "etc/systemd/system/multi-user.target.wants");
    EXPECT_EQ(hosts.files("a"), before);
}

TEST_F(Hosts, TheUserThatWasMadeGoesOnlyWithAnEmptyHome) {
    const auto make_user = [&] {
        write("a", "etc/passwd",
              fakes::FakeHosts::text(hosts.root("a") / "etc/passwd") + "aloft:x:9:9::/home/aloft:/bin/sh\n");
        write("a", "home/aloft/.profile", "# as everybody has it\n");
        fs::create_directories(hosts.root("a") / "home/aloft/work");
    };
    const auto before = hosts.files("a");
    ASSERT_TRUE(anna.up("ssh:a"));
    make_user();
    ASSERT_TRUE(anna.cloud.remove(anna.ref("a")));
    EXPECT_EQ(hosts.files("a"), before);

    ASSERT_TRUE(anna.up("ssh:a"));
    make_user();
    write("a", "home/aloft/work/weights", "a night's work");
    ASSERT_TRUE(anna.cloud.remove(anna.ref("a")));
    EXPECT_TRUE(fs::exists(hosts.root("a") / "home/aloft/work/weights"));
    EXPECT_THAT(fakes::FakeHosts::text(hosts.root("a") / "etc/passwd"), HasSubstr("aloft:"));
}

/// Every call that changes something, until one is beyond the last.
constexpr int more_than_there_are = 60;

TEST_F(Hosts, AReleaseCutOffAnywhereIsFinishedByTheNext) {
    fakes::FakeHosts::write(hosts.keys("a"), "ssh-rsa AAAA me@desk");
    fs::create_directories(hosts.root("a") / "etc/systemd/system/multi-user.target.wants");
    const auto before = hosts.files("a");
    int cut = 0;
    for (int call = 1; call < more_than_there_are; ++call) {
        ASSERT_TRUE(anna.up("ssh:a"));
        install_everything(hosts, "a");
        hosts.at("a").killed_at = call;
        const bool whole = anna.cloud.remove(anna.ref("a")).has_value();
        hosts.at("a").killed_at = 0;
        if (whole) break;
        ++cut;
        EXPECT_THAT(fakes::FakeHosts::text(hosts.keys("a")), testing::StartsWith("ssh-rsa AAAA me@desk")) << call;
        const auto again = anna.cloud.remove(anna.ref("a"));
        ASSERT_TRUE(again) << call << describe(again.error());
        EXPECT_EQ(hosts.files("a"), before) << call;
    }
    EXPECT_GT(cut, 10);
    EXPECT_LT(cut, more_than_there_are - 1);
}

TEST_F(Hosts, AClaimCutOffAnywhereIsFinishedOrTakenBack) {
    const auto before = hosts.files("a");
    const auto wished = anna.planned(anna.wish("ssh:a"));
    ASSERT_TRUE(wished);
    int cut = 0;
    for (int call = 1; call < more_than_there_are; ++call) {
        hosts.at("a").killed_at = call;
        const bool whole = anna.ensure(*wished).has_value();
        hosts.at("a").killed_at = 0;
        if (whole) {
            ASSERT_TRUE(anna.cloud.remove(wished->ref));
            break;
        }
        ++cut;
        EXPECT_NE(anna.cloud.find(wished->ref)->condition, Condition::stopped);
        if (call % 2 == 0) {
            const auto mended = anna.up("ssh:a");
            ASSERT_TRUE(mended) << call << describe(mended.error());
            EXPECT_EQ(mended->condition, Condition::ready) << call;
        }
        ASSERT_TRUE(anna.cloud.remove(wished->ref)) << call;
        EXPECT_EQ(hosts.files("a"), before) << call;
    }
    EXPECT_GT(cut, 5);
    EXPECT_LT(cut, more_than_there_are - 1);
}

TEST_F(Hosts, AHostThatDoesNotAnswerIsAnErrorWithAWayOut) {
    ASSERT_TRUE(anna.up("ssh:a"));
    hosts.at("a").answers = false;
    const auto found = anna.cloud.find(anna.ref("a"));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::unreachable);
    const fs::path record = anna.folder.home().data / "hosts" / anna.ref("a").name;
    EXPECT_THAT(refusal(anna.cloud.remove(anna.ref("a"))), HasSubstr("remove " + record.string()));
    // What may be ours is not forgotten, and the rest can be seen.
    const auto owned = anna.cloud.owned("owner1");
    ASSERT_TRUE(owned);
    ASSERT_THAT(*owned, SizeIs(1));
    EXPECT_EQ(owned->front().condition, Condition::partial);
    EXPECT_EQ(owned->front().labels, anna.labels);
    const auto checks = anna.cloud.account().checks;
    ASSERT_THAT(checks, SizeIs(1));
    EXPECT_EQ(checks.front().verdict, Check::Verdict::bad);
    fs::remove(record);
    EXPECT_TRUE(anna.cloud.remove(anna.ref("a")));
}

TEST_F(Hosts, AClaimThatAnotherTookOverIsNotReleased) {
    ASSERT_TRUE(anna.up("ssh:a"));
    fs::remove(hosts.claim("a"));
    ASSERT_TRUE(bert.up("ssh:a"));
    EXPECT_EQ(anna.cloud.find(anna.ref("a"))->condition, Condition::absent);
    EXPECT_EQ(anna.cloud.account().checks.front().verdict, Check::Verdict::warning);
    EXPECT_THAT(refusal(anna.offer(anna.wish("ssh:a"))), HasSubstr("on laptop"));
    ASSERT_TRUE(anna.cloud.remove(anna.ref("a")));
    EXPECT_EQ(bert.cloud.find(bert.ref("a"))->condition, Condition::ready);
}

TEST_F(Hosts, AWayByOthersIsRefusedWithWords) {
    hosts.more_settings["a"] = "proxyjump gate\n";
    EXPECT_THAT(refusal(anna.offer(anna.wish("ssh:a"))),
                AllOf(HasSubstr("proxyjump gate"), HasSubstr("directly only")));
    hosts.more_settings["a"] = "proxycommand none\nhostkeyalias none\n";
    EXPECT_TRUE(anna.offer(anna.wish("ssh:a")));
}

TEST_F(Hosts, NothingOfAWordReachesAShell) {
    Visitor crooked(hosts, "owner3", "d'esk \"$(touch x)\"\nname aloft-box-owner9");
    ASSERT_TRUE(crooked.up("ssh:a"));
    EXPECT_THAT(fakes::FakeHosts::text(hosts.claim("a")),
                AllOf(HasSubstr("computer d'esk \"$(touch x)\" name aloft-box-owner9\n"),
                      HasSubstr("name aloft-box-owner3\n")));
}

TEST_F(Hosts, AHostIsNotSwitchedOff) {
    EXPECT_FALSE(require<CanStop>(anna.cloud));
    EXPECT_FALSE(require<CanChange>(anna.cloud));
}

struct Alone final : contract::Bench {
    Alone() { hosts.add("a"); }
    Cloud& cloud() override { return anna.cloud; }
    Spec spec() const override { return anna.wish("ssh:a"); }
    Labels labels() const override { return anna.labels; }
    std::vector<Found> given() const override { return anna.given(); }

    fakes::TemporaryHome folder;
    fakes::FakeHosts hosts{folder.home().data};
    Visitor anna{hosts, "owner1", "desk"};
};

}  // namespace
}  // namespace aloft::hosts

namespace aloft::contract {

INSTANTIATE_TEST_SUITE_P(Hosts, CloudContract,
                         testing::Values(CloudUnderTest{
                             "hosts", []() -> std::unique_ptr<Bench> { return std::make_unique<hosts::Alone>(); }, ""}),
                         name_of_bench);

}  // namespace aloft::contract
