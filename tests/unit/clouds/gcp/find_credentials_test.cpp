#include "clouds/gcp/find_credentials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "clouds/gcp/find_project.hpp"
#include "clouds/gcp/settings.hpp"
#include "fakes/fake_system.hpp"
#include "system/files.hpp"

namespace aloft::gcp {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto user_file = R"({"type":"authorized_user","client_id":"c","client_secret":"s","refresh_token":"r"})";

struct FindCredentials : ::testing::Test {
    std::filesystem::path file(const std::string& name, std::string_view content) {
        const std::filesystem::path path = home.home().data / name;
        std::filesystem::create_directories(path.parent_path());
        EXPECT_TRUE(write_file(path, content, Readable::by_owner));
        return path;
    }

    Environment environment() {
        return [this](std::string_view name) {
            const auto found = variables.find(std::string(name));
            return found == variables.end() ? std::nullopt : std::optional<std::string>(found->second);
        };
    }

    Result<Credentials> find() { return find_credentials(environment(), {own_key, home.home().data / "product_name"}); }

    Result<ChosenProject> project(const Credentials& credentials) {
        return find_project(environment(), credentials, folder);
    }

    fakes::TemporaryHome home;
    std::filesystem::path folder = home.home().data / "google";
    std::filesystem::path own_key;
    std::map<std::string, std::string> variables{{"HOME", home.home().data.string()}};
};

TEST_F(FindCredentials, InTheOrderOfGooglesOwnTools) {
    EXPECT_EQ(find().error().kind, ErrorKind::not_signed_in);
    file("product_name", "Google Compute Engine\n");
    EXPECT_TRUE(std::holds_alternative<MachineKey>(find()->key));
    const auto left = file(".config/gcloud/application_default_credentials.json", user_file);
    EXPECT_EQ(find()->origin, left.string());
    variables["CLOUDSDK_CONFIG"] = file("elsewhere/application_default_credentials.json", user_file).parent_path();
    EXPECT_THAT(find()->origin, HasSubstr("elsewhere"));
    variables["GOOGLE_APPLICATION_CREDENTIALS"] = file("named.json", user_file);
    EXPECT_THAT(find()->origin, HasSubstr("named.json"));
}

TEST_F(FindCredentials, AFileThatIsNamedAndNotThereIsNoReasonToTakeAnother) {
    file(".config/gcloud/application_default_credentials.json", user_file);
    variables["GOOGLE_APPLICATION_CREDENTIALS"] = "/nowhere/key.json";
    const auto found = find();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::not_signed_in);
    EXPECT_THAT(describe(found.error()), HasSubstr("/nowhere/key.json"));
}

TEST_F(FindCredentials, AComputerOfAnotherMakerIsAskedNothing) {
    file("product_name", "ThinkPad\n");
    EXPECT_FALSE(find());
    variables["GCE_METADATA_HOST"] = "127.0.0.1:1";
    EXPECT_EQ(std::get<MachineKey>(find()->key).host, "127.0.0.1:1");
}

TEST_F(FindCredentials, TheProjectIsWhereGooglesOwnToolsLook) {
    Credentials person;
    person.key = UserKey{"c", "s", "r"};
    EXPECT_EQ(project(person).error().kind, ErrorKind::not_signed_in);
    person.quota_project = "of-quota";
    EXPECT_EQ(project(person)->id, "of-quota");
    file(".config/gcloud/configurations/config_default",
         "[compute]\nproject = wrong\n[core]\naccount = me@example.com\nproject = of-gcloud\n");
    EXPECT_EQ(project(person)->id, "of-gcloud");
    EXPECT_EQ(find_contact(environment(), person), "me@example.com");
    file(".config/gcloud/configurations/config_work", "[core]\nproject = of-work");
    file(".config/gcloud/active_config", "work\n");
    EXPECT_EQ(project(person)->id, "of-work");
    variables["CLOUDSDK_ACTIVE_CONFIG_NAME"] = "default";
    EXPECT_EQ(project(person)->id, "of-gcloud");
    Credentials robot;
    robot.key = AccountKey{"robot@of-key.iam.gserviceaccount.com", "k", "pem"};
    robot.project = "of-key";
    EXPECT_EQ(project(robot)->id, "of-key") << "whoever names a key file means its project";
    EXPECT_EQ(find_contact(environment(), robot), "robot@of-key.iam.gserviceaccount.com");
    variables["GOOGLE_CLOUD_PROJECT"] = "named";
    EXPECT_EQ(project(robot)->id, "named");
}

