#include "clouds/gcp/quotas.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace aloft::gcp {
namespace {

using nlohmann::json;

QuotaRef in(const char* id, const char* region, std::map<std::string, std::string> dimensions = {}) {
    return {"gcp", id, region, std::move(dimensions)};
}

TEST(GoogleQuotas, OfComputeHaveLimitAndUsage) {
    QuotaBook book;
    add_compute_quotas(book, json::parse(R"({"quotas":[{"metric":"NVIDIA_T4_GPUS","limit":1,"usage":0.0},
        {"metric":"CPUS","limit":24.0},{"limit":3},{"metric":"ODD","limit":"many"}]})"),
                       "us-central1");
    EXPECT_EQ(book.at(in("NVIDIA_T4_GPUS", "us-central1")), (QuotaValue{1, 0}));
    EXPECT_EQ(book.at(in("CPUS", "us-central1")), (QuotaValue{24, std::nullopt}));
    EXPECT_EQ(book.at(in("ODD", "us-central1")), (QuotaValue{std::nullopt, std::nullopt}));
    EXPECT_EQ(book.size(), 3U);
    for (const char* text : {"{}", "null", R"({"quotas":{}})", R"({"quotas":[7]})"}) {
        QuotaBook none;
        add_compute_quotas(none, json::parse(text), "");
        EXPECT_TRUE(none.empty()) << text;
    }
}

TEST(GoogleQuotas, EveryRowOfCloudQuotasCounts) {
    QuotaBook book{{in("NVIDIA_T4_GPUS", "us-central1"), {1, 1}}};
    add_quota_infos(book, json::parse(R"([
        {"quotaId":"GPUS-PER-GPU-FAMILY-per-project-region","dimensionsInfos":[
            {"dimensions":{"region":"us-central1","gpu_family":"NVIDIA_H100"},"details":{"value":"8"}},
            {"dimensions":{"region":"us-east4","gpu_family":"NVIDIA_H100"},"details":{}},
            {"dimensions":{"gpu_family":"NVIDIA_H200"},"details":{"value":"0"},
             "applicableLocations":["us-central1","us-east4","mars-1"]}]},
        {"quotaId":"NVIDIA-T4-GPUS-per-project-region","dimensionsInfos":[
            {"dimensions":{"region":"us-central1"},"details":{"value":"4"}}]},
        {"quotaId":"PREEMPTIBLE-NVIDIA-H200-GPUS-per-project-region","dimensionsInfos":[
            {"dimensions":{"region":"us-central1"},"details":{"value":"-1"}}]},
        {"quotaId":"GPUS-ALL-REGIONS-per-project","dimensionsInfos":[{"details":{"value":"1"}}]}])"),
                    {"us-central1", "us-east4"});
    EXPECT_EQ(book.at(in("GPUS_PER_GPU_FAMILY", "us-central1", {{"gpu_family", "NVIDIA_H100"}})).limit, 8);
    EXPECT_FALSE(book.contains(in("GPUS_PER_GPU_FAMILY", "us-east4", {{"gpu_family", "NVIDIA_H100"}})))
        << "no value is an absence and no zero";
    EXPECT_EQ(book.at(in("GPUS_PER_GPU_FAMILY", "us-east4", {{"gpu_family", "NVIDIA_H200"}})).limit, 0);
    EXPECT_EQ(book.at(in("NVIDIA_T4_GPUS", "us-central1")), (QuotaValue{1, 1})) << "whose usage is known stays";
    EXPECT_EQ(book.at(in("PREEMPTIBLE_NVIDIA_H200_GPUS", "us-central1")).limit, no_limit);
    EXPECT_EQ(book.size(), 5U);
}

const QuotaWish wish{.quota = {"gcp", "GPUS_PER_GPU_FAMILY", "us-central1", {{"gpu_family", "NVIDIA_H100"}}},
                     .code = {"compute.googleapis.com", "GPUS-PER-GPU-FAMILY-per-project-region"},
                     .limit = 8,
                     .purpose = "8 H100"};

TEST(GoogleQuotas, AWishIsAskedUnderANameOfItsOwn) {
    EXPECT_EQ(preference_id(wish), "aloft-gpus-per-gpu-family-us-central1-nvidia-h100");
    EXPECT_EQ(preference_body(wish, "me@example.com"),
              (json{{"service", "compute.googleapis.com"},
                    {"quotaId", "GPUS-PER-GPU-FAMILY-per-project-region"},
                    {"dimensions", {{"region", "us-central1"}, {"gpu_family", "NVIDIA_H100"}}},
                    {"quotaConfig", {{"preferredValue", "8"}}},
                    {"contactEmail", "me@example.com"},
                    {"justification", "8 H100"}}));
}

TEST(GoogleQuotas, ALongNameIsCutWithoutBecomingAnothers) {
    QuotaWish distant = wish;
    distant.quota.region = "northamerica-northeast1";
    distant.quota.dimensions = {{"gpu_family", "NVIDIA_RTX_PRO_6000"}};
    QuotaWish other = distant;
    other.quota.dimensions = {{"gpu_family", "NVIDIA_RTX_PRO_6001"}};
    EXPECT_LE(preference_id(distant).size(), 63U);
    EXPECT_NE(preference_id(distant), preference_id(other));
}

TEST(GoogleQuotas, WhatCameOfAWishIsRead) {
    json answer = preference_body(wish, "me@example.com");
    answer["name"] = "projects/1/locations/global/quotaPreferences/aloft-x";
    answer["reconciling"] = true;
    EXPECT_EQ(request_of(answer).state, QuotaRequestState::pending);
    EXPECT_EQ(request_of(answer).wish, wish);
    EXPECT_EQ(request_of(answer).id, "aloft-x");
    answer["reconciling"] = false;
    answer["quotaConfig"]["grantedValue"] = "8";
    EXPECT_EQ(request_of(answer).state, QuotaRequestState::granted);
    answer["quotaConfig"]["grantedValue"] = "1";
    EXPECT_EQ(request_of(answer).state, QuotaRequestState::refused) << "less than was wished";
    EXPECT_EQ(request_of(answer).granted, 1);
    EXPECT_EQ(request_of(json()).state, QuotaRequestState::refused);
}

TEST(GoogleQuotas, WhetherItCanBeGrantedIsToldBefore) {
    const auto told = [](const char* text) { return eligibility_of(json::parse(text)); };
    EXPECT_EQ(told(R"({"quotaIncreaseEligibility":{"isEligible":true}})").answer,
              QuotaEligibility::Answer::may_be_granted);
    const auto refused =
        told(R"({"quotaIncreaseEligibility":{"isEligible":false,"ineligibilityReason":"NOT_ENOUGH_USAGE_HISTORY"}})");
    EXPECT_EQ(refused.answer, QuotaEligibility::Answer::will_be_refused);
    EXPECT_EQ(refused.why, "the project has too little history of use (NOT_ENOUGH_USAGE_HISTORY)");
    EXPECT_EQ(told("{}").answer, QuotaEligibility::Answer::not_told);
}

}  // namespace
}  // namespace aloft::gcp
