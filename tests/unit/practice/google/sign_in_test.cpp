#include "practice/google/sign_in.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base64.hpp"
#include "fakes/fake_system.hpp"
#include "fakes/signing_key.hpp"
#include "practice/google/form.hpp"

namespace aloft::practice::google {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr auto account = "robot@practice-1.iam.gserviceaccount.com";
constexpr auto everything = "https://www.googleapis.com/auth/cloud-platform";

struct SignInTest : ::testing::Test {
    SignInTest() {
        records->put(fmt::format("projects/practice-1/serviceAccounts/{}", account), {{"email", account}});
        records->put(fmt::format("projects/practice-1/serviceAccounts/{}/keys/k1", account),
                     {{"publicKeyData", to_base64(key.public_pem())}});
    }

    std::int64_t now() { return std::chrono::floor<std::chrono::seconds>(clock.now()).time_since_epoch().count(); }

    json claims() {
        return {{"iss", account},
                {"aud", "https://oauth2.googleapis.com/token"},
                {"scope", everything},
                {"iat", now()},
                {"exp", now() + 3600}};
    }

    std::string signed_by(const SigningKey& who, const json& said,
                          const json& header = {{"alg", "RS256"}, {"typ", "JWT"}, {"kid", "k1"}}) {
        const std::string text =
            to_base64(header.dump(), Base64::for_urls) + "." + to_base64(said.dump(), Base64::for_urls);
        return text + "." + to_base64(who.sign(text), Base64::for_urls);
    }

    serve::Answer asked(const std::string& assertion) {
        return sign_in.issue(
            {.method = "POST",
             .target = "/token",
             .headers = {},
             .body = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + assertion});
    }

    static serve::Request with_token(const std::string& token) {
        return {.method = "GET", .target = "/", .headers = {{"Authorization", "Bearer " + token}}, .body = ""};
    }

