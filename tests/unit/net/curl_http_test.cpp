#include "net/curl_http.hpp"

#include <gmock/gmock.h>

#include <array>

#include "fakes/fake_system.hpp"
#include "unit/net/web_server.hpp"

namespace aloft::net {
namespace {

using ::testing::AnyOf;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Not;

std::string answer(std::string_view status, std::string_view headers, std::string_view body) {
    return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string(headers) + "\r\n" + std::string(body);
}

/// What came of one request.
struct Read {
    Result<Answer> result;
    std::string body;
};

class CurlHttpTest : public ::testing::Test {
protected:
    Read read(const Request& request) {
        std::string body;
        const Result<Answer> result = http.get(request, [&](std::string_view piece) -> Result<void> {
            body += piece;
            return {};
        });
        return {result, body};
    }

    fakes::FakeInterruption interruption;
    CurlHttp http{interruption};
};

TEST_F(CurlHttpTest, ReadsABodyAndItsETag) {
    const WebServer server([](const std::string&) { return answer("200 OK", "ETag: \"v1\"\r\n", "prices"); });
    const Read page = read({.url = server.url("/list"), .etag = {}});
    ASSERT_TRUE(page.result) << describe(page.result.error());
    EXPECT_EQ(page.result->body, Answer::Body::sent);
    EXPECT_EQ(page.result->etag, "\"v1\"");
    EXPECT_EQ(page.body, "prices");
}

TEST_F(CurlHttpTest, HeadersAreSentAndToldInNoFailure) {
    std::string seen;
    auto server = std::make_unique<WebServer>([&](const std::string& head) {
        seen = head;
        return answer("500 Oops", "", "");
    });
    Request request{.url = server->url("/"), .etag = "\"v1\""};
    request.headers = {"X-Key: secret", "X-More: 1"};
    const Read page = read(request);
    server.reset();  // its thread has ended: what it saw may be read
    EXPECT_THAT(seen, HasSubstr("X-Key: secret\r\n"));
    EXPECT_THAT(seen, HasSubstr("X-More: 1\r\n"));
    EXPECT_THAT(seen, HasSubstr("If-None-Match: \"v1\"\r\n"));
    EXPECT_THAT(describe(page.result.error()), Not(HasSubstr("secret")));
}

TEST_F(CurlHttpTest, WhatIsKnownAlreadyIsNotSentAgain) {
    const WebServer server([](const std::string& head) {
        const bool known = head.find("If-None-Match: \"v1\"") != std::string::npos;
        return known ? std::string("HTTP/1.1 304 Not Modified\r\n\r\n") : answer("200 OK", "", "prices");
    });
    const Read page = read({.url = server.url("/"), .etag = "\"v1\""});
    ASSERT_TRUE(page.result) << describe(page.result.error());
    EXPECT_EQ(page.result->body, Answer::Body::unchanged);
    EXPECT_EQ(page.result->etag, "\"v1\"");
    EXPECT_EQ(page.body, "");
}

TEST_F(CurlHttpTest, AnAnswerThatIsNoSuccessIsAFailureOfItsKind) {
    struct Case {
        std::string status;
        ErrorKind kind;
    };
    const std::array<Case, 6> cases{{{"404 Not Found", ErrorKind::not_found},
                                     {"403 Forbidden", ErrorKind::denied},
                                     {"401 Unauthorized", ErrorKind::not_signed_in},
                                     {"429 Too Many Requests", ErrorKind::throttled},
                                     {"500 Internal Server Error", ErrorKind::unreachable},
                                     {"204 No Content", ErrorKind::failed}}};
    for (const Case& one : cases) {
        const WebServer server([&](const std::string&) { return answer(one.status, "", "their own\nwords"); });
        const Read page = read({.url = server.url("/x"), .etag = {}});
        ASSERT_FALSE(page.result) << one.status;
        EXPECT_EQ(page.result.error().kind, one.kind) << one.status;
        EXPECT_THAT(page.result.error().detail, HasSubstr(one.status.substr(0, 3)));
        EXPECT_THAT(page.result.error().doing, HasSubstr("/x"));
        EXPECT_EQ(page.body, "") << "the body of a failure is no content";
    }
    const WebServer server([&](const std::string&) { return answer("500 Oops", "", "their own\nwords"); });
    EXPECT_THAT(read({.url = server.url("/"), .etag = {}}).result.error().detail, HasSubstr("their own words"));
}

TEST_F(CurlHttpTest, ABodyThatIsCutOffIsAFailure) {
    const WebServer server(
        [](const std::string&) { return "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe beginning"; });
    const Read page = read({.url = server.url("/"), .etag = {}});
    ASSERT_FALSE(page.result);
    EXPECT_EQ(page.result.error().kind, ErrorKind::unreachable);
    EXPECT_THAT(page.result.error().hint, Not(Eq("")));
}

TEST_F(CurlHttpTest, AServerThatFallsSilentIsGivenUp) {
    const WebServer server([](const std::string&) { return "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe"; },
                           WebServer::Afterwards::stay_silent);
    const Read page = read({.url = server.url("/"), .etag = {}, .time_limit = std::chrono::milliseconds(50)});
    ASSERT_FALSE(page.result);
    EXPECT_EQ(page.result.error().kind, ErrorKind::unreachable);
    EXPECT_THAT(page.result.error().hint, HasSubstr("more time"));
}

TEST_F(CurlHttpTest, NobodyThereIsUnreachable) {
    const Read page = read({.url = "http://127.0.0.1:" + std::to_string(silent_port()) + "/", .etag = {}});
    ASSERT_FALSE(page.result);
    EXPECT_EQ(page.result.error().kind, ErrorKind::unreachable);
}

TEST_F(CurlHttpTest, FollowsARedirectionAndNotForEver) {
    const WebServer server([](const std::string& head) {
        if (head.starts_with("GET /old ")) return answer("302 Found", "Location: /new\r\n", "elsewhere");
        if (head.starts_with("GET /new ")) return answer("200 OK", "", "here");
        return answer("302 Found", "Location: /again\r\n", "");
    });
    const Read page = read({.url = server.url("/old"), .etag = {}});
    ASSERT_TRUE(page.result) << describe(page.result.error());
    EXPECT_EQ(page.body, "here");
    EXPECT_FALSE(read({.url = server.url("/again"), .etag = {}}).result);
}

TEST_F(CurlHttpTest, WhoWeAreIsNotToldToAnotherHost) {
    std::string seen_there;
    auto there = std::make_unique<WebServer>([&](const std::string& head) {
        seen_there = head;
        return answer("200 OK", "", "there");
    });
    const std::string elsewhere = there->url("/x");
    const WebServer here(
        [&](const std::string&) { return answer("302 Found", "Location: " + elsewhere + "\r\n", ""); });
    Request request{.url = here.url("/"), .etag = {}};
    request.headers = {"Authorization: Bearer secret"};
    EXPECT_EQ(read(request).body, "there");
    there.reset();
    EXPECT_THAT(seen_there, HasSubstr("GET /x "));
    EXPECT_THAT(seen_there, Not(HasSubstr("secret")));
}

TEST_F(CurlHttpTest, ARedirectionMayNotLeaveTheWeb) {
    const WebServer server(
        [](const std::string&) { return answer("302 Found", "Location: file:///etc/passwd\r\n", ""); });
    const Read page = read({.url = server.url("/"), .etag = {}});
    ASSERT_FALSE(page.result);
    EXPECT_EQ(page.body, "");
    EXPECT_EQ(read({.url = "file:///etc/passwd", .etag = {}}).result.error().kind, ErrorKind::bad_input);
}

TEST_F(CurlHttpTest, WhatIsLargerThanAllowedIsLeftOff) {
    const WebServer server([](const std::string&) { return answer("200 OK", "", std::string(100'000, 'x')); });
    const Read page = read({.url = server.url("/"), .etag = {}, .size_limit = 10'000});
    ASSERT_FALSE(page.result);
    EXPECT_THAT(page.result.error().detail, HasSubstr("larger"));
    EXPECT_LE(page.body.size(), 10'000U);
}

TEST_F(CurlHttpTest, UnpacksAndCountsWhatIsUnpacked) {
    // gzip of 100,000 blanks
    const std::string packed = std::string(
        "\037\213\010\000\000\000\000\000\002\003\355\301\061\001\000\000\000\302\240\052\353\237"
        "\322\032\036\100\001\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
        "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
        "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
        "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
        "\000\000\000\000\000\000\000\000\000\000\000\000\000\257\006\055\360\171\312\240\206\001"
        "\000",
        133);
    const WebServer server([&](const std::string&) { return answer("200 OK", "Content-Encoding: gzip\r\n", packed); });
    EXPECT_TRUE(read({.url = server.url("/"), .etag = {}}).body == std::string(100'000, ' '));
    EXPECT_FALSE(read({.url = server.url("/"), .etag = {}, .size_limit = 10'000}).result);
}

TEST_F(CurlHttpTest, WhoTakesTheBodyMayRefuseIt) {
    const WebServer server([](const std::string&) { return answer("200 OK", "", "nonsense"); });
    const Result<Answer> result = http.get({.url = server.url("/"), .etag = {}}, [](std::string_view) -> Result<void> {
        return failure(ErrorKind::failed, "reading prices", "these are none");
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().detail, "these are none");
}

TEST_F(CurlHttpTest, CtrlCEndsAWait) {
    const WebServer server([](const std::string&) { return "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe"; },
                           WebServer::Afterwards::stay_silent);
    const Result<Answer> result =
        http.get({.url = server.url("/"), .etag = {}}, [this](std::string_view) -> Result<void> {
            interruption.request();
            return {};
        });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::interrupted);
}

TEST_F(CurlHttpTest, ACallThatChangesSomethingIsHeardOutAfterCtrlC) {
    const auto after_ctrl_c = [this](const char* method, OnInterruption on_interruption) {
        const WebServer server([this](const std::string&) {
            interruption.request();  // the call has arrived: from here on there is no taking it back
            return answer("200 OK", "", "made");
        });
        return http.call({.method = method, .url = server.url("/"), .on_interruption = on_interruption});
    };
    const auto made = after_ctrl_c("POST", OnInterruption::finish);
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_EQ(made->body, "made");
    EXPECT_EQ(after_ctrl_c("GET", OnInterruption::let_go).error().kind, ErrorKind::interrupted);
}

TEST_F(CurlHttpTest, ACallIsSentWithItsMethodAndBody) {
    std::string seen;
    auto server = std::make_unique<WebServer>([&](const std::string& request) {
        seen = request;
        return answer("200 OK", "", "done");
    });
    const auto reply = http.call({.method = "PATCH",
                                  .url = server->url("/things?x=1"),
                                  .body = R"({"a":1})",
                                  .headers = {"Authorization: Bearer secret"}});
    server.reset();
    ASSERT_TRUE(reply) << describe(reply.error());
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->body, "done");
    EXPECT_THAT(seen, HasSubstr("PATCH /things?x=1 "));
    EXPECT_THAT(seen, HasSubstr("Content-Type: application/json\r\n"));
    EXPECT_THAT(seen, HasSubstr("Content-Length: 7\r\n"));
    EXPECT_THAT(seen, HasSubstr("Authorization: Bearer secret\r\n"));
    EXPECT_THAT(seen, Not(HasSubstr("Expect")));
}

TEST_F(CurlHttpTest, ACallWithoutABodySaysSo) {
    std::string seen;
    auto server = std::make_unique<WebServer>([&](const std::string& request) {
        seen += request;
        return answer("200 OK", "", "");
    });
    for (const char* method : {"POST", "DELETE", "GET"})
        ASSERT_TRUE(http.call({.method = method, .url = server->url("/x")})) << method;
    server.reset();
    EXPECT_THAT(seen, HasSubstr("POST /x "));
    EXPECT_THAT(seen, HasSubstr("DELETE /x "));
    EXPECT_THAT(seen, HasSubstr("GET /x "));
    EXPECT_THAT(seen, HasSubstr("Content-Length: 0\r\n"));
    EXPECT_THAT(seen, Not(HasSubstr("Content-Type")));
}

TEST_F(CurlHttpTest, ARefusalIsAReplyLikeAnyOther) {
    const WebServer server([](const std::string& head) {
        if (head.starts_with("GET /moved ")) return answer("302 Found", "Location: /elsewhere\r\n", "moved");
        return answer("429 Too Many Requests", "Retry-After: 7\r\n", "slower");
    });
    const auto reply = http.call({.url = server.url("/")});
    ASSERT_TRUE(reply) << describe(reply.error());
    EXPECT_EQ(reply->status, 429);
    EXPECT_EQ(reply->body, "slower");
    EXPECT_EQ(reply->retry_after, std::chrono::seconds(7));
    const auto moved = http.call({.url = server.url("/moved")});
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->status, 302);
    EXPECT_EQ(moved->retry_after, std::nullopt);
}

TEST_F(CurlHttpTest, ACallWithoutAWholeAnswerFails) {
    const WebServer cut([](const std::string&) { return "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe"; });
    EXPECT_EQ(http.call({.url = cut.url("/")}).error().kind, ErrorKind::unreachable);
    const WebServer nothing([](const std::string&) { return std::string(); });
    EXPECT_EQ(http.call({.url = nothing.url("/")}).error().kind, ErrorKind::unreachable);
    const WebServer large([](const std::string&) { return answer("500 Oops", "", std::string(100'000, 'x')); });
    EXPECT_THAT(http.call({.url = large.url("/"), .size_limit = 10'000}).error().detail, HasSubstr("larger"));
}

}  // namespace
}  // namespace aloft::net
