#include <openssl/evp.h>

#include "fakes/signing_key.hpp"
#include "practice/google/key_file.hpp"
#include "practice/google/service_accounts.hpp"
#include "practice/google/signature.hpp"
#include "unit/practice/google/newer_apis.hpp"

namespace aloft::practice::google {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string from_base64(const std::string& text) {
    std::string bytes(text.size(), '\0');
    const int length =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    bytes.resize(static_cast<std::size_t>(length) - (text.ends_with("==") ? 2U : text.ends_with("=") ? 1U : 0U));
    return bytes;
}

class Accounts : public NewerApis {
protected:
    Json made(const char* id = "robot-one") {
        return answer("iam.projects.serviceAccounts.create", {{"name", "projects/my-project"}},
                      {{"accountId", id}, {"serviceAccount", {{"displayName", "Robot"}}}});
    }
    Result<Json> practices_key(const std::string& project) {
        Result<Json> told;
        practice_key(office, project, "http://127.0.0.1:8470", [&](Result<Json> file) { told = std::move(file); });
        loop.turn();
        return told;
    }
    std::map<std::string, std::string, std::less<>> robot{
        {"name", "projects/my-project/serviceAccounts/robot-one@my-project.iam.gserviceaccount.com"}};
};

TEST_F(Accounts, AreMadeAsGoogleMakesThem) {
    const Json account = made();
    EXPECT_EQ(account["email"], "robot-one@my-project.iam.gserviceaccount.com");
    EXPECT_EQ(account["name"], robot["name"]);
    EXPECT_EQ(account["projectId"], "my-project");
    EXPECT_EQ(account["displayName"], "Robot");
    EXPECT_EQ(account["uniqueId"].get<std::string>().size(), 21U);
    EXPECT_EQ(account["oauth2ClientId"], account["uniqueId"]);
    EXPECT_EQ(answer("iam.projects.serviceAccounts.get", robot), account);
    for (const std::string& name :
         {"projects/-/serviceAccounts/" + account["email"].get<std::string>(),
          "projects/my-project/serviceAccounts/" + account["uniqueId"].get<std::string>(),
          "projects/" + number_of_project() + "/serviceAccounts/" + account["email"].get<std::string>()})
        EXPECT_EQ(answer("iam.projects.serviceAccounts.get", {{"name", name}}), account) << name;
}

TEST_F(Accounts, TakenAndImpossibleNamesAreRefused) {
    made();
    const Refusal taken =
        refusal("iam.projects.serviceAccounts.create", {{"name", "projects/my-project"}}, {{"accountId", "robot-one"}});
    EXPECT_EQ(taken.status, 409);
    EXPECT_EQ(taken.message, "Service account robot-one already exists within project projects/my-project.");
    for (const char* id : {"", "five5", "Capital-letters", "ends-with-"})
        EXPECT_EQ(refusal("iam.projects.serviceAccounts.create", {{"name", "projects/my-project"}}, {{"accountId", id}})
                      .status,
                  400)
            << id;
}

TEST_F(Accounts, UnknownOnesAreNotFound) {
    for (const char* name : {"projects/my-project/serviceAccounts/no@my-project.iam.gserviceaccount.com",
                             "projects/-/serviceAccounts/no@other.iam.gserviceaccount.com",
                             "projects/-/serviceAccounts/no", "projects/none/serviceAccounts/a/keys/b"}) {
        const Refusal refused = refusal("iam.projects.serviceAccounts.get", {{"name", name}});
        EXPECT_EQ(refused.status, 404) << name;
        EXPECT_EQ(refused.message, "Unknown service account");
    }
}

TEST_F(Accounts, AreListedChangedAndDeletedWithTheirKeys) {
    made();
    made("robot-two");
    EXPECT_EQ(answer("iam.projects.serviceAccounts.list", {{"name", "projects/my-project"}})["accounts"].size(), 2U);
    EXPECT_EQ(answer("iam.projects.serviceAccounts.patch", robot,
                     {{"serviceAccount", {{"displayName", "R2"}}}, {"updateMask", "displayName"}})["displayName"],
              "R2");
    answer("iam.projects.serviceAccounts.disable", robot);
    EXPECT_EQ(answer("iam.projects.serviceAccounts.get", robot)["disabled"], true);
    answer("iam.projects.serviceAccounts.enable", robot);
    EXPECT_FALSE(answer("iam.projects.serviceAccounts.get", robot).contains("disabled"));
    answer("iam.projects.serviceAccounts.keys.create", robot);
    answer("iam.projects.serviceAccounts.delete", robot);
    EXPECT_EQ(refusal("iam.projects.serviceAccounts.get", robot).status, 404);
    EXPECT_TRUE(records->names(robot["name"]).empty());
}

TEST_F(Accounts, AKeyIsAFileThatProgramsSignInWith) {
    const Json account = made();
    const Json key = answer("iam.projects.serviceAccounts.keys.create", robot,
                            {{"privateKeyType", "TYPE_GOOGLE_CREDENTIALS_FILE"}, {"keyAlgorithm", "KEY_ALG_RSA_2048"}});
    EXPECT_EQ(key["keyType"], "USER_MANAGED");
    EXPECT_EQ(key["keyOrigin"], "GOOGLE_PROVIDED");
    EXPECT_EQ(key["validBeforeTime"], "9999-12-31T23:59:59Z");
    const Json file = Json::parse(from_base64(key["privateKeyData"]));
    EXPECT_EQ(file["type"], "service_account");
    EXPECT_EQ(file["project_id"], "my-project");
    EXPECT_EQ(file["client_email"], account["email"]);
    EXPECT_EQ(file["client_id"], account["uniqueId"]);
    EXPECT_EQ(file["token_uri"], "http://127.0.0.1:8470/token");
    EXPECT_THAT(key["name"].get<std::string>(), HasSubstr("/keys/" + file["private_key_id"].get<std::string>()));

    const Json kept = answer("iam.projects.serviceAccounts.keys.get", {{"name", key["name"]}}, Json::object(),
                             {{"publicKeyType", "TYPE_X509_PEM_FILE"}});
    const SigningKey signer(file["private_key"].get<std::string>());
    EXPECT_TRUE(is_signed_with("words", signer.sign("words"), from_base64(kept["publicKeyData"])));
    EXPECT_FALSE(is_signed_with("other words", signer.sign("words"), from_base64(kept["publicKeyData"])));
}

TEST_F(Accounts, ThePrivateHalfIsToldOnceAndNeverKept) {
    made();
    const Json key = answer("iam.projects.serviceAccounts.keys.create", robot);
    for (const std::string& name : records->names("")) {
        EXPECT_THAT(records->find(name)->dump(), Not(HasSubstr("privateKey"))) << name;
        EXPECT_THAT(records->find(name)->dump(), Not(HasSubstr("PRIVATE KEY"))) << name;
    }
    EXPECT_FALSE(answer("iam.projects.serviceAccounts.keys.get", {{"name", key["name"]}}).contains("privateKeyData"));
}

TEST_F(Accounts, KeysAreListedAndDeletedAndTenAreTheMost) {
    made();
    Json key;
    for (int count = 0; count < 10; ++count) key = answer("iam.projects.serviceAccounts.keys.create", robot);
    EXPECT_EQ(refusal("iam.projects.serviceAccounts.keys.create", robot).grpc_status, "FAILED_PRECONDITION");
    EXPECT_EQ(answer("iam.projects.serviceAccounts.keys.list", robot)["keys"].size(), 10U);
    EXPECT_EQ(answer("iam.projects.serviceAccounts.keys.list", robot, Json::object(), {{"keyTypes", "SYSTEM_MANAGED"}}),
              Json::object());
    answer("iam.projects.serviceAccounts.keys.delete", {{"name", key["name"]}});
    EXPECT_EQ(refusal("iam.projects.serviceAccounts.keys.delete", {{"name", key["name"]}}).status, 404);
    EXPECT_EQ(answer("iam.projects.serviceAccounts.keys.list", robot)["keys"].size(), 9U);
}

TEST_F(Accounts, ThePracticesOwnKeyIsMadeWhateverIsEnabled) {
    const auto file = practices_key("projects/poor-project");
    ASSERT_TRUE(file);
    EXPECT_EQ((*file)["client_email"], "aloft-practice@poor-project.iam.gserviceaccount.com");
    EXPECT_EQ((*file)["token_uri"], "http://127.0.0.1:8470/token");
}

TEST_F(Accounts, OfThePracticesOwnKeysTheOldestGo) {
    std::vector<std::string> made_keys;
    for (int count = 0; count < 12; ++count) {
        const auto file = practices_key("projects/my-project");
        ASSERT_TRUE(file);
        made_keys.push_back((*file)["private_key_id"]);
        computer.sleep(std::chrono::seconds(1));
    }
    const std::string record = "projects/my-project/serviceAccounts/aloft-practice@my-project.iam.gserviceaccount.com";
    EXPECT_EQ(records->names(record + "/keys/").size(), 10U);
    for (std::size_t at = 0; at < made_keys.size(); ++at)
        EXPECT_EQ(records->find(record + "/keys/" + made_keys[at]) != nullptr, at >= 2) << at;
}

TEST_F(Accounts, PermissionsArePutToTheTest) {
    made();
    EXPECT_EQ(answer("iam.projects.serviceAccounts.testIamPermissions", {{"resource", robot["name"]}},
                     {{"permissions", {"iam.serviceAccounts.actAs"}}}),
              (Json{{"permissions", {"iam.serviceAccounts.actAs"}}}));
}

TEST(KeyFile, EachKeyIsAnother) {
    const Moment now = *from_iso("2026-11-20T12:00:00Z");
    const auto one = new_key("1", now), other = new_key("1", now);
    ASSERT_TRUE(one && other);
    EXPECT_NE(one->private_pem, other->private_pem);
    EXPECT_THAT(one->private_pem, HasSubstr("-----BEGIN PRIVATE KEY-----"));
    EXPECT_THAT(one->certificate_pem, HasSubstr("-----BEGIN CERTIFICATE-----"));
}

}  // namespace
}  // namespace aloft::practice::google
