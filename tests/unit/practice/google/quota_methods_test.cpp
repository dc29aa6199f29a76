#include "unit/practice/google/newer_apis.hpp"

namespace aloft::practice::google {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using Answer = QuotaAnswerRule::Answer;

class Quotas : public NewerApis {
protected:
    static World world() {
        World world = usual_world();
        world.quota_limits = {{{"NVIDIA_T4_GPUS"}, {"europe-*"}, {}, 0},
                              {{"NVIDIA_T4_GPUS"}, {}, {}, 1},
                              {{"GPUS_ALL_REGIONS"}, {}, {}, 0},
                              {{"PREEMPTIBLE_CPUS"}, {}, {}, {}}};
        world.quota_answers = {
            {{"GPUS_PER_GPU_FAMILY"}, {}, {"NVIDIA_H100"}, {}, Answer::not_eligible, 0, 0s, "NOT_ENOUGH_USAGE_HISTORY"},
            {{"*T4*"}, {}, {}, 8, Answer::refused, 0, 1min, "NOT_ENOUGH_USAGE_HISTORY"},
            {{"*T4*"}, {}, {}, 4, Answer::in_part, 4, 1min, ""},
            {{"*"}, {}, {}, {}, Answer::granted, 0, 2min, ""}};
        return world;
    }
    Quotas() : NewerApis(world()) {}

    static std::map<std::string, std::string, std::less<>> infos(const char* project = "my-project") {
        return {{"parent", "projects/" + std::string(project) + "/locations/global/services/compute.googleapis.com"}};
    }
    Json info(const std::string& id, const char* project = "my-project") {
        return answer("cloudquotas.projects.locations.services.quotaInfos.get",
                      {{"name", infos(project).at("parent") + "/quotaInfos/" + id}});
    }
    static Json wish(const char* id, const char* value, Json dimensions) {
        return {{"service", "compute.googleapis.com"},
                {"quotaId", id},
                {"quotaConfig", {{"preferredValue", value}}},
                {"dimensions", std::move(dimensions)},
                {"contactEmail", "me@example.com"}};
    }
    Json ask(const char* name, const Json& wish) {
        return answer("cloudquotas.projects.locations.quotaPreferences.create", parent, wish,
                      {{"quotaPreferenceId", name}});
    }
    Json preference(const char* name) {
        return answer("cloudquotas.projects.locations.quotaPreferences.get",
                      {{"name", std::string(parent["parent"]) + "/quotaPreferences/" + name}});
    }

