#include "clouds/gcp/tokens.hpp"

#include <sys/wait.h>
#include <unistd.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base64.hpp"
#include "fakes/fake_http.hpp"
#include "fakes/fake_system.hpp"
#include "fakes/signing_key.hpp"
#include "system/files.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

struct TokensTest : ::testing::Test {
    Tokens tokens_of(Credentials credentials) {
        return {http, clock, [credentials = std::move(credentials)] { return Result<Credentials>(credentials); }};
    }

    static Credentials person() {
        Credentials credentials;
        credentials.key = UserKey{"id", "s&cret", "1//refresh"};
        credentials.token_address = "https://oauth2.googleapis.com/token";
        credentials.origin = "adc.json";
        return credentials;
    }

    void answer(long status, const json& body) {
        http.answers = [status, text = body.dump()](const net::Call&) { return net::Reply{status, text, {}}; };
    }

    fakes::FakeHttp http;
    fakes::FakeClock clock;
};

TEST_F(TokensTest, APersonsRefreshTokenIsChangedForOneAndKept) {
    answer(200, {{"access_token", "ya29.a"}, {"expires_in", 3599}, {"token_type", "Bearer"}});
    Tokens tokens = tokens_of(person());
    EXPECT_EQ(tokens.token(), "ya29.a");
    EXPECT_EQ(tokens.token(), "ya29.a");
    ASSERT_EQ(http.calls.size(), 1U) << "a token that is good is not asked for again";
    EXPECT_EQ(http.calls[0].method, "POST");
    EXPECT_EQ(http.calls[0].url, "https://oauth2.googleapis.com/token");
    EXPECT_EQ(http.calls[0].body,
              "grant_type=refresh_token&client_id=id&client_secret=s%26cret&refresh_token=1%2F%2Frefresh");
    clock.sleep(std::chrono::minutes(56));
    answer(200, {{"access_token", "ya29.b"}, {"expires_in", 3599}});
    EXPECT_EQ(tokens.token(), "ya29.b") << "made anew before it ends";
}

TEST_F(TokensTest, AServiceAccountNeedsNobodyToBeAsked) {
    const SigningKey key;
    Credentials credentials;
    credentials.key = AccountKey{"robot@p.iam.gserviceaccount.com", "k1", key.private_pem()};
    Tokens tokens = tokens_of(credentials);
    const auto first = tokens.token();
    ASSERT_TRUE(first) << describe(first.error());
    EXPECT_EQ(std::ranges::count(*first, '.'), 2);
    EXPECT_TRUE(http.calls.empty());
    EXPECT_EQ(tokens.token(), *first);
    clock.sleep(std::chrono::minutes(56));
    EXPECT_NE(tokens.token(), *first);
}

TEST_F(TokensTest, WhoStandsForAnotherAsksForItsToken) {
    Credentials credentials = person();
    credentials.impersonation =
        "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/big@p.iam.gserviceaccount.com:"
        "generateAccessToken";
    credentials.delegates = {"d@p.iam.gserviceaccount.com"};
    http.answers = [](const net::Call& call) {
        const json body = call.url.starts_with("https://iamcredentials") ? json{{"accessToken", "big"}}
                                                                         : json{{"access_token", "own"}};
        return net::Reply{200, body.dump(), {}};
    };
    EXPECT_EQ(tokens_of(credentials).token(), "big");
    ASSERT_EQ(http.calls.size(), 2U);
    EXPECT_THAT(http.calls[1].headers, Contains("Authorization: Bearer own"));
    EXPECT_EQ(json::parse(http.calls[1].body),
              (json{{"scope", {"https://www.googleapis.com/auth/cloud-platform"}},
                    {"lifetime", "3600s"},
                    {"delegates", {"projects/-/serviceAccounts/d@p.iam.gserviceaccount.com"}}}));
}

TEST_F(TokensTest, TheTokenOfAnotherAuthorityIsReadFromAFileOrAnAddress) {
    const fakes::TemporaryHome home;
    const std::string file = (home.home().data / "token").string();
    ASSERT_TRUE(write_file(file, "foreign\n", Readable::by_owner));
    Credentials credentials;
    credentials.token_address = "https://sts/v1/token";
    credentials.key = ForeignKey{.audience = "//pool",
                                 .token_type = "jwt",
                                 .file = file,
                                 .url = {},
                                 .headers = {},
                                 .form = ForeignKey::Form::text,
                                 .field = {}};
    answer(200, {{"access_token", "ours"}});
    EXPECT_EQ(tokens_of(credentials).token(), "ours");
    EXPECT_THAT(http.calls.back().body, HasSubstr("subject_token=foreign"));
    EXPECT_THAT(http.calls.back().body, HasSubstr("audience=%2F%2Fpool"));

    credentials.key = ForeignKey{.audience = "//pool",
                                 .token_type = "jwt",
                                 .file = {},
                                 .url = "http://here/token",
                                 .headers = {"Metadata: True"},
                                 .form = ForeignKey::Form::json,
                                 .field = "value"};
    http.answers = [](const net::Call& call) {
        const json body = call.url == "http://here/token" ? json{{"value", "other"}} : json{{"access_token", "ours"}};
        return net::Reply{200, body.dump(), {}};
    };
    EXPECT_EQ(tokens_of(credentials).token(), "ours");
    EXPECT_THAT(http.calls.back().body, HasSubstr("subject_token=other"));
}

