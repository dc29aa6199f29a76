#include "clouds/gcp/errors.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace aloft::gcp {
namespace {

using nlohmann::json;

TEST(Errors, ACodeThatNobodyKnowsIsAFailureInItsOwnWords) {
    const auto told = [](const char* message) {
        return failed_operation({{"error", {{"errors", {{{"code", "SOMETHING_NEW"}, {"message", message}}}}}}},
                                "making it");
    };
    EXPECT_EQ(told("words").kind, ErrorKind::failed);
    EXPECT_EQ(told("words").blocks, Reach::nothing);
    EXPECT_EQ(told("words").detail, "words");
    EXPECT_EQ(told("").detail, "SOMETHING_NEW");
}

TEST(Errors, GooglesWordsForPeopleComeFirst) {
    const json operation = json::parse(R"({"error":{"errors":[{"code":"ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS",
        "message":"The zone does not have enough resources. 'NULL:0/NULL:0 (state:STOCKOUT, sub-state...",
        "errorDetails":[{"help":{"links":[]}},
            {"localizedMessage":{"locale":"en-US","message":"A n1-standard-4 VM instance is currently unavailable."}}]}]}})");
    EXPECT_EQ(failed_operation(operation, "").detail, "A n1-standard-4 VM instance is currently unavailable.");
}

TEST(Errors, AnOperationThatDoesNotSayWhyIsAFailureAllTheSame) {
    for (const char* text :
         {"{}", "[]", "null", R"({"error":{}})", R"({"error":{"errors":[]}})", R"({"error":{"errors":"x"}})"})
        EXPECT_FALSE(failed_operation(json::parse(text), "").detail.empty()) << text;
}

std::string answer(const char* reason, const char* message) {
    return json{{"error", {{"message", message}, {"errors", {{{"reason", reason}, {"message", message}}}}}}}.dump();
}

TEST(Errors, TheNewerFormIsReadToo) {
    const std::string body = R"({"error":{"code":403,"status":"PERMISSION_DENIED","message":"Cloud Quotas API is off",
        "details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED"}]}})";
    const Error error = refusal(403, body, "");
    EXPECT_EQ(error.kind, ErrorKind::denied);
    EXPECT_NE(error.hint.find("switched off"), std::string::npos);
    EXPECT_EQ(error.detail, "Cloud Quotas API is off");
}

TEST(Errors, AnAnswerThatIsNoneOfGooglesIsSortedByItsStatus) {
    for (const char* body : {"", "<html>Bad gateway</html>", "[]", R"({"error":"x"})", "\xff"}) {
        EXPECT_EQ(refusal(502, body, "").kind, ErrorKind::unreachable) << body;
        EXPECT_EQ(refusal(429, body, "").kind, ErrorKind::throttled) << body;
        EXPECT_EQ(refusal(404, body, "").kind, ErrorKind::not_found) << body;
        EXPECT_FALSE(refusal(502, body, "").detail.empty()) << body;
    }
}

TEST(Errors, OnlyWhatPassesIsWorthAskingAgain) {
    EXPECT_TRUE(is_passing(refusal(503, "", "")));
    EXPECT_TRUE(is_passing(refusal(429, "", "")));
    EXPECT_TRUE(is_passing(refusal(403, answer("rateLimitExceeded", ""), "")));
    EXPECT_FALSE(is_passing(refusal(503, answer("insufficientCapacity", ""), "")));
    EXPECT_FALSE(is_passing(refusal(403, "", "")));
}

}  // namespace
}  // namespace aloft::gcp
