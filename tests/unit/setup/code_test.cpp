#include "setup/code.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "fakes/fake_system.hpp"
#include "machine/reach.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Code : public ::testing::Test {
protected:
    void write(const fs::path& name, const std::string& text) {
        fs::create_directories((folder / name).parent_path());
        std::ofstream(folder / name) << text;
    }
    std::string state(const std::vector<std::string>& outputs = {}) {
        auto fingerprint = code_fingerprint(processes, folder, outputs);
        EXPECT_TRUE(fingerprint) << describe(fingerprint.error());
        return fingerprint.value_or("");
    }

    fakes::TemporaryHome home;
    fs::path folder = home.home().data / "project";
    PosixProcesses processes;
};

TEST_F(Code, ChangesWithItsFiles) {
    write("train.py", "print(1)");
    const std::string before = state();
    EXPECT_EQ(state(), before);
    write("train.py", "print(12)");
    const std::string changed = state();
    EXPECT_NE(changed, before);
    write("data/more.csv", "1");
    EXPECT_NE(state(), changed);
}

TEST_F(Code, IsNotWhatNobodyMeansToCarry) {
    write("train.py", "print(1)");
    write(".gitignore", "*.log\n/secret/\n");
    write("sub/.aloftignore", "big.bin\n");
    write("sub/small.bin", "");
    const std::string before = state({"weights.npz", "logs"});
    write("run.log", "x");
    write("secret/key", "x");
    write("sub/big.bin", "x");
    write(".git/HEAD", "x");
    write("__pycache__/train.pyc", "x");
    write("sub/.ipynb_checkpoints/a.ipynb", "x");
    write("weights.npz", "x");
    write("logs/1.txt", "x");
    EXPECT_EQ(state({"weights.npz", "logs"}), before);
    write("sub/weights.npz", "x");
    EXPECT_NE(state({"weights.npz", "logs"}), before) << "an output is one where it is named, and nowhere else";
}

class CodeInGit : public Code {
protected:
    CodeInGit() {
        fs::create_directories(folder);
        git({"init", "--quiet", "."});
    }
    void git(std::vector<std::string> words) {
        std::vector<std::string> argv{"git", "-C", folder.string(), "-c", "user.name=n", "-c", "user.email=e"};
        argv.insert(argv.end(), words.begin(), words.end());
        const auto done = run_checked(processes, {.argv = argv}, "preparing a repository");
        ASSERT_TRUE(done) << describe(done.error());
    }
    std::vector<std::string> code() {
        const auto files = code_files(processes, folder, {});
        EXPECT_TRUE(files) << describe(files.error());
        std::vector<std::string> paths;
        for (const ListedFile& file : files.value_or(std::vector<ListedFile>{})) paths.push_back(file.path);
        std::ranges::sort(paths);
        return paths;
    }
};

TEST_F(CodeInGit, WhatStaysHereIsWhatGitSays) {
    write(".gitignore", "*.log\n!keep.log\nsub/data\ntracked\n");
    for (const char* name : {"a.log", "keep.log", "sub/data/1", "other/sub/data/1", "tracked", "we[i]rd*.log",
                             "n\nl.log", "we[i]rd*.py", "gone"})
        write(name, "");
    git({"add", "--force", "tracked", "gone"});
    fs::remove(folder / "gone");
    write(".git/info/exclude", "mine.txt\n");
    write("mine.txt", "");
    write("sub/.aloftignore", "big.bin\n");
    write("sub/big.bin", "");
    EXPECT_THAT(code(), ElementsAre(".gitignore", "keep.log", "other/sub/data/1", "sub/.aloftignore", "tracked",
                                    "we[i]rd*.py"));
}

TEST_F(CodeInGit, ARepositoryWithinItHasASayOfItsOwn) {
    write("inner/.gitignore", "*.o\n");
    write("inner/a.o", "");
    write("inner/a.c", "");
    write("a.o", "");
    git({"init", "--quiet", "inner"});
    EXPECT_THAT(code(), ElementsAre("a.o", "inner/.gitignore", "inner/a.c"));
}

TEST_F(CodeInGit, AFolderThatIsIgnoredItselfIsReadWithoutGit) {
    write(".gitignore", "*\n");
    folder /= "project";
    write(".gitignore", "*.log\n");
    write("a.log", "");
    write("a.py", "");
    EXPECT_THAT(code(), ElementsAre(".gitignore", "a.py"));
}

/// Remembers what was to be run.
class Recorder final : public Processes {
public:
    std::vector<Command> asked;
    Finished answer;
    Result<Finished> run(const Command& command) override {
        asked.push_back(command);
        return answer;
    }
    Result<int> run_attached(const Command& command) override {
        asked.push_back(command);
        return 0;
    }
    std::optional<std::string> find_program(std::string_view name) override { return std::string(name); }
};

TEST_F(Code, IsCarriedWithoutOverwritingWhatIsNewer) {
    Recorder recorder;
    ASSERT_TRUE(carry_code(home.home(), recorder, {"a1", "/elsewhere/project", {"w.npz"}, "work", ""}));
    const auto& argv = recorder.asked.back().argv;
    EXPECT_EQ(argv.front(), "rsync");
    EXPECT_THAT(argv, Contains("--update"));
    EXPECT_THAT(argv, Contains("--exclude=/w.npz"));
    EXPECT_THAT(argv, Not(Contains(HasSubstr("--delete"))));
    EXPECT_THAT(std::vector(argv.end() - 3, argv.end()), ElementsAre("--", "/elsewhere/project/", "a1:work/"));
}

TEST_F(Code, BelongsToWhoWorksThere) {
    Recorder recorder;
    ASSERT_TRUE(carry_code(home.home(), recorder, {"a1", "/p", {}, "/srv/aloft/work", "aloft"}));
    EXPECT_THAT(recorder.asked.back().argv, Contains("--chown=aloft:aloft"));
}

TEST_F(Code, SaysWhereItWasGoingWhenTheMachineDoesNotAnswer) {
    Recorder recorder;
    recorder.answer = Finished{.exit_code = 255, .output = {}, .error_output = "ssh: connect: Connection refused"};
    const auto carried = carry_code(home.home(), recorder, {"a1", "/p", {}, "work", ""});
    ASSERT_FALSE(carried);
    EXPECT_THAT(describe(carried.error()), HasSubstr("carrying /p to machine a1"));
}

}  // namespace
}  // namespace aloft