TEST_F(TokensTest, TheMachinesOwnAccountIsAskedOfItsMetadataServer) {
    Credentials credentials;
    credentials.key = MachineKey{"169.254.169.254"};
    answer(200, {{"access_token", "of the machine"}, {"expires_in", 600}});
    EXPECT_EQ(tokens_of(credentials).token(), "of the machine");
    EXPECT_THAT(http.calls[0].headers, ElementsAre("Metadata-Flavor: Google"));
}

TEST_F(TokensTest, ARefusalIsSaidInGooglesWordsWithoutSecrets) {
    answer(400, {{"error", "invalid_grant"}, {"error_description", "Token has been expired or revoked."}});
    const auto refused = tokens_of(person()).token();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::not_signed_in);
    EXPECT_THAT(refused.error().detail, HasSubstr("invalid_grant: Token has been expired or revoked."));
    EXPECT_THAT(describe(refused.error()), HasSubstr("adc.json"));
    EXPECT_THAT(describe(refused.error()), Not(HasSubstr("refresh")));
    for (const char* body : {"", "[]", "{}", R"({"access_token":7})"}) {
        http.answers = [body](const net::Call&) { return net::Reply{200, body, {}}; };
        EXPECT_FALSE(tokens_of(person()).token()) << body;
    }
}

TEST_F(TokensTest, WhatIsGooglesOwnFaultIsNoReasonToSignInAnew) {
    answer(503, json::object());
    EXPECT_EQ(tokens_of(person()).token().error().kind, ErrorKind::unreachable);
    answer(400, {{"error", "internal_failure"}});
    EXPECT_EQ(tokens_of(person()).token().error().kind, ErrorKind::unreachable);
}

TEST_F(TokensTest, ATokenThatIsForgottenIsMadeAnew) {
    answer(200, {{"access_token", "one"}});
    Tokens tokens = tokens_of(person());
    EXPECT_EQ(tokens.token(), "one");
    answer(200, {{"access_token", "two"}});
    tokens.forget("another");
    EXPECT_EQ(tokens.token(), "one");
    tokens.forget("one");
    EXPECT_EQ(tokens.token(), "two");
}

TEST_F(TokensTest, APersonOfAnotherAuthorityShowsTheClientInAHeader) {
    Credentials credentials = person();
    credentials.key = UserKey{"id", "secret", "refresh", UserKey::Client::in_header};
    answer(200, {{"access_token", "t"}});
    EXPECT_EQ(tokens_of(credentials).token(), "t");
    EXPECT_THAT(http.calls[0].headers, ElementsAre("Authorization: Basic aWQ6c2VjcmV0"));
    EXPECT_EQ(http.calls[0].body, "grant_type=refresh_token&refresh_token=refresh");
}

/// A process, and those after it, with one home.
struct KeptTokens : TokensTest {
    Tokens process(const Credentials& credentials) {
        return {http, clock, [credentials] { return Result<Credentials>(credentials); }, TokenFile::in(folder, random)};
    }
    std::string content() const { return read_file(file).value_or(""); }

    fakes::TemporaryHome home;
    fakes::FakeRandom random;
    std::filesystem::path folder = home.home().data / "google";
    std::filesystem::path file = folder / "token";
};

