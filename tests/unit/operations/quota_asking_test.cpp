#include "operations/quota_asking.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tuple>

#include "unit/operations/quota_world.hpp"

namespace aloft {
namespace {

using namespace std::chrono_literals;
using Decision = fakes::FakeQuotaCloud::Decision;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class AskingTest : public QuotaWorld {
protected:
    std::vector<AskedPlace> ask(const QuotaAsk& what) {
        auto asked = ask_for_quota(bench.around, catalog, what);
        if (!asked) throw std::runtime_error(describe(asked.error()));
        return *asked;
    }
    static QuotaAsk t4(int cheapest = 1) { return {.question = {.gpus = {"T4"}}, .cheapest = cheapest}; }
    static QuotaAsk t4_in(std::vector<std::string> regions) {
        return {.question = {.gpus = {"T4"}, .regions = std::move(regions)}, .cheapest = std::nullopt};
    }
    static std::vector<std::string> texts(const std::vector<AskedPlace>& asked) {
        std::vector<std::string> lines;
        for (const AskedPlace& one : asked)
            lines.push_back(one.place.region + ": " + std::string(to_string(one.outcome)));
        return lines;
    }
    void decide_by_region(const std::string& region, Decision decision) {
        gcp.decide = [=](const QuotaWish& wish) {
            return wish.quota.region == region ? decision : Decision{0ms, wish.limit, ""};
        };
    }
};

TEST_F(AskingTest, AllThatIsMissingIsAskedForWithItsCodes) {
    EXPECT_THAT(texts(ask(t4())), ElementsAre("us-central1: granted"));
    EXPECT_THAT(wished(), ElementsAre("NVIDIA_T4_GPUS in us-central1 to 1", "GPUS_ALL_REGIONS to 1"));
    EXPECT_EQ(gcp.wishes[0].code, (QuotaCode{"compute.googleapis.com", "NVIDIA-T4-GPUS-per-project-region"}));
    EXPECT_EQ(gcp.wishes[0].purpose, "1 T4 GPU, on-demand");
    EXPECT_THAT(texts(ask(t4())), ElementsAre("us-central1: allowed")) << "now there is enough";
    EXPECT_THAT(gcp.wishes, SizeIs(2));
}

TEST_F(AskingTest, SpotHasItsOwn) {
    QuotaAsk spot = t4();
    spot.buying = Buying::spot;
    spot.question.clouds = {"gcp"};
    gcp.book[google("PREEMPTIBLE_CPUS", "europe-west4")] = {8, 0};
    ask(spot);
    EXPECT_THAT(wished(), ElementsAre("PREEMPTIBLE_NVIDIA_T4_GPUS in europe-west4 to 1", "GPUS_ALL_REGIONS to 1"));
}

TEST_F(AskingTest, WhatIsUsedIsCountedIn) {
    gcp.book[google("NVIDIA_T4_GPUS", "us-central1")] = {4, 4};
    gcp.book[google("GPUS_ALL_REGIONS")] = {8, 4};
    ask(t4());
    EXPECT_THAT(wished(), ElementsAre("NVIDIA_T4_GPUS in us-central1 to 5"));
}

TEST_F(AskingTest, AGpuQuotaWithoutAValueWasNeverGranted) {
    gcp.book.erase(google("NVIDIA_T4_GPUS", "us-central1"));
    gcp.book.erase(google("CPUS", "us-central1"));
    ask(t4());
    EXPECT_THAT(wished(), ElementsAre("NVIDIA_T4_GPUS in us-central1 to 1", "GPUS_ALL_REGIONS to 1"))
        << "of processors there may be more than would be asked for";
}

TEST_F(AskingTest, WhereNothingCanBeAskedForItIsUnclear) {
    gcp.book[google("NVIDIA_T4_GPUS", "us-central1")] = {4, std::nullopt};
    gcp.book[google("GPUS_ALL_REGIONS")] = {4, 0};
    const auto asked = ask(t4_in({"us-central1"}));
    EXPECT_THAT(texts(asked), ElementsAre("us-central1: unclear"));
    EXPECT_THAT(asked[0].why, HasSubstr("limit 4, use unknown"));
    EXPECT_THAT(gcp.wishes, IsEmpty());
}

TEST_F(AskingTest, WhatIsHopelessIsNotAskedAndTheNextIs) {
    gcp.eligibilities[google("NVIDIA_T4_GPUS", "us-central1")] = {QuotaEligibility::Answer::will_be_refused,
                                                                  "no usage history (NOT_ENOUGH_USAGE_HISTORY)"};
    const auto asked = ask(t4());
    EXPECT_THAT(texts(asked), ElementsAre("us-central1: hopeless", "us-west1: granted"));
    EXPECT_THAT(asked[0].why, HasSubstr("NOT_ENOUGH_USAGE_HISTORY"));
    EXPECT_THAT(wished(), ElementsAre("NVIDIA_T4_GPUS in us-west1 to 1", "GPUS_ALL_REGIONS to 1"));
}

TEST_F(AskingTest, WhatIsRefusedAtOnceIsAskedElsewhere) {
    decide_by_region("us-central1", {0ms, std::nullopt, "denied: too new"});
    const auto asked = ask(t4());
    EXPECT_THAT(texts(asked), ElementsAre("us-central1: refused", "us-west1: granted"));
    EXPECT_EQ(asked[0].why, "NVIDIA_T4_GPUS in us-central1: denied: too new");
}

TEST_F(AskingTest, LessThanAskedIsARefusal) {
    QuotaAsk two = t4_in({"us-central1"});
    gcp.book[google("NVIDIA_T4_GPUS", "us-central1")] = {2, 2};
    gcp.decide = [](const QuotaWish&) { return Decision{0ms, 2, ""}; };
    const auto asked = ask(two);
    EXPECT_THAT(texts(asked), ElementsAre("us-central1: refused"));
    EXPECT_THAT(asked[0].why, HasSubstr("granted 2 of 3"));
}

TEST_F(AskingTest, SeveralRegionsAreAskedAndWhatCountsEverywhereOnce) {
    gcp.decide = [](const QuotaWish& wish) { return Decision{1h, wish.limit, ""}; };
    EXPECT_THAT(texts(ask(t4(2))), ElementsAre("us-central1: pending", "us-west1: pending"));
    EXPECT_THAT(wished(), ElementsAre("NVIDIA_T4_GPUS in us-central1 to 1", "GPUS_ALL_REGIONS to 1",
                                      "NVIDIA_T4_GPUS in us-west1 to 1"));
}

TEST_F(AskingTest, NamedRegionsAreAllAskedAndNoOther) {
    decide_by_region("us-west1", {0ms, std::nullopt, "no"});
    EXPECT_THAT(texts(ask(t4_in({"us-west1", "europe-*"}))), ElementsAre("us-west1: refused", "europe-west4: granted"));
}

TEST_F(AskingTest, OfManyRegionsTheCheapestMayBeEnough) {
    QuotaAsk ask_one = t4_in({"us-*", "europe-*"});
    ask_one.cheapest = 1;
    EXPECT_THAT(texts(ask(ask_one)), ElementsAre("us-central1: granted"));
}

TEST_F(AskingTest, WhatIsPendingIsNotAskedTwice) {
    gcp.decide = [](const QuotaWish& wish) { return Decision{1h, wish.limit, ""}; };
    ask(t4());
    bench.clock.sleep(1min);
    EXPECT_THAT(texts(ask(t4())), ElementsAre("us-central1: pending"));
    EXPECT_THAT(gcp.wishes, SizeIs(2));
}

TEST_F(AskingTest, WhatWasRefusedBeforeIsAskedAgainOnlyWhenItIsNamed) {
    decide_by_region("us-central1", {0ms, std::nullopt, "too new"});
    ask(t4_in({"us-central1"}));
    const auto again = ask(t4());
    EXPECT_THAT(texts(again), ElementsAre("us-central1: hopeless", "us-west1: granted"));
    EXPECT_EQ(again[0].why, "refused before: NVIDIA_T4_GPUS in us-central1: too new; --region asks there again");
    gcp.decide = [](const QuotaWish& wish) { return Decision{0ms, wish.limit, ""}; };
    EXPECT_THAT(texts(ask(t4_in({"us-central1"}))), ElementsAre("us-central1: granted"));
}

TEST_F(AskingTest, TheWishIsInTheLedgerBeforeItArrives) {
    std::vector<QuotaRequestState> states;
    gcp.before_answer = [&](const QuotaWish& wish) {
        for (const QuotaRequest& one : recorded())
            if (one.wish == wish) states.push_back(one.state);
    };
    ask(t4());
    EXPECT_THAT(states, SizeIs(2));
    EXPECT_THAT(states, Each(QuotaRequestState::asking));
    EXPECT_THAT(recorded(), Each(testing::Field(&QuotaRequest::state, QuotaRequestState::granted)));
}

TEST_F(AskingTest, ACloudThatFailsWhileAskedLeavesTheWishOpen) {
    gcp.before_answer = [&](const QuotaWish&) { throw std::runtime_error("killed"); };
    EXPECT_ANY_THROW(ask(t4()));
    ASSERT_THAT(recorded(), SizeIs(1));
    EXPECT_EQ(recorded()[0].state, QuotaRequestState::asking);
    const auto followed = follow_quota_requests(bench.around);
    ASSERT_TRUE(followed);
    EXPECT_EQ(followed->requests[0].state, QuotaRequestState::granted) << "the cloud knows what became of it";
    EXPECT_EQ(followed->requests[0].wish.purpose, "1 T4 GPU, on-demand") << "which the cloud does not";
    EXPECT_EQ(recorded()[0].state, QuotaRequestState::granted);
}

TEST_F(AskingTest, AWishOutlivesAKill) {
    bench.ledger.reset();  // nobody's connection to a database survives a fork
    const pid_t child = ::fork();
    if (child == 0) {
        fakes::Bench& other = bench;
        other.ledger = other.open_ledger();
        Surroundings around{other.around.home, *other.ledger, *other.ledger, other.around.clouds,
                            other.keys,        other.setup,   other.agents,  other.processes,
                            other.clock,       other.random,  other.events,  other.interruption};
        gcp.before_answer = [](const QuotaWish&) { ::raise(SIGKILL); };
        std::ignore = ask_for_quota(around, catalog, t4());
        ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    bench.ledger = bench.open_ledger();
    ASSERT_THAT(recorded(), SizeIs(1));
    EXPECT_EQ(recorded()[0].state, QuotaRequestState::asking);
    EXPECT_EQ(recorded()[0].wish.quota, google("NVIDIA_T4_GPUS", "us-central1"));
}

TEST_F(AskingTest, AWishThatNeverArrivedIsSaid) {
    const QuotaWish wish{google("NVIDIA_T4_GPUS", "us-central1"), {}, 1, "1 T4 GPU, on-demand"};
    ASSERT_TRUE(bench.ledger->record(QuotaRequest{.wish = wish}));
    const auto followed = follow_quota_requests(bench.around);
    EXPECT_EQ(followed->requests[0].said, "gcp knows nothing of it: it was not asked, ask again");
}

TEST_F(AskingTest, AnAnswerToAnEarlierWishIsNoneToThisOne) {
    decide_by_region("us-central1", {0ms, std::nullopt, "too new"});
    ask(t4_in({"us-central1"}));
    bench.clock.sleep(1h);
    const auto before = recorded();
    for (QuotaRequest again : before) {
        again.state = QuotaRequestState::asking;
        again.said.clear();
        ASSERT_TRUE(bench.ledger->record(again));
    }
    const auto followed = follow_quota_requests(bench.around);
    for (const QuotaRequest& one : followed->requests) EXPECT_EQ(one.state, QuotaRequestState::asking);
}

TEST_F(AskingTest, FollowingLearnsWhatHasChanged) {
    decide_by_region("us-central1", {1h, std::nullopt, "not enough history"});
    ask(t4());
    EXPECT_EQ(follow_quota_requests(bench.around)->requests[1].state, QuotaRequestState::pending);
    const std::string before = recorded()[1].changed;
    bench.clock.sleep(2h);
    const auto followed = follow_quota_requests(bench.around);
    EXPECT_TRUE(is_refused(followed->requests[1]));
    EXPECT_EQ(followed->requests[1].said, "not enough history");
    EXPECT_NE(followed->requests[1].changed, before);
    EXPECT_EQ(recorded(), followed->requests);
}

TEST_F(AskingTest, ACloudThatDoesNotAnswerLeavesWhatWasSeenLast) {
    ask(t4());
    gcp.is_out_of_order = Error{ErrorKind::unreachable, "asking gcp", "no answer", "", {}};
    const auto followed = follow_quota_requests(bench.around);
    EXPECT_THAT(followed->requests, SizeIs(2));
    EXPECT_THAT(followed->silent, ElementsAre(SilentCloud{"gcp", "asking gcp: no answer", ""}));
    bench.around.clouds = {&bench.cloud};
    EXPECT_THAT(follow_quota_requests(bench.around)->silent[0].why, HasSubstr("no connection to gcp"));
}

TEST_F(AskingTest, ACloudThatDoesNotTellWhatThereIsIsNotAsked) {
    gcp.is_out_of_order = Error{ErrorKind::denied, "reading quotas", "not allowed", "", {}};
    const auto asked = ask(t4_in({"us-*"}));
    ASSERT_THAT(texts(asked), ElementsAre("us-central1: failed"));
    EXPECT_THAT(asked[0].why, HasSubstr("not allowed"));
    EXPECT_THAT(gcp.wishes, IsEmpty());
    EXPECT_THAT(recorded(), IsEmpty());
}

TEST_F(AskingTest, AfterARefusalNothingElseIsAskedForThatPlace) {
    decide_by_region("us-central1", {0ms, std::nullopt, "no"});
    ask(t4_in({"us-central1"}));
    EXPECT_THAT(wished(), ElementsAre("NVIDIA_T4_GPUS in us-central1 to 1"));
}

TEST_F(AskingTest, WithoutACloudThatCanBeAskedThatIsSaid) {
    bench.around.clouds = {&bench.cloud};
    const auto asked = ask_for_quota(bench.around, catalog, t4());
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().kind, ErrorKind::not_signed_in);
    EXPECT_THAT(asked.error().detail, HasSubstr("no connection to aws or gcp"));
}

}  // namespace
}  // namespace aloft
