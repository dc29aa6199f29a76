#include "practice/google/identity.hpp"

#include "core/base64.hpp"
#include "desk_bench.hpp"
#include "fakes/signing_key.hpp"
#include "practice/google/signature.hpp"

namespace aloft::practice::google {
namespace {

Json part_of(const std::string& token, int number) {
    std::size_t begin = 0;
    for (; number > 0; --number) begin = token.find('.', begin) + 1;
    const auto text = from_base64(token.substr(begin, token.find('.', begin) - begin), Base64::for_urls);
    return text ? Json::parse(*text, nullptr, false) : Json();
}

bool is_signed_by_one_of(const std::string& token, const Json& certificates) {
    const auto end = token.rfind('.');
    const auto signature = from_base64(token.substr(end + 1), Base64::for_urls);
    const std::string pem = certificates.value(part_of(token, 0).value("kid", ""), "");
    return signature && is_signed_with(token.substr(0, end), *signature, pem);
}

struct IdentityTest : ::testing::Test {
    IdentityTest() {
        EXPECT_TRUE(make_signer(*bench.records, bench.clock.now()));
        Json machine = DeskBench::machine("vm");
        machine["serviceAccounts"] =
            Json::parse(R"([{"email":"default","scopes":["https://www.googleapis.com/auth/compute"]}])");
        bench.done(bench.post(instances_path, machine));
        id = bench.get(instances_path + "/vm")["id"];
    }
    std::string token(IdentityFormat format) { return bench.identity(id, "default", {"https://me", format}); }
    Json keys_at(const std::string& path) {
        const Said said = bench.ask({"GET", path, {}, ""});
        EXPECT_EQ(said.status, 200);
        return said.body;
    }

    DeskBench bench;
    std::string id;
};

TEST_F(IdentityTest, IsSignedWithAKeyThatEverybodyCanSee) {
    const std::string said = token(IdentityFormat::standard);
    EXPECT_TRUE(is_signed_by_one_of(said, keys_at("/oauth2/v1/certs")));
    const Json numbers = keys_at("/oauth2/v3/certs")["keys"][0];
    EXPECT_EQ(numbers["kid"], part_of(said, 0)["kid"]);
    EXPECT_EQ(numbers["e"], "AQAB");
    const Json claims = part_of(said, 1);
    const auto now = std::chrono::floor<std::chrono::seconds>(bench.computer.now()).time_since_epoch().count();
    EXPECT_EQ(claims["iss"], "https://accounts.google.com");
    EXPECT_EQ(claims["aud"], "https://me");
    EXPECT_EQ(claims["sub"], claims["azp"]);
    EXPECT_EQ(claims["iat"], now);
    EXPECT_EQ(claims["exp"], now + 3600);
    EXPECT_THAT(claims["email"].get<std::string>(), ::testing::EndsWith("-compute@developer.gserviceaccount.com"));
    EXPECT_FALSE(claims.contains("google"));
}

TEST_F(IdentityTest, SaysOfTheMachineWhatItIsAskedFor) {
    const Json machine = bench.get(instances_path + "/vm");
    const Json engine = part_of(token(IdentityFormat::full), 1)["google"]["compute_engine"];
    EXPECT_EQ(engine["instance_id"], id);
    EXPECT_EQ(engine["instance_name"], "vm");
    EXPECT_EQ(engine["zone"], "us-central1-a");
    EXPECT_EQ(engine["project_id"], "my-project");
    EXPECT_TRUE(engine["project_number"].is_number());
    const auto made = from_google_time(machine["creationTimestamp"].get<std::string>());
    ASSERT_TRUE(made);
    EXPECT_EQ(engine["instance_creation_timestamp"],
              std::chrono::floor<std::chrono::seconds>(made->time_since_epoch()).count());
    EXPECT_FALSE(engine.contains("license_id"));
    const Json licensed = part_of(token(IdentityFormat::full_with_licenses), 1);
    EXPECT_EQ(licensed["google"]["compute_engine"]["license_id"].size(), 1U);
}

TEST_F(IdentityTest, IsOfTheMachinesOwnAccountAlone) {
    EXPECT_EQ(bench.identity(id, "other@example.com", {"a"}), "");
    EXPECT_EQ(bench.identity("1", "default", {"a"}), "");
}

TEST_F(IdentityTest, OfAServiceAccountIsHadForItsAssertion) {
    const std::string account = "robot@my-project.iam.gserviceaccount.com";
    const SigningKey key;
    bench.records->put("projects/my-project/serviceAccounts/" + account, {{"email", account}, {"uniqueId", "77"}});
    bench.records->put("projects/my-project/serviceAccounts/" + account + "/keys/k1",
                       {{"publicKeyData", to_base64(key.public_pem())}});
    const auto now = std::chrono::floor<std::chrono::seconds>(bench.computer.now()).time_since_epoch().count();
    const Json claims = {{"iss", account},
                         {"aud", "https://oauth2.googleapis.com/token"},
                         {"iat", now},
                         {"exp", now + 3600},
                         {"target_audience", "https://me"}};
    const std::string text =
        to_base64(R"({"alg":"RS256","kid":"k1"})", Base64::for_urls) + "." + to_base64(claims.dump(), Base64::for_urls);
    const serve::Answer answer =
        bench.sign_in.issue({"POST",
                             "/token",
                             {},
                             "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + text +
                                 "." + to_base64(key.sign(text), Base64::for_urls)});
    ASSERT_EQ(answer.status, 200) << answer.body;
    const std::string token = Json::parse(answer.body)["id_token"];
    EXPECT_TRUE(is_signed_by_one_of(token, keys_at("/oauth2/v1/certs")));
    EXPECT_EQ(part_of(token, 1)["email"], account);
    EXPECT_EQ(part_of(token, 1)["sub"], "77");
    EXPECT_EQ(part_of(token, 1)["aud"], "https://me");
    EXPECT_EQ(keys_at("/robot/v1/metadata/x509/robot%40my-project.iam.gserviceaccount.com")["k1"], key.public_pem());
}

}  // namespace
}  // namespace aloft::practice::google