    std::map<std::string, std::string, std::less<>> parent{{"parent", "projects/my-project/locations/global"}};
    const char* t4 = "NVIDIA-T4-GPUS-per-project-region";
    const char* all = "GPUS-ALL-REGIONS-per-project";
    Json iowa{{"region", "us-central1"}};
};

TEST_F(Quotas, ComeWithEveryRowOfTheirDimensions) {
    const Json t4s = info(t4);
    EXPECT_EQ(t4s["name"],
              "projects/" + number_of_project() +
                  "/locations/global/services/compute.googleapis.com/quotaInfos/NVIDIA-T4-GPUS-per-project-region");
    EXPECT_EQ(t4s["metric"], "compute.googleapis.com/nvidia_t4_gpus");
    EXPECT_EQ(t4s["dimensions"], Json({"region"}));
    EXPECT_EQ(t4s["quotaIncreaseEligibility"]["isEligible"], true);
    ASSERT_EQ(t4s["dimensionsInfos"].size(), 2U);
    Json found;
    for (const Json& row : t4s["dimensionsInfos"])
        for (const Json& place : row["applicableLocations"]) found[place.get<std::string>()] = row["details"]["value"];
    EXPECT_EQ(found, (Json{{"us-central1", "1"}, {"europe-west4", "0"}}));
    EXPECT_EQ(info(all)["dimensionsInfos"],
              Json::parse(R"([{"details": {"value": "0"}, "applicableLocations": ["global"]}])"));
}

TEST_F(Quotas, OfTheNewestGpusAreToldApartByFamily) {
    const Json families = info("GPUS-PER-GPU-FAMILY-per-project-region");
    EXPECT_EQ(families["dimensions"], Json({"gpu_family", "region"}));
    std::map<std::string, Json> details;
    for (const Json& row : families["dimensionsInfos"]) {
        EXPECT_EQ(row["applicableLocations"].size(), 2U) << "one row for both regions";
        details[row["dimensions"]["gpu_family"].get<std::string>()] = row["details"];
    }
    EXPECT_EQ(details["NVIDIA_H100"], (Json{{"value", "8"}}));
    EXPECT_EQ(details["NVIDIA_H200"], Json::object()) << "an absence, and no zero";
    EXPECT_EQ(details["NVIDIA_B200"], Json::object());
}

TEST_F(Quotas, WithoutValueHaveNoDetails) {
    EXPECT_EQ(info("PREEMPTIBLE-CPUS-per-project-region")["dimensionsInfos"][0]["details"], Json::object());
}

TEST_F(Quotas, SayBeforeWhoMayAsk) {
    EXPECT_EQ(info(t4, "poor-project")["quotaIncreaseEligibility"],
              (Json{{"isEligible", false}, {"ineligibilityReason", "NO_VALID_BILLING_ACCOUNT"}}));
}

TEST_F(Quotas, AreListedByPages) {
    std::set<std::string> ids;
    std::string token;
    int pages = 0;
    do {
        const Json page = answer("cloudquotas.projects.locations.services.quotaInfos.list", infos(), Json::object(),
                                 {{"pageSize", "7"}, {"pageToken", token}});
        for (const Json& each : page["quotaInfos"]) EXPECT_TRUE(ids.insert(each["quotaId"]).second);
        token = page.value("nextPageToken", "");
        ++pages;
    } while (!token.empty());
    EXPECT_GT(pages, 3);
    EXPECT_TRUE(ids.contains(t4));
    EXPECT_TRUE(ids.contains(all));
    EXPECT_TRUE(ids.contains("PREEMPTIBLE-NVIDIA-H200-GPUS-per-project-region"));
}

TEST_F(Quotas, ThatThereAreNotAreNotFound) {
    EXPECT_EQ(refusal("cloudquotas.projects.locations.services.quotaInfos.get",
                      {{"name", infos().at("parent") + "/quotaInfos/NONSENSE"}})
                  .status,
              404);
    EXPECT_EQ(refusal("cloudquotas.projects.locations.services.quotaInfos.list",
                      {{"parent", "projects/nobodys/locations/global/services/compute.googleapis.com"}})
                  .status,
              403);
}

TEST_F(Quotas, ARequestIsLookedAtAndThenGranted) {
    const Json asked = ask("more", wish(t4, "2", iowa));
    EXPECT_EQ(asked["name"], "projects/my-project/locations/global/quotaPreferences/more");
    EXPECT_EQ(asked["reconciling"], true);
    EXPECT_EQ(asked["quotaConfig"]["preferredValue"], "2");
    EXPECT_EQ(asked["quotaConfig"]["grantedValue"], "1");
    EXPECT_EQ(quota.limit("my-project", {t4, {{"region", "us-central1"}}}), 1);
    clock.turn(2min);
    EXPECT_FALSE(preference("more").contains("reconciling"));
    EXPECT_EQ(preference("more")["quotaConfig"]["grantedValue"], "2");
    EXPECT_EQ(quota.limit("my-project", {t4, {{"region", "us-central1"}}}), 2);
    EXPECT_EQ(quota.limit("my-project", {t4, {{"region", "europe-west4"}}}), 0);
    EXPECT_EQ(quota.limit("poor-project", {t4, {{"region", "us-central1"}}}), 1);
}

TEST_F(Quotas, ARequestIsGrantedInPartOrDenied) {
    ask("part", wish(t4, "6", iowa));
    clock.turn(1min);
    EXPECT_EQ(preference("part")["quotaConfig"]["grantedValue"], "4");
    EXPECT_THAT(preference("part")["quotaConfig"]["stateDetail"].get<std::string>(), HasSubstr("in part"));
    answer("cloudquotas.projects.locations.quotaPreferences.patch",
           {{"name", "projects/my-project/locations/global/quotaPreferences/part"}},
           {{"quotaConfig", {{"preferredValue", "9"}}}}, {{"updateMask", "quotaConfig.preferredValue"}});
    clock.turn(1min);
    EXPECT_EQ(preference("part")["quotaConfig"]["grantedValue"], "4") << "what it has";
    EXPECT_THAT(preference("part")["quotaConfig"]["stateDetail"].get<std::string>(),
                HasSubstr("NOT_ENOUGH_USAGE_HISTORY"));
    EXPECT_EQ(quota.limit("my-project", {t4, {{"region", "us-central1"}}}), 4);
}

TEST_F(Quotas, GrantsOutliveTheBookThatKnewThem) {
    ask("more", wish(all, "4", Json::object()));
    clock.turn(2min);
    answer("cloudquotas.projects.locations.quotaPreferences.patch",
           {{"name", "projects/my-project/locations/global/quotaPreferences/more"}},
           {{"quotaConfig", {{"preferredValue", "16"}}}});
    quota.forget_grants();
    found_world(office);
    EXPECT_EQ(quota.limit("my-project", {all, {}}), 4) << "until the next is decided";
    clock.turn(2min);
    EXPECT_EQ(quota.limit("my-project", {all, {}}), 16);
}

TEST_F(Quotas, WithoutBillingNothingIsGranted) {
    parent["parent"] = "projects/poor-project/locations/global";
    const Json denied = ask("more", wish(t4, "2", iowa));
    EXPECT_EQ(denied["quotaConfig"]["grantedValue"], "1");
    EXPECT_THAT(denied["quotaConfig"]["stateDetail"].get<std::string>(), HasSubstr("NO_VALID_BILLING_ACCOUNT"));
}

TEST_F(Quotas, AnIncreaseNeedsSomebodyToWriteTo) {
    Json anonymous = wish(t4, "2", iowa);
    anonymous.erase("contactEmail");
    EXPECT_THAT(refusal("cloudquotas.projects.locations.quotaPreferences.create", parent, anonymous).message,
                HasSubstr("contact_email"));
    anonymous["quotaConfig"]["preferredValue"] = "1";
    answer("cloudquotas.projects.locations.quotaPreferences.create", parent, anonymous);
}

TEST_F(Quotas, AnUnsafeDecreaseMustBeMeant) {
    const Json none = wish(t4, "0", iowa);
    const Refusal refused = refusal("cloudquotas.projects.locations.quotaPreferences.create", parent, none);
    EXPECT_EQ(refused.grpc_status, "FAILED_PRECONDITION");
    EXPECT_EQ(refused.details[0]["reason"], "QUOTA_DECREASE_PERCENTAGE_TOO_HIGH");
    answer("cloudquotas.projects.locations.quotaPreferences.create", parent, none,
           {{"ignoreSafetyChecks", "QUOTA_DECREASE_PERCENTAGE_TOO_HIGH"}});
    EXPECT_EQ(quota.limit("my-project", {t4, {{"region", "us-central1"}}}), 0);
}

TEST_F(Quotas, OnePreferenceForEachQuotaAndPlace) {
    ask("more", wish(t4, "2", iowa));
    EXPECT_EQ(refusal("cloudquotas.projects.locations.quotaPreferences.create", parent, wish(t4, "3", iowa)).status,
              409);
    EXPECT_EQ(refusal("cloudquotas.projects.locations.quotaPreferences.create", parent, wish(all, "3", Json::object()),
                      {{"quotaPreferenceId", "more"}})
                  .status,
              409);
    ask("other", wish(t4, "2", {{"region", "europe-west4"}}));
    EXPECT_EQ(answer("cloudquotas.projects.locations.quotaPreferences.list", parent)["quotaPreferences"].size(), 2U);
    EXPECT_EQ(answer("cloudquotas.projects.locations.quotaPreferences.list", parent, Json::object(),
                     {{"filter", "reconciling=true"}})["quotaPreferences"]
                  .size(),
              2U);
}

TEST_F(Quotas, WhatCannotBeAskedIsRefused) {
    const auto status = [&](const Json& asked) {
        return refusal("cloudquotas.projects.locations.quotaPreferences.create", parent, asked).status;
    };
    EXPECT_EQ(status(wish("NONSENSE", "2", iowa)), 404);
    EXPECT_EQ(status(wish(t4, "-2", iowa)), 400);
    EXPECT_EQ(status(wish(t4, "2", {{"region", "mars-north1"}})), 400);
    EXPECT_EQ(status(wish(t4, "2", {{"zone", "us-central1-a"}})), 400);
    EXPECT_EQ(status(wish("GPUS-PER-GPU-FAMILY-per-project-region", "2", iowa)), 400) << "which family is not said";
    Json other = wish(t4, "2", iowa);
    other["service"] = "storage.googleapis.com";
    EXPECT_EQ(status(other), 400);
    EXPECT_EQ(refusal("cloudquotas.projects.locations.quotaPreferences.patch",
                      {{"name", "projects/my-project/locations/global/quotaPreferences/none"}}, wish(t4, "2", iowa))
                  .status,
              404);
}

TEST_F(Quotas, AStaleEtagIsRefused) {
    const Json asked = ask("more", wish(t4, "2", iowa));
    EXPECT_EQ(refusal("cloudquotas.projects.locations.quotaPreferences.patch", {{"name", asked["name"]}},
                      {{"etag", "stale"}, {"quotaConfig", {{"preferredValue", "3"}}}})
                  .status,
              409);
}

TEST_F(Quotas, AskingOnlyToSeeChangesNothing) {
    answer("cloudquotas.projects.locations.quotaPreferences.patch",
           {{"name", std::string(parent["parent"]) + "/quotaPreferences/more"}}, wish(t4, "2", iowa),
           {{"validateOnly", "true"}, {"allowMissing", "true"}});
    EXPECT_EQ(answer("cloudquotas.projects.locations.quotaPreferences.list", parent), Json::object());
}

}  // namespace
}  // namespace aloft::practice::google
