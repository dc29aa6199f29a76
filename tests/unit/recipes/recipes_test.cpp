#include "recipes/recipes.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "fakes/fake_system.hpp"
#include "source_folder.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string content(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

/// A folder recipes/ to fill.
class OwnRecipes : public testing::Test {
protected:
    static constexpr auto plain = "title: Data\ndescription: Fetches the data.\n";

    void put(const std::string& name, const std::string& yaml, const std::string& check = "exit 1\n",
             const std::string& apply = "true\n") {
        fs::create_directories(folder_ / name);
        std::ofstream(folder_ / name / "recipe.yaml") << yaml;
        std::ofstream(folder_ / name / "check.sh") << check;
        std::ofstream(folder_ / name / "apply.sh") << apply;
    }
    Error error() {
        const auto read = recipes_in(folder_);
        if (!read) return read.error();
        ADD_FAILURE() << "it was read";
        return {};
    }

    fakes::TemporaryHome home_;
    fs::path folder_ = home_.home().data / "recipes";
};

TEST(BuiltInRecipes, AreTheFilesOfTheSourceTree) {
    const fs::path source = aloft::tests::source_folder() / "src/recipes";
    std::vector<std::string> names;
    for (const RecipeTask& task : built_in_recipes()) {
        names.push_back(task.name);
        EXPECT_EQ(task.check, content(source / task.name / "check.sh"));
        const bool installs_packages = task.apply.contains("install_packages()");
        EXPECT_EQ(task.apply, (installs_packages ? content(source / "base/packages.sh") : "") +
                                  content(source / task.name / "apply.sh"));
        EXPECT_EQ(installs_packages, content(source / task.name / "apply.sh").contains("install_packages"));
    }
    EXPECT_THAT(names, ElementsAre("base", "nvidia", "uv", "python", "notebook", "no-notebook", "tensorflow", "docker",
                                   "r", "r-torch"));
    EXPECT_EQ(verify_script(), content(source / "verify/verify.py"));
}

TEST(BuiltInRecipes, NeedOnlyWhatStandsBeforeThem) {
    std::vector<std::string> before;
    for (const RecipeTask& task : built_in_recipes()) {
        EXPECT_THAT(task.title, Not(IsEmpty()));
        for (const std::string& need : task.needs) EXPECT_THAT(before, testing::Contains(need)) << task.name;
        before.push_back(task.name);
    }
}

TEST(BuiltInRecipes, OnlyTheEnvironmentIsMadeByThePersonAlone) {
    std::vector<std::string> by_person;
    for (const RecipeTask& task : built_in_recipes()) {
        if (task.as == RunAs::person) by_person.push_back(task.name);
        EXPECT_THAT(task.settings, IsEmpty());
        EXPECT_THAT(task.secrets, IsEmpty());
    }
    EXPECT_THAT(by_person, ElementsAre("python"));
}

TEST_F(OwnRecipes, AreNoneWhereThereIsNoFolder) { EXPECT_THAT(recipes_in(folder_).value(), IsEmpty()); }

TEST_F(OwnRecipes, AreReadWhole) {
    put("data", "title: My data\ndescription: Fetches the data.\nneeds: [base, other]\nas: root\n", "test -d /data\n",
        "mkdir /data\n");
    put("other", plain);
    const auto tasks = recipes_in(folder_).value();
    ASSERT_EQ(tasks.size(), 2u);
    const RecipeTask wanted{"data", "My data", {"base", "other"}, RunAs::root, "test -d /data\n", "mkdir /data\n",
                            {},     {}};
    EXPECT_EQ(tasks[0], wanted);
    EXPECT_EQ(tasks[1].name, "other");
}

TEST_F(OwnRecipes, RunAsThePersonUnlessTheySayOtherwise) {
    put("data", plain);
    EXPECT_EQ(recipes_in(folder_).value().front().as, RunAs::person);
}

TEST_F(OwnRecipes, FilesBesideThemAreNone) {
    put("data", plain);
    std::ofstream(folder_ / "README.md") << "what these are for\n";
    fs::create_directories(folder_ / ".git");
    EXPECT_EQ(recipes_in(folder_).value().size(), 1u);
}

TEST_F(OwnRecipes, EveryMistakeHasItsPlace) {
    put("data", "title: Data\ndescription: Fetches it.\nneed: [base]\nas: admin\n");
    const Error wrong = error();
    EXPECT_EQ(wrong.kind, ErrorKind::bad_input);
    EXPECT_THAT(wrong.detail, HasSubstr("data/recipe.yaml:3:1: need: unknown key; did you mean needs?"));
    EXPECT_THAT(wrong.detail, HasSubstr("data/recipe.yaml:4:5: as: expected root or person"));
    EXPECT_THAT(wrong.hint, Not(IsEmpty()));
}

TEST_F(OwnRecipes, WhatIsNoRecipeIsRefusedWithWords) {
    struct Case {
        const char* yaml;
        const char* says;
    };
    for (const Case& each : std::initializer_list<Case>{
             {"- a list\n", "expected keys like title:"},
             {"title: Data\n", "description: is missing"},
             {"description: It.\ntitle: [a]\n", "recipe.yaml:2:8: title: expected one line of text"},
             {"title: a\ntitle: b\ndescription: c\n", "recipe.yaml:2:1: title: is said twice"},
             {"title: a\ndescription: b\nneeds: base\n", "recipe.yaml:3:8: needs: expected a list"},
             {"title: a\ndescription: b\nneeds: [Base]\n", "recipe.yaml:3:9: needs: expected the name of a recipe"},
             {"title: 'a\n", "recipe.yaml:"},
             {" \n", "recipe.yaml: is empty"},
         }) {
        put("data", each.yaml);
        EXPECT_THAT(error().detail, HasSubstr(each.says)) << each.yaml;
    }
}

TEST_F(OwnRecipes, CannotTakeANameOfOurs) {
    put("python", plain);
    EXPECT_THAT(error().detail, HasSubstr("aloft itself has a recipe named python"));
    EXPECT_THAT(error().hint, HasSubstr("my-python"));
}

TEST_F(OwnRecipes, HaveNamesThatFoldersAndUnitsCanBear) {
    put("My Data", plain);
    EXPECT_THAT(error().detail, HasSubstr("lower-case letters, digits and dashes"));
}

TEST_F(OwnRecipes, CannotNeedWhatThereIsNot) {
    put("data", std::string(plain) + "needs: [pyhton]\n");
    EXPECT_THAT(error().detail, HasSubstr("there is no recipe named pyhton"));
    EXPECT_EQ(error().hint, "did you mean python?");
}

TEST_F(OwnRecipes, CannotWaitForThemselves) {
    put("a", std::string(plain) + "needs: [b, base]\n");
    put("b", std::string(plain) + "needs: [c]\n");
    put("c", std::string(plain) + "needs: [a]\n");
    EXPECT_THAT(error().detail, HasSubstr("it waits for itself: a → b → c → a"));
}

TEST_F(OwnRecipes, NeedBothScripts) {
    put("data", plain);
    fs::remove(folder_ / "data" / "check.sh");
    EXPECT_THAT(error().detail, HasSubstr("data/check.sh: is missing"));
    EXPECT_THAT(error().hint, HasSubstr("exit 0 when there is nothing to do"));
}

TEST_F(OwnRecipes, HaveLineEndsThatAShellReads) {
    put("data", plain, "exit 1\n", "true\nfalse\r\n");
    EXPECT_THAT(error().detail, HasSubstr("data/apply.sh:2: the line ends as on Windows"));
}

}  // namespace
}  // namespace aloft
