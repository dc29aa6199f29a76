#include "clouds/gcp/caller.hpp"

#include <gmock/gmock.h>

#include "fakes/fake_http.hpp"

namespace aloft::gcp {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* teller = "https://who.example";

class Caller : public ::testing::Test {
protected:
    void told(std::string body, long status = 200) {
        web.answers = [=](const net::Call&) { return net::Reply{status, body, std::nullopt}; };
    }
    Result<std::string> found() { return caller_of(web, said, teller); }
    void expect_refused(ErrorKind kind, const char* detail) {
        const auto refused = found();
        ASSERT_FALSE(refused) << *refused;
        EXPECT_EQ(refused.error().kind, kind);
        EXPECT_EQ(refused.error().doing, "finding out from which address you call");
        EXPECT_THAT(refused.error().detail, HasSubstr(detail));
        EXPECT_THAT(refused.error().hint, HasSubstr("ALOFT_CALLER=203.0.113.7"));
    }

    fakes::FakeHttp web;
    std::map<std::string, std::string, std::less<>> variables;
    Environment said = [this](std::string_view name) -> std::optional<std::string> {
        const auto value = variables.find(name);
        return value == variables.end() ? std::nullopt : std::optional(value->second);
    };
};

TEST_F(Caller, IsAskedForOnTheWeb) {
    told("203.0.113.7\n");
    EXPECT_EQ(found(), "203.0.113.7/32");
    ASSERT_EQ(web.calls.size(), 1U);
    EXPECT_EQ(web.calls[0].url, teller);
    told("203.0.113.7");
    variables["ALOFT_CALLER"] = "";
    EXPECT_EQ(found(), "203.0.113.7/32") << "what is empty says nothing";
}

TEST_F(Caller, WhatThePersonSaysIsNotLookedUp) {
    for (const auto& [words, rule] : std::map<std::string, std::string>{{"198.51.100.9", "198.51.100.9/32"},
                                                                        {"198.51.100.9/32", "198.51.100.9/32"},
                                                                        {"198.51.100.9/24", "198.51.100.0/24"},
                                                                        {"10.1.2.3/8", "10.0.0.0/8"}}) {
        variables["ALOFT_CALLER"] = words;
        EXPECT_EQ(found(), rule) << words;
    }
    EXPECT_TRUE(web.calls.empty());
}

TEST_F(Caller, WhatIsNoIPv4AddressIsSaidWithWhatWouldBe) {
    for (const char* wrong : {"2001:db8::7", "2001:db8::/32", "home", "203.0.113", "203.0.113.777", "203.0.113.7/33",
                              "203.0.113.7/", "203.0.113.7/-1", "203.0.113.7/2x", "203.0.113.7 ", "/24"}) {
        variables["ALOFT_CALLER"] = wrong;
        expect_refused(ErrorKind::bad_input, wrong);
    }
}

TEST_F(Caller, TheWholeWorldIsNotLetIn) {
    for (const char* wide : {"0.0.0.0/0", "203.0.113.7/7"}) {
        variables["ALOFT_CALLER"] = wide;
        expect_refused(ErrorKind::bad_input, "would let half the world try its keys");
    }
}

TEST_F(Caller, OverIPv6AloneIsToldWhyThatWillNotDo) {
    told("2001:db8::7\n");
    expect_refused(ErrorKind::bad_input, "over IPv6, from 2001:db8::7, and Google's machines answer over IPv4 alone");
    EXPECT_THAT(found().error().hint, HasSubstr("a network that has IPv4 too"));
}

TEST_F(Caller, WhomNobodyAnswersIsToldHowToSayIt) {
    expect_refused(ErrorKind::unreachable, "nobody is there");
    EXPECT_THAT(found().error().hint, HasSubstr("IPv4"));
}

TEST_F(Caller, AWallBeforeTheWebIsNotTakenForAnAddress) {
    told("<html>Welcome to the hotel's network</html>");
    expect_refused(ErrorKind::unreachable, "https://who.example does not tell it");
    told("203.0.113.7", 503);
    expect_refused(ErrorKind::unreachable, "does not tell it");
    told("");
    expect_refused(ErrorKind::unreachable, "does not tell it");
    told("999.999.999.999");
    expect_refused(ErrorKind::unreachable, "does not tell it");
}

TEST_F(Caller, WhoStopsItIsNotGivenAdvice) {
    web.answers = [](const net::Call&) { return failure(ErrorKind::interrupted, "reading it", "you stopped it"); };
    EXPECT_EQ(found().error().kind, ErrorKind::interrupted);
    EXPECT_EQ(found().error().hint, "");
}

TEST_F(Caller, BehindAProxyIsWarnedThatItsAddressIsLetIn) {
    EXPECT_EQ(warning_of_proxy(said, "203.0.113.7/32"), std::nullopt);
    for (const char* name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
        variables = {{name, "http://proxy.example:3128"}};
        const auto warning = warning_of_proxy(said, "203.0.113.7/32");
        ASSERT_TRUE(warning) << name;
        EXPECT_THAT(*warning, AllOf(HasSubstr(name), HasSubstr("203.0.113.7/32"), HasSubstr("ALOFT_CALLER=ADDRESS")));
        variables["ALOFT_CALLER"] = "198.51.100.9";
        EXPECT_EQ(warning_of_proxy(said, "198.51.100.9/32"), std::nullopt) << "he has said it";
    }
}

}  // namespace
}  // namespace aloft::gcp
