#include "operations/strangers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/bench.hpp"
#include "operations/power.hpp"
#include "operations/up.hpp"

namespace aloft {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Hosts that somebody has: it meets strangers, and cannot stop anything.
class HostsOnPaper final : public Cloud, public MeetsStrangers {
public:
    std::string_view name() const override { return behind_.name(); }
    Account account() override { return behind_.account(); }
    Result<std::vector<Offer>> offers(const Spec& spec) override { return behind_.offers(spec); }
    Blueprint blueprint(const Spec& spec, const Offer& offer, const Labels& labels) const override {
        return behind_.blueprint(spec, offer, labels);
    }
    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances) override {
        return behind_.ensure(wished, circumstances);
    }
    Result<Found> find(const ResourceRef& ref) override { return behind_.find(ref); }
    Result<void> remove(const ResourceRef& ref) override { return behind_.remove(ref); }
    Result<std::vector<Found>> owned(std::string_view owner) override { return behind_.owned(owner); }
    Result<std::vector<Stranger>> strangers(const Spec& spec) override {
        std::vector<Stranger> named;
        for (const Stranger& stranger : unknown)
            if (spec.on->find(stranger.host, 4) != std::string::npos) named.push_back(stranger);
        return named;
    }
    Result<void> trust(const Stranger& stranger) override {
        trusted.push_back(stranger.host);
        return {};
    }

    std::vector<Stranger> unknown = {{"a", "ssh-ed25519 A", "SHA256:a"}, {"b", "ssh-ed25519 B", "SHA256:b"}};
    std::vector<std::string> trusted;

private:
    fakes::FakeCloud behind_{"hosts"};
};

class AskedForTrust final : public Person {
public:
    explicit AskedForTrust(std::string only) : only_(std::move(only)) {}
    bool approve(const Plan& /*plan*/) override { return true; }
    Keep what_to_keep(const Plan& /*plan*/) override { return Keep::nothing; }
    bool trusts(const Stranger& stranger) override {
        asked.push_back(stranger.host);
        return stranger.host == only_;
    }
    std::vector<std::string> asked;

private:
    std::string only_;
};

class Strangers : public testing::Test {
protected:
    Strangers() { bench.around.clouds.push_back(&hosts); }

    HostsOnPaper hosts;
    fakes::Bench bench;
    AskedForTrust nobody{""};
};

TEST_F(Strangers, AreTrustedOnThePersonsWord) {
    AskedForTrust person("b");
    EXPECT_TRUE(meet_strangers(bench.around, {.on = "ssh:a,b"}, {}, person));
    EXPECT_THAT(person.asked, ElementsAre("a", "b"));
    EXPECT_THAT(hosts.trusted, ElementsAre("b"));
}

TEST_F(Strangers, WhomTheRequestVouchesForNeedNoQuestion) {
    EXPECT_TRUE(meet_strangers(bench.around, {.on = "ssh:a,b"}, {"SHA256:b"}, nobody));
    EXPECT_THAT(nobody.asked, ElementsAre("a"));
    EXPECT_THAT(hosts.trusted, ElementsAre("b"));
}

TEST_F(Strangers, WhereNobodyVouchesForAnyTheCommandIsSaid) {
    const auto refused = meet_strangers(bench.around, {.on = "ssh:a,b"}, {"SHA256:of another"}, nobody);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::denied);
    EXPECT_THAT(refused.error().detail, HasSubstr("SHA256:a"));
    EXPECT_THAT(refused.error().hint, HasSubstr("aloft up --on ssh:a,b --trust-host-key SHA256:a"));
    EXPECT_THAT(hosts.trusted, IsEmpty());
}

TEST_F(Strangers, AKnownHostAmongThemIsEnough) {
    hosts.unknown.pop_back();
    EXPECT_TRUE(meet_strangers(bench.around, {.on = "ssh:a,b"}, {}, nobody));
    EXPECT_THAT(hosts.trusted, IsEmpty());
}

TEST_F(Strangers, ElsewhereThereAreNone) {
    EXPECT_TRUE(meet_strangers(bench.around, {}, {}, nobody));
    EXPECT_TRUE(meet_strangers(bench.around, {.on = "local"}, {}, nobody));
    EXPECT_THAT(nobody.asked, IsEmpty());
}

TEST_F(Strangers, AListOfHostsIsTheirCloud) {
    const auto outcome =
        up(bench.around, {.spec = {.name = "box", .on = "ssh:a"}, .trusted_host_keys = {"SHA256:a"}}, nobody);
    ASSERT_TRUE(outcome) << describe(outcome.error());
    EXPECT_EQ(outcome->plan.offer.cloud, "hosts");
    const auto again = up(bench.around, {.spec = {.name = "box"}}, nobody);
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_THAT(again->plan.steps, IsEmpty());
}

TEST_F(Strangers, AHostIsNotStoppedAndThatIsSaidBeforeAnythingIsBegun) {
    ASSERT_TRUE(up(bench.around, {.spec = {.name = "box", .on = "ssh:a"}, .trusted_host_keys = {"SHA256:a"}}, nobody));
    const auto refused = stop(bench.around, {.machine = "box"}, nobody);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(refused.error().detail, HasSubstr("a computer of your own"));
    EXPECT_THAT(refused.error().hint, HasSubstr("aloft down box"));
    EXPECT_EQ(*bench.ledger->open_plan("box"), std::nullopt);
}

}  // namespace
}  // namespace aloft
