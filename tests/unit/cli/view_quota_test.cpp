#include "cli/view_quota.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/quota_records.hpp"
#include "cli/view_quota_requests.hpp"
#include "golden.hpp"
#include "unit/operations/quota_world.hpp"

namespace aloft::cli {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

class ViewQuota : public QuotaWorld {
protected:
    ViewQuota() {
        gcp.book[google("NVIDIA_T4_GPUS", "us-west1")] = {2, 1};
        gcp.book[google("GPUS_ALL_REGIONS")] = {2, 1};
    }
    QuotaReport report(const QuotaQuestion& question) { return *quota_report(bench.around, catalog, question); }
    std::vector<AskedPlace> ask(int cheapest) {
        gcp.decide = [](const QuotaWish& wish) {
            if (wish.quota.region == "us-central1")
                return fakes::FakeQuotaCloud::Decision{0ms, std::nullopt, "the project is too new\x1b[31m"};
            return fakes::FakeQuotaCloud::Decision{1h, wish.limit, ""};
        };
        return *ask_for_quota(bench.around, catalog, {.question = {.gpus = {"T4"}}, .cheapest = cheapest});
    }
    std::string places(const QuotaReport& found, Buying buying) {
        return quota_places_view(found, buying, Rows::all, plain, 100);
    }
    static void golden(const std::string& name, const std::string& text) {
        aloft::tests::expect_file("tests/golden/cli/" + name, text);
    }
    const Paint plain;
};

TEST_F(ViewQuota, OfKindsSaysWhereEachMayBeHad) { golden("quota.txt", quota_kinds_view(report({}), plain, 100)); }

TEST_F(ViewQuota, OfOneGpuSaysWhatIsMissing) {
    golden("quota-t4.txt", places(report({.gpus = {"T4"}}), Buying::on_demand));
}

TEST_F(ViewQuota, WithoutAnyCloudSaysWhatWouldBeNeeded) {
    bench.around.clouds = {&bench.cloud};
    golden("quota-silent.txt", places(report({.gpus = {"T4"}, .regions = {"us-*"}}), Buying::spot));
}

TEST_F(ViewQuota, OfAskingSaysWhatBecameOfEachPlace) { golden("quota-ask.txt", quota_asked_view(ask(2), plain, 100)); }

TEST_F(ViewQuota, OfWishesSaysWhatWasSaid) {
    ask(2);
    const auto requests = follow_quota_requests(bench.around);
    golden("quota-list.txt", quota_requests_view(*requests, bench.clock.now() + 3h, plain, 100));
}

TEST_F(ViewQuota, OfWishesOfASilentCloudSaysHowOldTheyAre) {
    ask(2);
    bench.around.clouds = {&bench.cloud};
    const std::string text = quota_requests_view(*follow_quota_requests(bench.around), bench.clock.now(), plain, 100);
    EXPECT_THAT(text, HasSubstr("as last seen, the wishes of gcp: this aloft has no connection to gcp"));
    EXPECT_THAT(text, HasSubstr("just now"));
}

TEST_F(ViewQuota, OfKindsOfWhichNothingIsKnownIsASentence) {
    bench.around.clouds = {&bench.cloud};
    const std::string text = quota_kinds_view(report({}), plain, 80);
    EXPECT_THAT(text, ::testing::StartsWith("which GPUs the account may have is not known: no cloud has told\n"));
    EXPECT_THAT(text, HasSubstr("https://console.cloud.google.com"));
}

TEST_F(ViewQuota, WithoutWishesSaysHowToAsk) {
    EXPECT_EQ(quota_requests_view({}, bench.clock.now(), plain, 80),
              "no quota was asked for; to ask: aloft quota ask GPU\n");
    EXPECT_EQ(quota_asked_view({}, plain, 80), "there is no place to ask in\n");
}

TEST_F(ViewQuota, OfManyRegionsShowsTheFirstAndSaysHowManyMoreThereAre) {
    QuotaReport many;
    QuotaPlace place = report({.gpus = {"T4"}}).places.front();
    for (int i = 0; i < 25; ++i) {
        place.region = "r" + std::to_string(i);
        many.places.push_back(place);
    }
    const std::string first = quota_places_view(many, Buying::spot, Rows::first, plain, 100);
    EXPECT_THAT(first, HasSubstr("and 5 more: --all\n"));
    EXPECT_THAT(first, Not(HasSubstr(" r20 ")));
    EXPECT_THAT(places(many, Buying::spot), HasSubstr(" r24 "));
}

TEST_F(ViewQuota, FitsANarrowTerminal) {
    const QuotaReport found = report({.gpus = {"T4"}});
    const std::string table = quota_places_view(found, Buying::on_demand, Rows::all, plain, 60).substr(0, 400);
    EXPECT_THAT(table.substr(0, table.find("\n\n")), Not(HasSubstr("\x1b")));
    for (std::size_t begin = 0, end = table.find("\n\n"); begin < end;) {
        const std::size_t line = table.find('\n', begin);
        EXPECT_LE(width_of(table.substr(begin, line - begin)), 60);
        begin = line + 1;
    }
}

TEST_F(ViewQuota, UnknownIsNullInRecordsAndNeverZero) {
    const nlohmann::json record = fields_of(report({.gpus = {"T4"}}));
    int unknown = 0, zero = 0;
    for (const auto& place : record["places"])
        for (const auto& need : place["needs"]) {
            if (need["limit"].is_null()) {
                ++unknown;
                EXPECT_EQ(need["verdict"], "unknown");
                EXPECT_TRUE(need["used"].is_null());
            } else if (need["limit"] == 0) {
                ++zero;
            }
        }
    EXPECT_GT(unknown, 0);
    EXPECT_GT(zero, 0);
    EXPECT_EQ(record["silent"][0]["cloud"], "aws");
}

}  // namespace
}  // namespace aloft::cli
