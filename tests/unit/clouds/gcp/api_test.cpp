#include "clouds/gcp/api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "fakes/fake_http.hpp"
#include "fakes/fake_system.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

struct ApiTest : ::testing::Test {
    static Credentials person() {
        Credentials credentials;
        credentials.key = UserKey{"id", "secret", "refresh"};
        credentials.token_address = "https://token/";
        credentials.quota_project = "mine";
        return credentials;
    }

    /// One reply after the other to everything but the question for a token.
    void answers(std::vector<Result<net::Reply>> replies) {
        http.answers = [replies = std::move(replies), next = std::size_t{0}](const net::Call& call) mutable {
            if (call.url == "https://token/") return Result<net::Reply>(net::Reply{200, R"({"access_token":"t"})", {}});
            return next < replies.size() ? replies[next++] : replies.back();
        };
    }

    std::vector<net::Call> asked() const {
        std::vector<net::Call> calls = http.calls;
        std::erase_if(calls, [](const net::Call& call) { return call.url == "https://token/"; });
        return calls;
    }

    fakes::FakeHttp http;
    fakes::FakeClock clock;
    fakes::FakeRandom random;
    fakes::FakeInterruption interruption;
    Tokens tokens{http, clock, [] { return Result<Credentials>(person()); }};
    Api api{{http, tokens, clock, random, interruption}};
};

const Result<net::Reply> cut = failure(ErrorKind::unreachable, "reading", "the connection was cut");

TEST_F(ApiTest, ACallIsSignedAndAnswersItsJson) {
    answers({net::Reply{200, R"({"name":"x"})", {}}});
    const json body{{"a", 1}};
    const auto answer = api.call({.method = "POST",
                                  .url = "https://compute/things",
                                  .query = {{"requestId", "1"}, {"filter", "name = a&b"}},
                                  .body = &body,
                                  .doing = "making x"});
    ASSERT_TRUE(answer) << describe(answer.error());
    EXPECT_EQ(*answer, (json{{"name", "x"}}));
    const net::Call sent = asked().at(0);
    EXPECT_EQ(sent.url, "https://compute/things?filter=name%20%3D%20a%26b&requestId=1");
    EXPECT_EQ(sent.body, R"({"a":1})");
    EXPECT_EQ(sent.on_interruption, net::OnInterruption::finish) << "what is told has its effect, heard or not";
    EXPECT_THAT(sent.headers, Contains("Authorization: Bearer t"));
    EXPECT_THAT(sent.headers, Contains("X-Goog-User-Project: mine"));
}

TEST_F(ApiTest, WhatFailsInPassingIsAskedAgain) {
    answers({net::Reply{503, "", {}}, cut, net::Reply{429, "", std::chrono::seconds(7)},
             net::Reply{200, R"({"cut":)", {}}, net::Reply{200, "{}", {}}});
    const auto began = clock.elapsed();
    EXPECT_TRUE(api.call({.url = "https://compute/x", .query = {}, .doing = "reading x"}));
    EXPECT_EQ(asked().size(), 5U);
    EXPECT_EQ(asked().at(0).on_interruption, net::OnInterruption::let_go);
    EXPECT_GE(clock.elapsed() - began, std::chrono::seconds(7)) << "who says how long to wait is obeyed";
}

TEST_F(ApiTest, NotForEver) {
    answers({net::Reply{503, "", {}}});
    const auto answer = api.call({.url = "https://compute/x", .query = {}, .doing = "reading x"});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::unreachable);
    EXPECT_EQ(answer.error().doing, "reading x");
    EXPECT_THAT(answer.error().detail, HasSubstr("6 attempts"));
    EXPECT_EQ(asked().size(), 6U);
}

TEST_F(ApiTest, ARefusalIsNotArguedWith) {
    answers({net::Reply{403, R"({"error":{"message":"no","errors":[{"reason":"forbidden"}]}})", {}}});
    const auto answer = api.call({.url = "https://compute/x", .query = {}, .doing = "reading x"});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::denied);
    EXPECT_EQ(asked().size(), 1U);
}

TEST_F(ApiTest, CtrlCEndsTheAsking) {
    http.answers = [this](const net::Call& call) {
        if (call.url == "https://token/") return net::Reply{200, R"({"access_token":"t"})", {}};
        interruption.request();
        return net::Reply{503, "", {}};
    };
    EXPECT_EQ(api.call({.url = "https://compute/x", .query = {}, .doing = "reading x"}).error().kind,
              ErrorKind::interrupted);
    EXPECT_EQ(asked().size(), 1U);
}

TEST_F(ApiTest, AListIsAllOfItsPages) {
    answers({net::Reply{200, R"({"items":[1,2],"nextPageToken":"p 2"})", {}},
             net::Reply{200, R"({"items":[3],"nextPageToken":""})", {}}});
    EXPECT_EQ(api.list({.url = "https://compute/l", .query = {}, .doing = "listing"}), json({1, 2, 3}));
    EXPECT_EQ(asked().at(1).url, "https://compute/l?pageToken=p%202");
    answers({net::Reply{200, R"({"items":{"zones/a":{}}})", {}}});
    EXPECT_EQ(api.list({.url = "https://compute/l", .query = {}, .doing = "listing"}),
              json::parse(R"([{"zones/a":{}}])"));
    answers({net::Reply{200, R"({"nextPageToken":"again"})", {}}});
    EXPECT_FALSE(api.list({.url = "https://compute/l", .query = {}, .doing = "listing"}));
}

TEST_F(ApiTest, ATokenThatEndedEarlyIsMadeAnewOnce) {
    answers({net::Reply{401, "", {}}, net::Reply{200, "{}", {}}});
    EXPECT_TRUE(api.call({.url = "https://compute/x", .query = {}, .doing = "reading x"}));
    EXPECT_EQ(http.calls.size(), 4U) << "two tokens, two calls";
    answers({net::Reply{401, "", {}}});
    EXPECT_EQ(api.call({.url = "https://compute/x", .query = {}, .doing = "reading x"}).error().kind,
              ErrorKind::not_signed_in);
}

TEST_F(ApiTest, AListWithSomethingMissingIsNone) {
    for (const char* body : {R"({"items":{},"unreachables":["zones/a"]})",
                             R"({"items":{"zones/a":{"warning":{"code":"UNREACHABLE"}}}})"}) {
        answers({net::Reply{200, body, {}}});
        EXPECT_EQ(api.list({.url = "https://compute/l", .query = {}, .doing = "listing"}).error().kind,
                  ErrorKind::unreachable)
            << body;
    }
    answers({net::Reply{200, R"({"items":{"zones/a":{"warning":{"code":"NO_RESULTS_ON_PAGE"}}}})", {}}});
    EXPECT_TRUE(api.list({.url = "https://compute/l", .query = {}, .doing = "listing"}));
}

TEST_F(ApiTest, RequestIdsAreUuidsAndNeverTheSame) {
    std::set<std::string> seen;
    for (int times = 0; times < 100; ++times) {
        const std::string id = new_request_id(random);
        EXPECT_THAT(id, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
        EXPECT_TRUE(seen.insert(id).second);
    }
}

}  // namespace
}  // namespace aloft::gcp
