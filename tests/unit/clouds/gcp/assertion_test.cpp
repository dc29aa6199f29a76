#include "clouds/gcp/assertion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base64.hpp"
#include "fakes/signing_key.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;

constexpr auto account = "robot@p.iam.gserviceaccount.com";
constexpr std::chrono::sys_seconds now{std::chrono::seconds{1'800'000'000}};

std::vector<std::string> parts(const std::string& assertion) {
    std::vector<std::string> found;
    for (std::size_t begin = 0; begin <= assertion.size();) {
        const std::size_t end = std::min(assertion.find('.', begin), assertion.size());
        found.push_back(from_base64(assertion.substr(begin, end - begin), Base64::for_urls).value_or("no base64"));
        begin = end + 1;
    }
    return found;
}

TEST(Assertion, SaysWhoForWhatAndForHowLong) {
    const SigningKey key;
    const auto made = signed_assertion({account, "k1", key.private_pem()}, "a b", now);
    ASSERT_TRUE(made) << describe(made.error());
    const std::vector<std::string> read = parts(*made);
    ASSERT_EQ(read.size(), 3U);
    EXPECT_EQ(json::parse(read[0]), (json{{"alg", "RS256"}, {"typ", "JWT"}, {"kid", "k1"}}));
    EXPECT_EQ(
        json::parse(read[1]),
        (json{{"iss", account}, {"sub", account}, {"scope", "a b"}, {"iat", 1'800'000'000}, {"exp", 1'800'003'600}}));
    EXPECT_EQ(read[2], key.sign(made->substr(0, made->rfind('.'))));
}

TEST(Assertion, AKeyThatIsNoneIsRefusedWithoutItsText) {
    for (const char* pem : {"", "secret", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"}) {
        const auto made = signed_assertion({account, "k1", pem}, "s", now);
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().kind, ErrorKind::not_signed_in);
        EXPECT_THAT(describe(made.error()), ::testing::Not(::testing::HasSubstr("c2VjcmV0")));
    }
}

}  // namespace
}  // namespace aloft::gcp