TEST_F(FindCredentials, AFileThatCannotBeReadIsNamedWithWhatNamedIt) {
    const auto no_file = home.home().data / "folder";
    std::filesystem::create_directories(no_file);
    variables["GOOGLE_APPLICATION_CREDENTIALS"] = no_file;
    const auto found = find();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::not_signed_in);
    EXPECT_THAT(found.error().detail, HasSubstr("GOOGLE_APPLICATION_CREDENTIALS names " + no_file.string()));
    EXPECT_THAT(found.error().detail, HasSubstr("cannot be read"));
}

TEST_F(FindCredentials, OfAFileThatIsNoneNoWordIsRepeated) {
    for (const std::string content : {"hunter2", "[\"hunter2\"]", R"({"refresh_token":"hunter2"})",
                                      R"({"type":"authorized_user","refresh_token":"hunter2"})", ""}) {
        variables["GOOGLE_APPLICATION_CREDENTIALS"] = file("rubbish.json", content);
        const auto found = find();
        ASSERT_FALSE(found) << content;
        EXPECT_EQ(found.error().kind, ErrorKind::not_signed_in);
        EXPECT_THAT(describe(found.error()), HasSubstr("rubbish.json"));
        EXPECT_THAT(describe(found.error()) + found.error().hint, Not(HasSubstr("hunter2")));
    }
}

TEST_F(FindCredentials, TheKeyThatWasMadeHereGoesBeforeGcloudAndAfterTheEnvironment) {
    file(".config/gcloud/application_default_credentials.json", user_file);
    own_key = file("google/service-account-p.json", user_file);
    EXPECT_EQ(find()->origin, own_key.string());
    variables["GOOGLE_APPLICATION_CREDENTIALS"] = file("named.json", user_file);
    EXPECT_THAT(find()->origin, HasSubstr("named.json"));
    variables.erase("GOOGLE_APPLICATION_CREDENTIALS");
    std::filesystem::remove(own_key);
    EXPECT_THAT(describe(find().error()), HasSubstr("aloft init gcp")) << "another one is not taken instead";
}

TEST_F(FindCredentials, WhoseQuotaCountsIsTheEnvironmentsToSay) {
    variables["GOOGLE_APPLICATION_CREDENTIALS"] = file("named.json", user_file);
    EXPECT_EQ(find()->quota_project, "");
    variables["GOOGLE_CLOUD_QUOTA_PROJECT"] = "counted";
    EXPECT_EQ(find()->quota_project, "counted");
}

TEST_F(FindCredentials, TheProjectThatWasChosenHereGoesBeforeGcloudsAndAfterAKeys) {
    Credentials person;
    person.key = UserKey{"c", "s", "r"};
    file(".config/gcloud/configurations/config_default", "[core]\nproject = of-gcloud\n");
    EXPECT_EQ(project(person)->origin, (home.home().data / ".config/gcloud/configurations/config_default").string());
    ASSERT_TRUE(write_settings(folder, {"chosen", ""}));
    EXPECT_EQ(project(person), (ChosenProject{"chosen", settings_file(folder).string()}));
    Credentials robot;
    robot.key = AccountKey{"robot@of-key.iam.gserviceaccount.com", "k", "pem"};
    robot.project = "of-key";
    robot.origin = "key.json";
    EXPECT_EQ(project(robot), (ChosenProject{"of-key", "key.json"}));
    variables["CLOUDSDK_CORE_PROJECT"] = "named";
    EXPECT_EQ(project(robot), (ChosenProject{"named", "CLOUDSDK_CORE_PROJECT"}));
}

TEST_F(FindCredentials, ABrokenChoiceIsSaidAndNotForgotten) {
    Credentials person;
    person.key = UserKey{"c", "s", "r"};
    for (const char* content : {"", "7", R"({"project":"p","key":"../../etc/passwd"})"}) {
        file("google/settings.json", content);
        ASSERT_FALSE(project(person)) << content;
        EXPECT_THAT(describe(project(person).error()), HasSubstr("settings.json"));
        EXPECT_EQ(chosen_key(folder), "");
    }
}

}  // namespace
}  // namespace aloft::gcp
