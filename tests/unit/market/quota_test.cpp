#include "market/quota.hpp"

#include <gmock/gmock.h>

#include <set>

#include "market/quota_rules.hpp"

namespace aloft::market {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAreArray;

struct Case {
    std::string_view cloud, type, gpu;
    int gpus, cpus;
    Buying buying;
    std::vector<std::string> needs;  ///< "1 NVIDIA_T4_GPUS in r"
};

std::string text_of(const QuotaNeed& need) {
    std::string unit(unit_of(need.counted));
    if (!unit.empty()) unit += " ";
    return std::to_string(need.amount) + " " + unit + describe(need.quota);
}

std::vector<std::string> texts_of(const QuotaNeeds& needs) {
    std::vector<std::string> texts;
    for (const QuotaNeed& need : needs.parts) texts.push_back(text_of(need));
    return texts;
}

Spending spending(const Case& one) {
    return {.cloud = one.cloud,
            .region = "r",
            .machine_type = one.type,
            .gpu = one.gpu,
            .gpus = one.gpus,
            .cpus = one.cpus,
            .buying = one.buying};
}

constexpr Buying on_demand = Buying::on_demand, spot = Buying::spot;

// clang-format off
const std::vector<Case> google{
    {"gcp", "n1-standard-4", "K80", 1, 4, on_demand, {"1 NVIDIA_K80_GPUS in r", "4 vCPUs CPUS in r", "4 vCPUs CPUS_ALL_REGIONS"}},
    {"gcp", "n1-standard-4", "K80", 1, 4, spot, {"1 PREEMPTIBLE_NVIDIA_K80_GPUS in r", "4 vCPUs PREEMPTIBLE_CPUS in r", "4 vCPUs CPUS_ALL_REGIONS"}},
    {"gcp", "n1-standard-4", "P4", 2, 4, on_demand, {"2 NVIDIA_P4_GPUS in r", "4 vCPUs CPUS in r", "4 vCPUs CPUS_ALL_REGIONS"}},
    {"gcp", "n1-standard-4", "P4", 2, 4, spot, {"2 PREEMPTIBLE_NVIDIA_P4_GPUS in r", "4 vCPUs PREEMPTIBLE_CPUS in r", "4 vCPUs CPUS_ALL_REGIONS"}},
    {"gcp", "n1-highmem-8", "P100", 1, 8, on_demand, {"1 NVIDIA_P100_GPUS in r", "8 vCPUs CPUS in r", "8 vCPUs CPUS_ALL_REGIONS"}},
    {"gcp", "n1-highmem-8", "P100", 1, 8, spot, {"1 PREEMPTIBLE_NVIDIA_P100_GPUS in r", "8 vCPUs PREEMPTIBLE_CPUS in r", "8 vCPUs CPUS_ALL_REGIONS"}},
    {"gcp", "n1-standard-8", "V100", 8, 8, on_demand, {"8 NVIDIA_V100_GPUS in r", "8 vCPUs CPUS in r", "8 vCPUs CPUS_ALL_REGIONS"}},
    {"gcp", "n1-standard-8", "V100", 8, 8, spot, {"8 PREEMPTIBLE_NVIDIA_V100_GPUS in r", "8 vCPUs PREEMPTIBLE_CPUS in r", "8 vCPUs CPUS_ALL_REGIONS"}},
    {"gcp", "n1-standard-4", "T4", 1, 4, on_demand, {"1 NVIDIA_T4_GPUS in r", "4 vCPUs CPUS in r", "4 vCPUs CPUS_ALL_REGIONS"}},
    {"gcp", "n1-standard-4", "T4", 1, 4, spot, {"1 PREEMPTIBLE_NVIDIA_T4_GPUS in r", "4 vCPUs PREEMPTIBLE_CPUS in r", "4 vCPUs CPUS_ALL_REGIONS"}},
    {"gcp", "g2-standard-4", "L4", 1, 4, on_demand, {"1 NVIDIA_L4_GPUS in r"}},
    {"gcp", "g2-standard-24", "L4", 2, 24, spot, {"2 PREEMPTIBLE_NVIDIA_L4_GPUS in r"}},
    {"gcp", "a2-highgpu-1g", "A100", 1, 12, on_demand, {"1 NVIDIA_A100_GPUS in r"}},
    {"gcp", "a2-megagpu-16g", "A100", 16, 96, spot, {"16 PREEMPTIBLE_NVIDIA_A100_GPUS in r"}},
    {"gcp", "a2-ultragpu-1g", "A100-80GB", 1, 12, on_demand, {"1 NVIDIA_A100_80GB_GPUS in r"}},
    {"gcp", "a2-ultragpu-8g", "A100-80GB", 8, 96, spot, {"8 PREEMPTIBLE_NVIDIA_A100_80GB_GPUS in r"}},
    {"gcp", "a3-highgpu-8g", "H100", 8, 208, on_demand, {"8 GPUS_PER_GPU_FAMILY (NVIDIA_H100) in r"}},
    {"gcp", "a3-edgegpu-8g", "H100", 8, 208, on_demand, {"8 GPUS_PER_GPU_FAMILY (NVIDIA_H100) in r"}},
    {"gcp", "a3-highgpu-1g", "H100", 1, 26, spot, {"1 PREEMPTIBLE_NVIDIA_H100_GPUS in r"}},
    {"gcp", "a3-megagpu-8g", "H100", 8, 208, on_demand, {"8 GPUS_PER_GPU_FAMILY (NVIDIA_H100_MEGA) in r"}},
    {"gcp", "a3-megagpu-8g", "H100-MEGA", 8, 208, spot, {"8 PREEMPTIBLE_NVIDIA_H100_MEGA_GPUS in r"}},
    {"gcp", "a3-ultragpu-8g", "H200", 8, 224, on_demand, {"8 GPUS_PER_GPU_FAMILY (NVIDIA_H200) in r"}},
    {"gcp", "a3-ultragpu-8g", "H200", 8, 224, spot, {"8 PREEMPTIBLE_NVIDIA_H200_GPUS in r"}},
    {"gcp", "a4-highgpu-8g", "B200", 8, 224, on_demand, {"8 GPUS_PER_GPU_FAMILY (NVIDIA_B200) in r"}},
    {"gcp", "a4-highgpu-8g", "B200", 8, 224, spot, {"8 PREEMPTIBLE_NVIDIA_B200_GPUS in r"}},
    {"gcp", "g4-standard-48", "RTX-PRO-6000", 1, 48, on_demand, {"1 GPUS_PER_GPU_FAMILY (NVIDIA_RTX_PRO_6000) in r"}},
    {"gcp", "g4-standard-24", "RTX-PRO-6000/2", 1, 24, spot, {"1 PREEMPTIBLE_NVIDIA_RTX_PRO_6000_GPUS in r"}},
};

const std::vector<Case> amazon{
    {"aws", "g2.2xlarge", "K520", 1, 8, on_demand, {"8 vCPUs L-DB2E81BA in r"}},
    {"aws", "g3.4xlarge", "M60", 1, 16, spot, {"16 vCPUs L-3819A6DF in r"}},
    {"aws", "g3s.xlarge", "M60", 1, 4, on_demand, {"4 vCPUs L-DB2E81BA in r"}},
    {"aws", "g4dn.xlarge", "T4", 1, 4, on_demand, {"4 vCPUs L-DB2E81BA in r"}},
    {"aws", "g4dn.metal", "T4", 8, 96, spot, {"96 vCPUs L-3819A6DF in r"}},
    {"aws", "g4ad.xlarge", "Radeon-Pro-V520", 1, 4, on_demand, {"4 vCPUs L-DB2E81BA in r"}},
    {"aws", "g5.xlarge", "A10G", 1, 4, on_demand, {"4 vCPUs L-DB2E81BA in r"}},
    {"aws", "g5g.xlarge", "T4g", 1, 4, spot, {"4 vCPUs L-3819A6DF in r"}},
    {"aws", "g6.xlarge", "L4", 1, 4, on_demand, {"4 vCPUs L-DB2E81BA in r"}},
    {"aws", "gr6.4xlarge", "L4", 1, 16, on_demand, {"16 vCPUs L-DB2E81BA in r"}},
    {"aws", "g6f.large", "L4/8", 1, 2, on_demand, {"2 vCPUs L-DB2E81BA in r"}},
    {"aws", "gr6f.4xlarge", "L4/2", 1, 16, spot, {"16 vCPUs L-3819A6DF in r"}},
    {"aws", "g6e.48xlarge", "L40S", 8, 192, spot, {"192 vCPUs L-3819A6DF in r"}},
    {"aws", "g7.2xlarge", "RTX-PRO-4500", 1, 8, on_demand, {"8 vCPUs L-DB2E81BA in r"}},
    {"aws", "g7e.2xlarge", "RTX-PRO-6000", 1, 8, on_demand, {"8 vCPUs L-DB2E81BA in r"}},
    {"aws", "p2.xlarge", "K80", 1, 4, on_demand, {"4 vCPUs L-417A185B in r"}},
    {"aws", "p2.16xlarge", "K80", 16, 64, spot, {"64 vCPUs L-7212CCBC in r"}},
    {"aws", "p3.2xlarge", "V100", 1, 8, on_demand, {"8 vCPUs L-417A185B in r"}},
    {"aws", "p3dn.24xlarge", "V100-32GB", 8, 96, spot, {"96 vCPUs L-7212CCBC in r"}},
    {"aws", "p4d.24xlarge", "A100", 8, 96, on_demand, {"96 vCPUs L-417A185B in r"}},
    {"aws", "p4de.24xlarge", "A100-80GB", 8, 96, spot, {"96 vCPUs L-7212CCBC in r"}},
    {"aws", "p5.4xlarge", "H100", 1, 16, on_demand, {"16 vCPUs L-417A185B in r"}},
    {"aws", "p5.48xlarge", "H100", 8, 192, spot, {"192 vCPUs L-C4BD4855 in r"}},
    {"aws", "p5e.48xlarge", "H200", 8, 192, spot, {"192 vCPUs L-C4BD4855 in r"}},
    {"aws", "p5en.48xlarge", "H200", 8, 192, on_demand, {"192 vCPUs L-417A185B in r"}},
    {"aws", "p6-b200.48xlarge", "B200", 8, 192, on_demand, {"192 vCPUs L-417A185B in r"}},
    {"aws", "p6-b300.48xlarge", "B300", 8, 192, on_demand, {"192 vCPUs L-417A185B in r"}},
    {"aws", "p6-b200.48xlarge", "B200", 8, 192, spot, {"192 vCPUs  in r"}},
    {"aws", "dl1.24xlarge", "Gaudi", 8, 96, on_demand, {"96 vCPUs L-6E869C2A in r"}},
    {"aws", "dl1.24xlarge", "Gaudi", 8, 96, spot, {"96 vCPUs L-85EED4F7 in r"}},
    {"aws", "t3.xlarge", "", 0, 4, on_demand, {"4 vCPUs L-1216C47A in r"}},
    {"aws", "m7i.large", "", 0, 2, spot, {"2 vCPUs L-34B43A08 in r"}},
    {"aws", "im4gn.large", "", 0, 2, spot, {"2 vCPUs L-34B43A08 in r"}},
};

const std::vector<Case> google_without_gpu{
    {"gcp", "e2-standard-4", "", 0, 4, on_demand, {"4 vCPUs CPUS in r", "4 vCPUs CPUS_ALL_REGIONS", "1 IN_USE_ADDRESSES in r"}},
    {"gcp", "n1-standard-4", "", 0, 4, spot, {"4 vCPUs PREEMPTIBLE_CPUS in r", "4 vCPUs CPUS_ALL_REGIONS", "1 IN_USE_ADDRESSES in r"}},
    {"gcp", "n2-standard-4", "", 0, 4, on_demand, {"4 vCPUs N2_CPUS in r", "4 vCPUs CPUS_ALL_REGIONS", "1 IN_USE_ADDRESSES in r"}},
};
// clang-format on

TEST(QuotaNeeds, OfEveryGpuOfGoogle) {
    for (const Case& one : google) {
        const QuotaNeeds needs = quota_needs(spending(one));
        std::vector<std::string> expected = one.needs;
        expected.push_back(std::to_string(one.gpus) + " GPUS_ALL_REGIONS");
        expected.emplace_back("1 IN_USE_ADDRESSES in r");
        EXPECT_THAT(texts_of(needs), UnorderedElementsAreArray(expected)) << one.type << " " << one.gpu;
        EXPECT_EQ(needs.unmodelled, "") << one.type;
    }
}

TEST(QuotaNeeds, OfEveryGpuOfAmazon) {
    for (const Case& one : amazon) {
        const QuotaNeeds needs = quota_needs(spending(one));
        EXPECT_THAT(texts_of(needs), UnorderedElementsAreArray(one.needs)) << one.type;
        EXPECT_EQ(needs.unmodelled, "") << one.type;
    }
}

TEST(QuotaNeeds, OfMachinesWithoutGpu) {
    for (const Case& one : google_without_gpu) {
        const QuotaNeeds needs = quota_needs(spending(one));
        EXPECT_THAT(texts_of(needs), UnorderedElementsAreArray(one.needs)) << one.type;
        EXPECT_EQ(needs.unmodelled, "") << one.type;
    }
}

TEST(QuotaNeeds, EveryRuleForGpusWasAskedOnDemandAndAsSpot) {
    std::set<std::pair<std::string, std::string>> met;
    for (const Case& one : google)
        for (const QuotaNeed& need : quota_needs(spending(one)).parts)
            met.emplace(need.quota.id, need.quota.dimensions.empty() ? "" : need.quota.dimensions.begin()->second);
    for (const QuotaRule& rule : quota_rules())
        for (const QuotaWords* words : {&rule.on_demand, &rule.spot})
            EXPECT_TRUE(rule.counted != Counted::gpus ||
                        met.contains({std::string(words->id), std::string(words->family)}))
                << words->id;
}

TEST(QuotaNeeds, DisksCountByTheirKind) {
    const QuotaNeeds needs = quota_needs({.cloud = "gcp",
                                          .region = "r",
                                          .machine_type = "a3-highgpu-8g",
                                          .disk_gb = 50,
                                          .hyperdisk_gb = 70,
                                          .slow_disk_gb = 200,
                                          .addresses = 0});
    EXPECT_THAT(texts_of(needs), ::testing::IsSupersetOf({"50 GB SSD_TOTAL_GB in r", "70 GB HDB_TOTAL_GB in r",
                                                          "200 GB DISKS_TOTAL_GB in r"}));
    EXPECT_THAT(texts_of(needs), Not(Contains(HasSubstr("ADDRESSES"))));
}

TEST(QuotaNeeds, AddressesThatAreKeptCountByThemselves) {
    const auto kept = [](std::string_view cloud, std::string_view type) {
        return texts_of(quota_needs(
            {.cloud = cloud, .region = "r", .machine_type = type, .cpus = 4, .addresses = 1, .kept_addresses = 1}));
    };
    EXPECT_THAT(kept("gcp", "n1-standard-4"), Contains("1 IN_USE_ADDRESSES in r"));
    EXPECT_THAT(kept("gcp", "n1-standard-4"), Contains("1 STATIC_ADDRESSES in r"));
    EXPECT_THAT(kept("aws", "g4dn.xlarge"), ElementsAre("4 vCPUs L-DB2E81BA in r", "1 L-0263D0A3 in r"));
}

TEST(QuotaNeeds, AreAskedForByTheirOwnCodes) {
    std::map<std::string, std::string> codes;
    for (const auto* cases : {&google, &amazon})
        for (const Case& one : *cases)
            for (const QuotaNeed& need : quota_needs(spending(one)).parts) {
                EXPECT_EQ(need.code.service, one.cloud == "gcp" ? "compute.googleapis.com" : "ec2");
                codes[need.quota.id] = need.code.id;
            }
    EXPECT_EQ(codes["NVIDIA_T4_GPUS"], "NVIDIA-T4-GPUS-per-project-region");
    EXPECT_EQ(codes["NVIDIA_A100_80GB_GPUS"], "NVIDIA-A100-80GB-GPUS-per-project-region");
    EXPECT_EQ(codes["PREEMPTIBLE_NVIDIA_H100_MEGA_GPUS"], "PREEMPTIBLE-NVIDIA-H100-MEGA-GPUS-per-project-region");
    EXPECT_EQ(codes["PREEMPTIBLE_NVIDIA_RTX_PRO_6000_GPUS"], "PREEMPTIBLE-NVIDIA-RTX-PRO-6000-GPUS-per-project-region");
    EXPECT_EQ(codes["GPUS_PER_GPU_FAMILY"], "GPUS-PER-GPU-FAMILY-per-project-region");
    EXPECT_EQ(codes["GPUS_ALL_REGIONS"], "GPUS-ALL-REGIONS-per-project");
    EXPECT_EQ(codes["CPUS"], "CPUS-per-project-region");
    EXPECT_EQ(codes["IN_USE_ADDRESSES"], "IN-USE-ADDRESSES-per-project-region");
    EXPECT_EQ(codes["L-DB2E81BA"], "L-DB2E81BA");
}

TEST(QuotaNeeds, WhatNoRuleCountsIsSaid) {
    EXPECT_EQ(
        quota_needs({.cloud = "gcp", .machine_type = "n1-standard-4", .gpu = "X9", .gpus = 1, .cpus = 4}).unmodelled,
        "aloft does not know which quota of gcp counts X9");
    EXPECT_EQ(quota_needs({.cloud = "aws", .machine_type = "x9.large", .cpus = 4}).unmodelled,
              "aloft does not know which quota of aws counts x9.large");
    EXPECT_EQ(quota_needs({.cloud = "moon", .machine_type = "m1", .cpus = 4}).unmodelled,
              "aloft does not know the quotas of moon");
}

const QuotaRef t4{"gcp", "NVIDIA_T4_GPUS", "us-central1", {}};
const QuotaRef t4_spot{"gcp", "PREEMPTIBLE_NVIDIA_T4_GPUS", "us-central1", {}};
const QuotaRef everywhere{"gcp", "GPUS_ALL_REGIONS", "", {}};
const QuotaRef processors{"gcp", "CPUS", "us-central1", {}};
const QuotaRef all_processors{"gcp", "CPUS_ALL_REGIONS", "", {}};
const QuotaRef addresses{"gcp", "IN_USE_ADDRESSES", "us-central1", {}};

QuotaBook plenty() {
    QuotaBook book;
    for (const QuotaRef& ref : {t4, everywhere, processors, all_processors, addresses}) book[ref] = {100, 0};
    book[t4_spot] = {100, 0};
    book[{"gcp", "PREEMPTIBLE_CPUS", "us-central1", {}}] = {100, 0};
    return book;
}

QuotaJudgement judge_t4(const QuotaBook& book, Buying buying = on_demand) {
    return judge(quota_needs({.cloud = "gcp",
                              .region = "us-central1",
                              .machine_type = "n1-standard-4",
                              .gpu = "T4",
                              .gpus = 1,
                              .cpus = 4,
                              .buying = buying}),
                 book);
}

TEST(QuotaJudgement, EnoughOfAllIsEnough) {
    const QuotaJudgement judgement = judge_t4(plenty());
    EXPECT_EQ(judgement.allowance, Allowance::enough);
    EXPECT_EQ(judgement.why, "");
    EXPECT_THAT(judgement.parts, testing::SizeIs(5));
}

TEST(QuotaJudgement, SaysNeedLimitAndUse) {
    struct Row {
        QuotaValue value;
        Allowance allowance;
        std::string words;
    };
    for (const Row& row : std::vector<Row>{
             {{0, 0}, Allowance::lacking, "limit 0, used 0"},
             {{1, 0}, Allowance::enough, "limit 1, used 0, 1 left"},
             {{1, 1}, Allowance::lacking, "limit 1, used 1, 0 left"},
             {{1, 3}, Allowance::lacking, "limit 1, used 3, 0 left"},
             {{0, std::nullopt}, Allowance::lacking, "limit 0, use unknown"},
             {{8, std::nullopt}, Allowance::unknown, "limit 8, use unknown"},
             {{std::nullopt, 0}, Allowance::unknown, "limit unknown, used 0"},
             {{std::nullopt, std::nullopt}, Allowance::unknown, "limit and use unknown"},
             {{no_limit, 7}, Allowance::enough, "no limit"},
             {{no_limit, std::nullopt}, Allowance::enough, "no limit"},
         }) {
        QuotaBook book = plenty();
        book[t4] = row.value;
        const QuotaJudgement judgement = judge_t4(book);
        EXPECT_EQ(judgement.allowance, row.allowance) << row.words;
        EXPECT_EQ(judgement.parts.front().words, "needs 1 of NVIDIA_T4_GPUS in us-central1: " + row.words);
        EXPECT_EQ(judgement.why.empty(), row.allowance == Allowance::enough);
    }
}

TEST(QuotaJudgement, TheGlobalOneDecidesToo) {
    QuotaBook book = plenty();
    book[everywhere] = {0, 0};
    EXPECT_EQ(judge_t4(book).allowance, Allowance::lacking);
    EXPECT_EQ(judge_t4(book).why,
              "needs 1 of GPUS_ALL_REGIONS (GPUs of any kind, in all regions together): limit 0, used 0");
}

TEST(QuotaJudgement, WhatIsNotInTheBookIsUnknownAndNeverPlenty) {
    EXPECT_EQ(judge_t4({}).allowance, Allowance::unknown);
    for (const QuotaRef& ref : {t4, everywhere, processors, all_processors, addresses}) {
        QuotaBook book = plenty();
        book.erase(ref);
        EXPECT_EQ(judge_t4(book).allowance, Allowance::unknown) << describe(ref);
        EXPECT_THAT(judge_t4(book).why, testing::AllOf(HasSubstr(describe(ref)), HasSubstr(": limit and use unknown")));
    }
}

TEST(QuotaJudgement, WhatIsLackingOutweighsWhatIsUnknown) {
    QuotaBook book;
    book[all_processors] = {2, 0};
    EXPECT_EQ(judge_t4(book).allowance, Allowance::lacking);
    EXPECT_THAT(judge_t4(book).why, HasSubstr("needs 4 vCPUs of CPUS_ALL_REGIONS: limit 2"));
}

TEST(QuotaJudgement, ARegionsQuotaIsItsOwn) {
    QuotaBook book = plenty();
    book.erase(t4);
    book[{"gcp", "NVIDIA_T4_GPUS", "us-east1", {}}] = {8, 0};
    book[{"other", "NVIDIA_T4_GPUS", "us-central1", {}}] = {8, 0};
    EXPECT_EQ(judge_t4(book).allowance, Allowance::unknown);
}

TEST(QuotaJudgement, FamiliesOfOneQuotaAreApart) {
    const QuotaNeeds needs =
        quota_needs({.cloud = "gcp", .region = "r", .machine_type = "a3-highgpu-8g", .gpu = "H100", .gpus = 8});
    QuotaBook book;
    book[{"gcp", "GPUS_PER_GPU_FAMILY", "r", {{"gpu_family", "NVIDIA_H200"}}}] = {8, 0};
    EXPECT_EQ(judge(needs, book).parts.front().allowance, Allowance::unknown);
    book[{"gcp", "GPUS_PER_GPU_FAMILY", "r", {{"gpu_family", "NVIDIA_H100"}}}] = {8, 0};
    EXPECT_EQ(judge(needs, book).parts.front().allowance, Allowance::enough);
}

TEST(QuotaJudgement, SpotWithoutItsOwnQuotaIsDecidedByTheOtherOnlyWhenThatSaysNo) {
    QuotaBook book = plenty();
    EXPECT_EQ(judge_t4(book, spot).allowance, Allowance::enough);
    book[t4_spot] = {0, 0};
    EXPECT_EQ(judge_t4(book, spot).allowance, Allowance::unknown);
    EXPECT_EQ(judge_t4(book, spot).why,
              "needs 1 of PREEMPTIBLE_NVIDIA_T4_GPUS in us-central1: limit 0, used 0; it may be taken from "
              "NVIDIA_T4_GPUS in us-central1: limit 100, used 0, 100 left");
    book[t4] = {0, 0};
    EXPECT_EQ(judge_t4(book, spot).allowance, Allowance::lacking);
    book[t4_spot] = {4, 4};
    book[t4] = {100, 0};
    EXPECT_EQ(judge_t4(book, spot).allowance, Allowance::lacking) << "who has spot quota spends that and no other";
}

TEST(QuotaJudgement, AmazonIsToldInProcessorsAndByName) {
    const QuotaNeeds needs = quota_needs(
        {.cloud = "aws", .region = "us-east-1", .machine_type = "g4dn.xlarge", .gpu = "T4", .gpus = 1, .cpus = 4});
    QuotaBook book;
    book[{"aws", "L-DB2E81BA", "us-east-1", {}}] = {0, 0};
    EXPECT_EQ(judge(needs, book).why,
              "needs 4 vCPUs of L-DB2E81BA in us-east-1 (Running On-Demand G and VT instances): limit 0, used 0");
}

TEST(QuotaJudgement, WhatNobodyPublishesIsUnknownWhateverTheBookSays) {
    const QuotaNeeds needs = quota_needs({.cloud = "aws",
                                          .region = "r",
                                          .machine_type = "p6-b200.48xlarge",
                                          .gpu = "B200",
                                          .gpus = 8,
                                          .cpus = 192,
                                          .buying = spot});
    QuotaBook book;
    book[{"aws", "", "r", {}}] = {1000, 0};
    book[{"aws", "L-C4BD4855", "r", {}}] = {1000, 0};
    EXPECT_EQ(judge(needs, book).allowance, Allowance::unknown);
    EXPECT_EQ(judge(needs, book).why,
              "needs 192 vCPUs of the quota of P6 spot instances in r, and which one that is, is not published");
}

TEST(QuotaJudgement, WhatIsNotModelledIsUnknown) {
    EXPECT_EQ(judge(quota_needs({.cloud = "moon"}), {}).allowance, Allowance::unknown);
    EXPECT_EQ(judge(quota_needs({.cloud = "moon"}), {}).why, "aloft does not know the quotas of moon");
}

TEST(QuotaWish, IsMetBesideWhatIsUsedAndNeverAsksForLess) {
    const QuotaNeed need = quota_needs({.cloud = "gcp",
                                        .region = "us-central1",
                                        .machine_type = "n1-standard-4",
                                        .gpu = "T4",
                                        .gpus = 2,
                                        .cpus = 4})
                               .parts.front();
    const auto limit = [&](QuotaValue value) { return wish_for(need, value, "").limit; };
    EXPECT_EQ(limit({0, 0}), 2);
    EXPECT_EQ(limit({std::nullopt, std::nullopt}), 2);
    EXPECT_EQ(limit({4, 3}), 5);
    EXPECT_EQ(limit({8, 0}), 8);
    EXPECT_EQ(limit({4, std::nullopt}), 6) << "all of it may be used";
    EXPECT_EQ(limit({std::nullopt, 3}), 5);
    EXPECT_EQ(wish_for(need, {}, "2 T4 GPUs").purpose, "2 T4 GPUs");
    EXPECT_EQ(wish_for(need, {}, "").quota, t4);
}

}  // namespace
}  // namespace aloft::market
