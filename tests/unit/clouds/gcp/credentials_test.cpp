#include "clouds/gcp/credentials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.hpp"

namespace aloft::gcp {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto user_file = R"({"type":"authorized_user","client_id":"c","client_secret":"s-secret",
    "refresh_token":"1//r-secret","quota_project_id":"q","universe_domain":"googleapis.com"})";
constexpr auto account_file = R"({"type":"service_account","project_id":"p","private_key_id":"k1",
    "private_key":"-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n",
    "client_email":"robot@p.iam.gserviceaccount.com","client_id":"1","token_uri":"http://127.0.0.1:1/token"})";

std::string impersonated_by(std::string_view source) {
    return R"({"type":"impersonated_service_account","delegates":["d@p.iam.gserviceaccount.com"],
        "service_account_impersonation_url":
        "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/big@p.iam.gserviceaccount.com:generateAccessToken",
        "source_credentials":)" +
           std::string(source) + "}";
}

std::string external(std::string_view source) {
    return R"({"type":"external_account","audience":"//iam.googleapis.com/pool","subject_token_type":"jwt",
        "token_url":"https://sts.googleapis.com/v1/token","credential_source":)" +
           std::string(source) + "}";
}

TEST(Credentials, OfAPerson) {
    const auto read = read_credentials(user_file, "file.json");
    ASSERT_TRUE(read) << describe(read.error());
    const auto& key = std::get<UserKey>(read->key);
    EXPECT_EQ(key.client_id, "c");
    EXPECT_EQ(key.client_secret, "s-secret");
    EXPECT_EQ(key.refresh_token, "1//r-secret");
    EXPECT_EQ(read->token_address, "https://oauth2.googleapis.com/token");
    EXPECT_EQ(read->quota_project, "q");
    EXPECT_EQ(describe(*read), "a person signed in with gcloud");
}

TEST(Credentials, OfAServiceAccount) {
    const auto read = read_credentials(account_file, "file.json");
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(std::get<AccountKey>(read->key).key_id, "k1");
    EXPECT_EQ(read->token_address, "http://127.0.0.1:1/token");
    EXPECT_EQ(read->project, "p");
    EXPECT_EQ(describe(*read), "service account robot@p.iam.gserviceaccount.com");
}

TEST(Credentials, ThatStandForAnother) {
    const auto read = read_credentials(impersonated_by(user_file), "file.json");
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_TRUE(std::holds_alternative<UserKey>(read->key));
    EXPECT_THAT(read->impersonation, HasSubstr("big@p"));
    EXPECT_THAT(read->delegates, ElementsAre("d@p.iam.gserviceaccount.com"));
    EXPECT_EQ(describe(*read), "a person signed in with gcloud, as big@p.iam.gserviceaccount.com");
}

TEST(Credentials, OfAnotherAuthority) {
    const auto by_file = read_credentials(external(R"({"file":"/run/token"})"), "file.json");
    ASSERT_TRUE(by_file) << describe(by_file.error());
    EXPECT_EQ(std::get<ForeignKey>(by_file->key).file, "/run/token");
    EXPECT_EQ(std::get<ForeignKey>(by_file->key).form, ForeignKey::Form::text);
    const auto by_url = read_credentials(external(R"({"url":"http://127.0.0.1/t","headers":{"Metadata":"True"},
                     "format":{"type":"json","subject_token_field_name":"access_token"}})"),
                                         "file.json");
    ASSERT_TRUE(by_url) << describe(by_url.error());
    const auto& key = std::get<ForeignKey>(by_url->key);
    EXPECT_THAT(key.headers, ElementsAre("Metadata: True"));
    EXPECT_EQ(key.form, ForeignKey::Form::json);
    EXPECT_EQ(key.field, "access_token");
}

TEST(Credentials, WhatCannotBeUsedIsSaidWithoutItsSecrets) {
    struct Case {
        std::string text;
        const char* words;
    };
    const std::vector<Case> cases{
        {"", "no JSON object"},
        {"[]", "no JSON object"},
        {"{}", "has no \"type\""},
        {R"({"type":"gdch_service_account"})", "does not know credentials of the type"},
        {R"({"type":"authorized_user","client_id":"c","client_secret":"s-secret"})", "has no \"refresh_token\""},
        {R"({"type":"authorized_user","client_id":"c","client_secret":7,"refresh_token":"r-secret"})",
         "has no \"client_secret\""},
        {R"({"type":"service_account","client_email":"e","private_key":"secret"})", "has no \"private_key_id\""},
        {external(R"({"executable":{"command":"secret"}})"), "comes from a program"},
        {external(R"({"environment_id":"aws1","url":"u"})"), "signed for Amazon"},
        {external(R"({})"), "neither a file nor a url"},
        {external(R"({"file":"a","url":"b"})"), "or both"},
        {external(R"({"file":"a","format":{"type":"json"}})"), "which field"},
        {R"({"type":"external_account","audience":"a","subject_token_type":"t","token_url":"u"})",
         "no \"credential_source\""},
        {impersonated_by(impersonated_by(user_file)), "impersonated ones too"},
        {R"({"type":"impersonated_service_account","service_account_impersonation_url":"u"})",
         "no \"source_credentials\""},
        {std::string(R"({"type":")") + "\xff\"}", "no JSON object"},
    };
    for (const Case& each : cases) {
        const auto read = read_credentials(each.text, "file.json");
        ASSERT_FALSE(read) << each.text;
        EXPECT_EQ(read.error().kind, ErrorKind::not_signed_in) << each.text;
        EXPECT_THAT(describe(read.error()), HasSubstr(each.words)) << each.text;
        EXPECT_THAT(describe(read.error()), HasSubstr("file.json")) << each.text;
        EXPECT_THAT(describe(read.error()), Not(HasSubstr("s-secret"))) << each.text;
        EXPECT_THAT(describe(read.error()), Not(HasSubstr("r-secret"))) << each.text;
        EXPECT_FALSE(read.error().hint.empty()) << each.text;
    }
}

}  // namespace
}  // namespace aloft::gcp