TEST_F(KeptTokens, OneServesTheNextProcessAndIsInNoFileInTheClear) {
    const std::string secret = "ya29.a0-the-token-itself";
    answer(200, {{"access_token", secret}, {"expires_in", 3599}});
    EXPECT_EQ(process(person()).token(), secret);
    EXPECT_EQ(process(person()).token(), secret);
    EXPECT_EQ(http.calls.size(), 1U) << "the second process asked nobody";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(home.home().data)) {
        if (!entry.is_regular_file()) continue;
        const std::string text = read_file(entry.path()).value_or("");
        EXPECT_THAT(text, Not(HasSubstr(secret)));
        EXPECT_THAT(text, Not(HasSubstr(to_base64(secret).substr(0, 20))));
        EXPECT_THAT(text, Not(HasSubstr("1//refresh")));
        EXPECT_EQ(entry.status().permissions(),
                  std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
}

TEST_F(KeptTokens, IsMadeAnewBeforeItEndsAndWhenTheClockWasTurnedBack) {
    answer(200, {{"access_token", "one"}, {"expires_in", 3599}});
    EXPECT_EQ(process(person()).token(), "one");
    answer(200, {{"access_token", "two"}, {"expires_in", 3599}});
    clock.sleep(std::chrono::minutes(54));
    EXPECT_EQ(process(person()).token(), "one");
    clock.sleep(std::chrono::minutes(2));
    EXPECT_EQ(process(person()).token(), "two");
    clock.sleep(-std::chrono::hours(2));
    answer(200, {{"access_token", "three"}, {"expires_in", 3599}});
    EXPECT_EQ(process(person()).token(), "three");
}

TEST_F(KeptTokens, IsNobodyElses) {
    answer(200, {{"access_token", "one"}});
    EXPECT_EQ(process(person()).token(), "one");
    answer(200, {{"access_token", "two"}, {"accessToken", "two"}});
    Credentials other = person();
    other.key = UserKey{"id", "s&cret", "1//another"};
    EXPECT_EQ(process(other).token(), "two");
    EXPECT_EQ(process(person()).token(), "two") << "one file keeps one";
    answer(200, {{"access_token", "three"}, {"accessToken", "three"}});
    // The same secret, and another name behind it.
    Credentials stands_for = person();
    stands_for.impersonation = "https://iamcredentials/x:generateAccessToken";
    EXPECT_EQ(process(stands_for).token(), "three");
    Credentials elsewhere = person();
    elsewhere.token_address = "http://127.0.0.1:8470/token";
    answer(200, {{"access_token", "four"}});
    EXPECT_EQ(process(elsewhere).token(), "four");
}

TEST_F(KeptTokens, ABrokenFileIsAsIfItWereNotThere) {
    answer(200, {{"access_token", "one"}});
    EXPECT_EQ(process(person()).token(), "one");
    const std::string whole = content();
    ASSERT_FALSE(whole.empty());
    answer(200, {{"access_token", "anew"}});
    std::string changed = whole;
    changed[changed.find("sealed") + 20] ^= 1;
    for (const std::string& broken :
         {std::string(), std::string("{}"), std::string("[7]"), changed, whole.substr(0, whole.size() / 2),
          std::string(200'000, 'x'), std::string(R"({"salt":"","sealed":""})"), std::string(R"({"salt":7})")}) {
        ASSERT_TRUE(write_file(file, broken, Readable::by_owner));
        EXPECT_EQ(process(person()).token(), "anew") << broken.substr(0, 80);
    }
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);  // so that nothing can be kept
    EXPECT_EQ(process(person()).token(), "anew");
}

TEST_F(KeptTokens, OneThatGoogleRefusedIsForgottenByAllButANewerOneIsNot) {
    answer(200, {{"access_token", "dead"}});
    Tokens first = process(person());
    Tokens second = process(person());
    EXPECT_EQ(first.token(), "dead");
    EXPECT_EQ(second.token(), "dead");
    answer(200, {{"access_token", "alive"}});
    first.forget("dead");
    EXPECT_EQ(first.token(), "alive");
    second.forget("dead");
    EXPECT_EQ(second.token(), "alive");
    EXPECT_EQ(http.calls.size(), 2U) << "the second found what the first had made";
}

TEST_F(KeptTokens, WhoNeedsToAskNobodyKeepsNothing) {
    const SigningKey key;
    Credentials account;
    account.key = AccountKey{"robot@p.iam.gserviceaccount.com", "k1", key.private_pem()};
    EXPECT_TRUE(process(account).token());
    Credentials machine;
    machine.key = MachineKey{"169.254.169.254"};
    answer(200, {{"access_token", "t"}});
    EXPECT_EQ(process(machine).token(), "t");
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(KeptTokens, OfManyProcessesAtOnceEachReadsAWholeOneOrNone) {
    constexpr int processes = 8, rounds = 40;
    const Credentials credentials = person();
    std::vector<pid_t> children;
    for (int number = 0; number < processes; ++number) {
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            fakes::FakeRandom own;
            for (int skip = 0; skip < number; ++skip) std::ignore = own.next();
            TokenFile kept(file, own);
            bool good = true;
            for (int round = 0; round < rounds; ++round) {
                kept.write(credentials, {"token of " + std::to_string(number), clock.now()});
                const auto read = kept.read(credentials);
                good &= read && read->text.starts_with("token of ") && read->text.size() == 10;
            }
            ::_exit(good ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_EQ(status, 0);
    }
}

}  // namespace
}  // namespace aloft::gcp
