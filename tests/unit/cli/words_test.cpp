#include "cli/words.hpp"

#include <gmock/gmock.h>

namespace aloft::cli {
namespace {

using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Optional;

Result<Words> sort(std::string_view verb, const std::vector<std::string>& words) {
    return sort_words(*find_verb(verb), words);
}

TEST(Words, AreSortedByTheTable) {
    const auto words = sort("up", {"train.yaml", "--cpus", "4", "--memory=8GB", "-y"});
    ASSERT_TRUE(words);
    EXPECT_THAT(words->argument("FILE"), Optional(Eq("train.yaml")));
    EXPECT_THAT(words->value("cpus"), Optional(Eq("4")));
    EXPECT_THAT(words->value("memory"), Optional(Eq("8GB")));
    EXPECT_TRUE(words->has("yes"));
    EXPECT_FALSE(words->has("json"));
    EXPECT_EQ(words->value("disk"), std::nullopt);
}

TEST(Words, TheLastOfAnOptionCounts) {
    EXPECT_THAT(sort("up", {"--cpus", "2", "--cpus", "4"})->value("cpus"), Optional(Eq("4")));
}

TEST(Words, ARemoteCommandIsNotOursToRead) {
    struct Case {
        std::vector<std::string> words;
        std::vector<std::string> command;
    };
    for (const Case& one : std::vector<Case>{
             {{"lab"}, {}},
             {{"lab", "--"}, {}},
             {{"lab", "--", "ls", "-la", "--help"}, {"ls", "-la", "--help"}},
             {{"lab", "ls", "-la"}, {"ls", "-la"}},
             {{"lab", "--", "a", "--", "b"}, {"a", "--", "b"}},
             {{"lab", "nvidia-smi", "--", "x"}, {"nvidia-smi", "--", "x"}},
         }) {
        const auto words = sort("ssh", one.words);
        ASSERT_TRUE(words);
        EXPECT_THAT(words->argument("NAME"), Optional(Eq("lab")));
        EXPECT_EQ(words->rest("COMMAND"), one.command);
    }
    EXPECT_TRUE(sort("ssh", {"--help"})->has("help"));
}

TEST(Words, OptionsOfOursMayFollowTheMachine) {
    struct Case {
        std::vector<std::string> words;
        std::vector<std::string> command;
    };
    for (const Case& one : std::vector<Case>{
             {{"lab", "-d", "--", "python", "-d"}, {"python", "-d"}},
             {{"lab", "--detach", "--in", "sub", "python", "--in", "x"}, {"python", "--in", "x"}},
             {{"--in", "sub", "-d", "lab", "ls"}, {"ls"}},
             {{"--in=sub", "-d", "lab", "ls", "-d"}, {"ls", "-d"}},
         }) {
        const auto words = sort("run", one.words);
        ASSERT_TRUE(words) << describe(words.error());
        EXPECT_THAT(words->argument("NAME"), Optional(Eq("lab")));
        EXPECT_TRUE(words->has("detach"));
        EXPECT_EQ(words->rest("COMMAND"), one.command);
    }
    EXPECT_FALSE(sort("run", {"--detahc", "lab", "ls"}));
}

TEST(Words, HelpNeedsNothingElse) {
    EXPECT_TRUE(sort("stop", {"--help"})->has("help"));
    EXPECT_TRUE(sort("stop", {"-h", "--wrong"})->has("help"));
}

TEST(Words, MistakesSayWhatToDo) {
    struct Case {
        std::string verb;
        std::vector<std::string> words;
        std::string detail;
        std::string hint;
    };
    for (const Case& one : std::vector<Case>{
             {"up", {"--memroy", "4GB"}, "up: there is no option --memroy", "did you mean --memory?"},
             {"up", {"--memroy=4GB"}, "up: there is no option --memroy", "did you mean --memory?"},
             {"up", {"--xyzzy"}, "up: there is no option --xyzzy", "see: aloft up --help"},
             {"up", {"-q"}, "up: there is no option -q", "see: aloft up --help"},
             {"up", {"a.yaml", "b.yaml"}, "up: it takes no 'b.yaml'", "see: aloft up --help"},
             {"up", {"--kind", "contaner"}, "up: --kind cannot be 'contaner'", "did you mean container?"},
             {"up", {"--kind", "zeppelin"}, "up: --kind cannot be 'zeppelin'", "it can be: container, vm"},
             {"up", {"--name="}, "up: --name", ""},
             {"up", {"--cpus"}, "up: --cpus needs a value", "see: aloft up --help"},
             {"stop", {}, "stop: NAME is missing: the machine", "see: aloft stop --help"},
             {"pull", {}, "pull: NAME:PATH is missing", "see: aloft pull --help"},
             {"ssh", {"--verbose", "lab"}, "ssh: there is no option --verbose", ""},
         }) {
        const auto words = sort(one.verb, one.words);
        ASSERT_FALSE(words) << one.detail;
        EXPECT_EQ(words.error().kind, ErrorKind::bad_input);
        EXPECT_THAT(words.error().detail, HasSubstr(one.detail));
        EXPECT_THAT(words.error().hint, HasSubstr(one.hint));
    }
}

TEST(Words, AnUnknownVerbFindsItsNearest) {
    EXPECT_EQ(unknown_verb("stauts").hint, "did you mean: aloft status?");
    EXPECT_EQ(unknown_verb("xyzzy").hint, "aloft help lists what there is");
    EXPECT_EQ(unknown_verb("_machines").hint.find("__machines"), std::string::npos);
}

}  // namespace
}  // namespace aloft::cli
