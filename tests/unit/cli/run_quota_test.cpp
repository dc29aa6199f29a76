#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/run.hpp"
#include "fakes/fake_backstage.hpp"
#include "fakes/fake_terminal.hpp"
#include "unit/operations/quota_world.hpp"

namespace aloft::cli {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using ::testing::HasSubstr;

/// `aloft quota` as a whole: a real ledger, a catalog of four regions, and a cloud that has quotas alone.
class RunQuota : public QuotaWorld {
protected:
    int run(std::vector<std::string> words) {
        terminal.output.clear();
        terminal.error.clear();
        Backstage backstage = fakes::backstage_of(bench, terminal);
        backstage.builtin_catalog = file.bytes();
        words.insert(words.begin(), "quota");
        return aloft::run(words, backstage);
    }
    json record() const { return json::parse(terminal.output); }

    fakes::FakeTerminal terminal;
};

TEST_F(RunQuota, LooksAtAllKindsAndAtOne) {
    EXPECT_EQ(run({}), 0) << terminal.error;
    EXPECT_THAT(terminal.output, HasSubstr("H100  gcp"));
    EXPECT_EQ(run({"t4", "--region", "us-*", "--spot"}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("PREEMPTIBLE_NVIDIA_T4_GPUS in us-central1: limit 0"));
    EXPECT_EQ(run({"T4", "--json", "--cloud", "gcp"}), 0);
    EXPECT_EQ(record()["places"].size(), 6U);
    EXPECT_EQ(record()["asked"], nullptr);
}

TEST_F(RunQuota, AsksFollowsAndLists) {
    gcp.decide = [](const QuotaWish& wish) { return fakes::FakeQuotaCloud::Decision{1h, wish.limit, ""}; };
    EXPECT_EQ(run({"ask", "T4", "--cheapest", "2"}), 0) << terminal.error;
    EXPECT_THAT(terminal.output, HasSubstr("gcp us-west1, n1-standard-4 with T4: asked, pending"));
    EXPECT_EQ(run({"list"}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("pending"));
    bench.clock.sleep(2h);
    EXPECT_EQ(run({"list", "--json"}), 0);
    const json asked = record();
    for (const json& request : asked["requests"]) EXPECT_EQ(request["state"], "granted");
    EXPECT_EQ(run({"ask", "T4", "--json"}), 0);
    EXPECT_EQ(record()["asked"][0]["outcome"], "allowed");
}

TEST_F(RunQuota, NamedRegionsAreAllAskedUnlessFewerAreWished) {
    EXPECT_EQ(run({"ask", "T4", "--region", "us-west1,europe-*", "--json"}), 0) << terminal.output;
    EXPECT_EQ(record()["asked"].size(), 2U);
    EXPECT_EQ(run({"ask", "T4", "--region", "*", "--cheapest", "1", "--json"}), 0);
    EXPECT_EQ(record()["asked"].size(), 1U);
}

TEST_F(RunQuota, WaitsForAGrant) {
    gcp.decide = [](const QuotaWish& wish) { return fakes::FakeQuotaCloud::Decision{1h, wish.limit, ""}; };
    EXPECT_EQ(run({"ask", "T4", "--wait", "--json"}), 0) << terminal.output;
    EXPECT_EQ(record()["granted"]["region"], "us-central1");
}

TEST_F(RunQuota, WhereAllRefuseItFailsAndTheRecordSaysWhy) {
    gcp.decide = [](const QuotaWish&) { return fakes::FakeQuotaCloud::Decision{0ms, std::nullopt, "too new"}; };
    EXPECT_EQ(run({"ask", "T4"}), 6);
    EXPECT_THAT(terminal.output, HasSubstr("too new"));
    EXPECT_THAT(terminal.error, HasSubstr("can be had in none of these places"));
    EXPECT_EQ(run({"ask", "T4", "--region", "us-west1", "--json"}), 6);
    EXPECT_EQ(record()["asked"][0]["outcome"], "refused");
    EXPECT_EQ(record()["error"]["kind"], "quota");
}

TEST_F(RunQuota, MistakesInTheWordsAreSaid) {
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"ask"},
                                                                                       {"ask", "T4", "--count", "0"},
                                                                                       {"ask", "T4", "--count", "two"},
                                                                                       {"ask", "T4", "--cheapest", "x"},
                                                                                       {"list", "T4"},
                                                                                       {"list", "--spot"},
                                                                                       {"T4", "--wait"},
                                                                                       {"T4", "L4"},
                                                                                       {"T44"}}) {
        EXPECT_EQ(run(words), 2) << words[0];
        EXPECT_EQ(terminal.output, "") << words[0];
    }
    EXPECT_TRUE(gcp.wishes.empty());
}

TEST_F(RunQuota, WithoutCloudsItSaysWhatThatMeans) {
    bench.around.clouds = {&bench.cloud};
    EXPECT_EQ(run({"T4"}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("this aloft has no connection to gcp yet"));
    EXPECT_EQ(run({"ask", "T4"}), 5);
    EXPECT_THAT(terminal.error, HasSubstr("hosts of yours, which need no quota"));
    EXPECT_EQ(run({"list"}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("no quota was asked for"));
}

}  // namespace
}  // namespace aloft::cli