    std::unique_ptr<Records> records = std::move(*Records::open(""));
    fakes::FakeClock clock;
    fakes::FakeRandom random;
    SigningKey key;
    SignIn sign_in{*records, clock, random};
};

TEST_F(SignInTest, AnAssertionSignedWithAnAccountsKeyIsATokenOfThatAccount) {
    const serve::Answer answer = asked(signed_by(key, claims()));
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json token = json::parse(answer.body);
    EXPECT_EQ(token["token_type"], "Bearer");
    EXPECT_EQ(sign_in.who(with_token(token["access_token"])), account);
}

TEST_F(SignInTest, WhatIsWrongWithAnAssertionIsSaid) {
    const SigningKey other;
    struct Case {
        const char* what;
        std::string assertion;
        const char* words;
    };
    const auto but = [&](const char* name, const json& value) {
        json said = claims();
        said[name] = value;
        return said;
    };
    const std::vector<Case> cases{
        {"another's key", signed_by(other, claims()), "Invalid JWT Signature"},
        {"a key that is gone", signed_by(key, claims(), {{"alg", "RS256"}, {"kid", "k2"}}), "Invalid JWT Signature"},
        {"no signature at all", signed_by(key, claims(), {{"alg", "none"}, {"kid", "k1"}}), "alg must be RS256"},
        {"another account", signed_by(key, but("iss", "x@practice-1.iam.gserviceaccount.com")), "account not found"},
        {"no account", signed_by(key, but("iss", "../signIn")), "account not found"},
        {"too long a life", signed_by(key, but("exp", now() + 7200)), "short-lived"},
        {"an old one", signed_by(key, but("iat", now() - 9000)), "short-lived"},
        {"one of tomorrow", signed_by(key, but("iat", now() + 86400)), "short-lived"},
        {"words for numbers", signed_by(key, but("exp", "soon")), "short-lived"},
        {"somebody else's endpoint", signed_by(key, but("aud", "https://example.com/")), "no token endpoint"},
        {"no parts", "abc", "three parts"},
        {"rubbish", "a.b.c", "not what it should be"},
    };
    for (const Case& each : cases) {
        const serve::Answer answer = asked(each.assertion);
        EXPECT_EQ(answer.status, 400) << each.what;
        const json said = json::parse(answer.body);
        EXPECT_EQ(said["error"], "invalid_grant") << each.what;
        EXPECT_THAT(said["error_description"].get<std::string>(), HasSubstr(each.words)) << each.what;
    }
    json unscoped = claims();
    unscoped.erase("scope");
    EXPECT_THAT(asked(signed_by(key, unscoped)).body, HasSubstr("invalid_scope"));
}

TEST_F(SignInTest, TheRefreshTokenOfThePersonIsGoodAsOftenAsItIsUsed) {
    const Person person = sign_in.person();
    EXPECT_EQ(sign_in.person().refresh_token, person.refresh_token);
    const auto refreshed = [&](const std::string& id, const std::string& secret, const std::string& token) {
        return sign_in.issue(
            {.method = "POST",
             .target = "/token",
             .headers = {},
             .body = fmt::format("grant_type=refresh_token&client_id={}&client_secret={}&refresh_token={}", id, secret,
                                 token)});
    };
    for (int time = 0; time < 2; ++time) {
        const serve::Answer answer = refreshed(person.client_id, person.client_secret, person.refresh_token);
        ASSERT_EQ(answer.status, 200) << answer.body;
        EXPECT_EQ(sign_in.who(with_token(json::parse(answer.body)["access_token"])), person.account);
    }
    EXPECT_THAT(refreshed("x", person.client_secret, person.refresh_token).body, HasSubstr("invalid_client"));
    EXPECT_THAT(refreshed(person.client_id, "x", person.refresh_token).body, HasSubstr("invalid_client"));
    EXPECT_THAT(refreshed(person.client_id, person.client_secret, "x").body, HasSubstr("invalid_grant"));
}

TEST_F(SignInTest, AnythingElseThatIsAskedOfTheTokenEndpointIsRefused) {
    const auto status = [&](const char* method, const char* body) {
        return sign_in.issue({.method = method, .target = "/token", .headers = {}, .body = body}).status;
    };
    EXPECT_EQ(status("GET", ""), 405);
    EXPECT_EQ(status("POST", ""), 400);
    EXPECT_EQ(status("POST", "grant_type=password"), 400);
    EXPECT_EQ(status("POST", "grant_type=%zz"), 400);
}

TEST_F(SignInTest, WhateverIsSentIsAnswered) {
    std::string deep;
    for (int level = 0; level < 60'000; ++level) deep += "[";
    const std::string nested = to_base64("{\"a\":" + deep, Base64::for_urls);
    for (const std::string& body :
         {std::string("grant_type=%FF"),
          "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + nested + ".e30.e30"})
        EXPECT_EQ(sign_in.issue({.method = "POST", .target = "/token", .headers = {}, .body = body}).status, 400);
    EXPECT_EQ(sign_in.who(with_token(nested + ".e30.e30")).error().status, 401);
}

TEST_F(SignInTest, ATokenEnds) {
    const std::string token = sign_in.token_for(account, everything)["access_token"];
    EXPECT_TRUE(sign_in.who(with_token(token)));
    clock.sleep(std::chrono::hours(1));
    const auto who = sign_in.who(with_token(token));
    ASSERT_FALSE(who);
    EXPECT_EQ(who.error().status, 401);
    sign_in.token_for(account, everything);
    EXPECT_EQ(records->names("signIn/tokens/").size(), 1U) << "what has ended is not kept";
}

TEST_F(SignInTest, WithoutAGoodTokenNobodyIsAnybody) {
    const auto missing = sign_in.who({.method = "GET", .target = "/", .headers = {}, .body = ""});
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message, HasSubstr("Request is missing required authentication credential"));
    for (const char* said : {"Bearer ya29.foreign", "Bearer", "Basic eDp5", "Bearer a.b.c", ""}) {
        const auto who =
            sign_in.who({.method = "GET", .target = "/", .headers = {{"Authorization", said}}, .body = ""});
        ASSERT_FALSE(who) << said;
        EXPECT_EQ(who.error().status, 401) << said;
        EXPECT_THAT(who.error().message, HasSubstr("invalid authentication credentials")) << said;
    }
}

TEST_F(SignInTest, ATokenForLessIsNotEnough) {
    const std::string token =
        sign_in.token_for(account, "https://www.googleapis.com/auth/devstorage.read_only")["access_token"];
    const auto who = sign_in.who(with_token(token));
    ASSERT_FALSE(who);
    EXPECT_EQ(who.error().status, 403);
    EXPECT_EQ(who.error().message, "Request had insufficient authentication scopes.");
}

TEST_F(SignInTest, AnAssertionForTheServiceItselfNeedsNoToken) {
    json said = claims();
    said["sub"] = account;
    EXPECT_FALSE(sign_in.who(with_token(signed_by(key, said)))) << "either a scope or a service";
    said.erase("aud");
    EXPECT_EQ(sign_in.who(with_token(signed_by(key, said))), account);
    said.erase("scope");
    said["aud"] = "https://compute.googleapis.com/";
    EXPECT_EQ(sign_in.who(with_token(signed_by(key, said))), account);
    said["aud"] = "https://example.com/";
    EXPECT_FALSE(sign_in.who(with_token(signed_by(key, said))));
    said["aud"] = "https://compute.googleapis.com/";
    said["sub"] = "x@practice-1.iam.gserviceaccount.com";
    EXPECT_FALSE(sign_in.who(with_token(signed_by(key, said))));
}

TEST_F(SignInTest, NoTokenIsKeptInTheClear) {
    const std::string token = sign_in.token_for(account, everything)["access_token"];
    for (const std::string& name : records->names("")) {
        EXPECT_THAT(name, ::testing::Not(HasSubstr(token)));
        EXPECT_THAT(records->find(name)->dump(), ::testing::Not(HasSubstr(token)));
    }
}

TEST(Forms, AreReadAsTheyAreMeant) {
    EXPECT_EQ(read_form("a=1&b=two+words%21&c&=x&a=2")->fields,
              (std::map<std::string, std::string, std::less<>>{{"a", "2"}, {"b", "two words!"}, {"c", ""}, {"", "x"}}));
    EXPECT_EQ(read_form("a=%2"), std::nullopt);
    EXPECT_EQ(read_form("a=%-1"), std::nullopt);
    EXPECT_EQ(unescaped("a+b%2Fc"), "a+b/c");
    EXPECT_EQ(unescaped("a%"), std::nullopt);
}

}  // namespace
}  // namespace aloft::practice::google
