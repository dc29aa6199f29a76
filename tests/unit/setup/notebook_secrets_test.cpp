#include "setup/notebook_secrets.hpp"

#include <argon2.h>
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "fakes/fake_system.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Secrets : public ::testing::Test {
protected:
    Result<NotebookSecrets> ensure(const fs::path& password_file = {}) {
        return ensure_notebook_secrets(home.home(), random, "a1", password_file);
    }
    fs::path password_file(const std::string& text, fs::perms mode = fs::perms::owner_read | fs::perms::owner_write) {
        fs::create_directories(home.home().data);
        const fs::path file = home.home().data / "password";
        std::ofstream(file) << text;
        fs::permissions(file, mode);
        return file;
    }
    static bool opens(const NotebookSecrets& secrets, const std::string& password) {
        const std::string hash = secrets.hashed_password.substr(std::string("argon2:").size());
        return argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
    }

    fakes::TemporaryHome home;
    SystemRandom random;
};

TEST_F(Secrets, AreMadeUpOnceAndKept) {
    EXPECT_FALSE(read_notebook_secrets(home.home(), "a1")->has_value());
    const auto made = ensure();
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_EQ(made->password.size(), 19U);
    EXPECT_EQ(made->token.size(), 40U);
    EXPECT_THAT(made->hashed_password, StartsWith("argon2:$argon2id$"));
    EXPECT_TRUE(opens(*made, made->password));
    EXPECT_FALSE(opens(*made, made->password + "x"));
    EXPECT_EQ(ensure()->token, made->token);
    EXPECT_EQ(read_notebook_secrets(home.home(), "a1").value().value().password, made->password);
    const fs::path kept = home.home().machine("a1") / "notebook.json";
    EXPECT_EQ(fs::status(kept).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Secrets, TakeAPasswordThatWasChosen) {
    const auto made = ensure(password_file("correct horse\n"));
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_TRUE(opens(*made, "correct horse"));
    EXPECT_NE(ensure()->password, "correct horse") << "and give it up when it is not chosen any more";
}

TEST_F(Secrets, RefuseAPasswordThatOthersCanRead) {
    const auto refused = ensure(password_file("x", fs::perms::owner_read | fs::perms::others_read));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().hint, HasSubstr("chmod 600"));
}

TEST_F(Secrets, RefuseAPasswordThatIsNone) {
    EXPECT_EQ(ensure(password_file("\n")).error().kind, ErrorKind::bad_input);
    EXPECT_EQ(ensure("/nowhere/password").error().kind, ErrorKind::not_found);
}

TEST_F(Secrets, TornOnDiskAreMadeAnewWithoutAWordOfThem) {
    const auto before = ensure();
    ASSERT_TRUE(write_file(home.home().machine("a1") / "notebook.json", "{\"password\": \"x", Readable::by_owner));
    const auto after = ensure();
    ASSERT_TRUE(after);
    EXPECT_NE(after->token, before->token);
}

TEST_F(Secrets, TheSourceTellsNothingOfThePassword) {
    EXPECT_EQ(source_of_password({}), "generated");
    EXPECT_THAT(source_of_password(password_file("hunter2")), Not(HasSubstr("hunter2")));
}

TEST_F(Secrets, TheMachineGetsTheHashAlone) {
    const auto made = ensure(password_file("correct horse"));
    const auto config = nlohmann::json::parse(notebook_config(*made));
    EXPECT_EQ(config["PasswordIdentityProvider"]["hashed_password"], made->hashed_password);
    EXPECT_EQ(config["IdentityProvider"]["token"], made->token);
    EXPECT_THAT(config.dump(), Not(HasSubstr("correct horse")));
}

}  // namespace
}  // namespace aloft
