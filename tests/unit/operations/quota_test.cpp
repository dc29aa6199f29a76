#include "operations/quota.hpp"

#include "unit/operations/quota_world.hpp"

namespace aloft {
namespace {

using market::Allowance;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;

class QuotaTest : public QuotaWorld {
protected:
    QuotaReport report(const QuotaQuestion& question) { return *quota_report(bench.around, catalog, question); }

    /// "gcp us-central1 on-demand: short" for each place.
    static std::vector<std::string> texts(const QuotaReport& report) {
        std::vector<std::string> lines;
        for (const QuotaPlace& one : report.places)
            lines.push_back(one.cloud + " " + one.region + " " + std::string(to_string(one.buying)) + ": " +
                            std::string(to_string(one.judgement.allowance)));
        return lines;
    }
};

TEST_F(QuotaTest, EachRegionIsJudgedByItsCheapestMachineCheapestFirst) {
    gcp.book[google("NVIDIA_T4_GPUS", "us-west1")] = {1, 0};
    gcp.book[google("GPUS_ALL_REGIONS")] = {1, 0};
    const QuotaReport found = report({.gpus = {"t4"}});
    EXPECT_THAT(texts(found), ElementsAre("aws us-east-1 spot: unknown", "gcp europe-west4 spot: short",
                                          "gcp us-central1 spot: short", "gcp us-west1 spot: unknown",
                                          "aws us-east-1 on-demand: unknown", "gcp us-central1 on-demand: short",
                                          "gcp us-west1 on-demand: enough", "gcp europe-west4 on-demand: short"));
    EXPECT_EQ(found.places[5].machine_type, "n1-standard-4");
    EXPECT_EQ(found.places[5].judgement.why, "needs 1 of NVIDIA_T4_GPUS in us-central1: limit 0, used 0");
}

TEST_F(QuotaTest, ACloudThatIsNotThereIsSilentAndItsQuotasUnknown) {
    const QuotaReport found = report({.gpus = {"T4"}, .clouds = {"aws"}});
    ASSERT_THAT(found.silent, testing::SizeIs(1));
    EXPECT_EQ(found.silent[0].cloud, "aws");
    EXPECT_THAT(found.silent[0].why, HasSubstr("no connection to aws"));
    EXPECT_THAT(found.silent[0].hint, HasSubstr("console.aws.amazon.com"));
    for (const QuotaPlace& place : found.places) EXPECT_EQ(place.judgement.allowance, Allowance::unknown);
}

TEST_F(QuotaTest, ACloudThatFailsIsSilentWithItsWords) {
    gcp.is_out_of_order = Error{ErrorKind::not_signed_in, "reading quotas", "the token has expired", "sign in", {}};
    const QuotaReport found = report({.gpus = {"T4"}, .clouds = {"gcp"}});
    EXPECT_THAT(found.silent, ElementsAre(SilentCloud{"gcp", describe(*gcp.is_out_of_order), "sign in"}));
    for (const QuotaPlace& place : found.places) EXPECT_EQ(place.judgement.allowance, Allowance::unknown);
}

TEST_F(QuotaTest, OnlyRegionsThatMatterAreRead) {
    report({.gpus = {"T4"}, .clouds = {"gcp"}, .regions = {"us-*"}});
    ASSERT_THAT(gcp.regions_read, testing::SizeIs(1));
    EXPECT_THAT(gcp.regions_read[0], ElementsAre("us-central1", "us-west1"));
}

TEST_F(QuotaTest, WithoutANameEveryKindIsLookedAt) {
    const QuotaReport found = report({.gpus = {}, .count = 8});
    EXPECT_THAT(texts(found), ElementsAre("gcp us-central1 on-demand: short"));
    EXPECT_EQ(found.places[0].gpu, "H100");
    EXPECT_THAT(found.places[0].judgement.why, HasSubstr("in all regions together): limit 0"))
        << "the family's is unknown";
}

TEST_F(QuotaTest, WithoutANumberItIsTheCheapestMachineWithAny) {
    EXPECT_EQ(report({.gpus = {"H100"}}).places[0].gpus, 8);
    EXPECT_EQ(report({}).places.size(), 9U) << "a T4 in four regions both ways, and the H100";
}

TEST_F(QuotaTest, MistakesAreSaidWithWhatToDo) {
    const auto unknown = quota_report(bench.around, catalog, {.gpus = {"T44"}});
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(unknown.error().hint, HasSubstr("T4"));
    const auto retired = quota_report(bench.around, catalog, {.gpus = {"K80"}});
    ASSERT_FALSE(retired);
    EXPECT_EQ(retired.error().hint, "instead: aloft gpus T4");
    const auto too_many = quota_report(bench.around, catalog, {.gpus = {"T4"}, .count = 3});
    ASSERT_FALSE(too_many);
    EXPECT_EQ(too_many.error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace aloft
