#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "cli/completions.hpp"
#include "cli/man_page.hpp"
#include "fakes/fake_system.hpp"
#include "system/process.hpp"

namespace aloft::cli {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

/// Real shells, with an `aloft` in PATH that knows two machines.
class Shells : public ::testing::Test {
protected:
    Shells() {
        write("aloft", "#!/bin/sh\n[ \"$1\" = __machines ] && printf 'lab\\nlarge\\n'\n");
        std::filesystem::permissions(path("aloft"), std::filesystem::perms::owner_all);
        write("train.yaml", "");
    }

    std::filesystem::path path(const std::string& name) const { return folder_.home().data / name; }
    void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }
    bool has(std::string_view program) { return processes_.find_program(program).has_value(); }

    Finished run(std::vector<std::string> argv) {
        const char* usual = std::getenv("PATH");
        Command command{.argv = std::move(argv)};
        command.environment = {{"PATH", path("").string() + ":" + (usual == nullptr ? "" : usual)},
                               {"HOME", path("").string()},
                               {"TERM", "dumb"},
                               {"LC_ALL", "C.UTF-8"}};
        const Result<Finished> finished = processes_.run(command);
        EXPECT_TRUE(finished) << finished.error().detail;
        return finished.value_or(Finished{});
    }

    static std::vector<std::string> lines(const std::string& text) {
        std::vector<std::string> result;
        std::istringstream stream(text);
        for (std::string line; std::getline(stream, line);)
            if (!line.empty()) result.push_back(line);
        return result;
    }

private:
    fakes::TemporaryHome folder_;
    PosixProcesses processes_;
};

class Bash : public Shells {
protected:
    std::vector<std::string> complete(const std::string& words) {
        write("completions.bash", bash_completions());
        const std::string script = "cd " + path("").string() + "; source ./completions.bash; COMP_WORDS=(" + words +
                                   "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _aloft; "
                                   "((${#COMPREPLY[@]})) && printf '%s\\n' \"${COMPREPLY[@]}\"";
        const Finished finished = run({"bash", "--norc", "-c", script});
        EXPECT_EQ(finished.error_output, "");
        return lines(finished.output);
    }
};

TEST_F(Bash, Completes) {
    EXPECT_THAT(complete("aloft st"), UnorderedElementsAre("status", "stop", "start"));
    EXPECT_THAT(complete("aloft ''"), AllOf(Contains("up"), Contains("--help"), Not(Contains("__machines"))));
    EXPECT_THAT(complete("aloft --practice ''"), Contains("up"));
    EXPECT_THAT(complete("aloft --practice practice st"), UnorderedElementsAre("start", "status", "stop"));
    EXPECT_THAT(complete("aloft stop la"), ElementsAre("lab", "large"));
    EXPECT_THAT(complete("aloft stop lab ''"), IsEmpty());
    EXPECT_THAT(complete("aloft stop --no"), ElementsAre("--no-wait"));
    EXPECT_THAT(complete("aloft up --kind v"), ElementsAre("vm"));
    EXPECT_THAT(complete("aloft up --name la"), ElementsAre("lab", "large"));
    EXPECT_THAT(complete("aloft up --cpus ''"), IsEmpty());
    EXPECT_THAT(complete("aloft up --cpus 4 tr"), ElementsAre("train.yaml"));
    EXPECT_THAT(complete("aloft up --yes tr"), ElementsAre("train.yaml"));
    EXPECT_THAT(complete("aloft pull la"), ElementsAre("lab:", "large:"));
    EXPECT_THAT(complete("aloft push tr"), ElementsAre("train.yaml"));
    EXPECT_THAT(complete("aloft push train.yaml lar"), ElementsAre("large:"));
    EXPECT_THAT(complete("aloft completions z"), ElementsAre("zsh"));
    EXPECT_THAT(complete("aloft help doc"), ElementsAre("doctor"));
    EXPECT_THAT(complete("aloft catalog re"), ElementsAre("refresh"));
    EXPECT_THAT(complete("aloft catalog import tr"), ElementsAre("train.yaml"));
    EXPECT_THAT(complete("aloft ssh lab ''"), IsEmpty());
    EXPECT_THAT(complete("aloft nonsense --"), IsEmpty());
}

class Fish : public Shells {
protected:
    void SetUp() override {
        if (!has("fish")) GTEST_SKIP() << "fish is not installed";
    }
    std::vector<std::string> complete(const std::string& line) {
        write("aloft.fish", fish_completions());
        const Finished finished =
            run({"fish", "--no-config", "-c",
                 "cd " + path("").string() + "; source ./aloft.fish; complete -C '" + line + "'"});
        EXPECT_EQ(finished.error_output, "");
        std::vector<std::string> words = lines(finished.output);
        for (std::string& word : words) word = word.substr(0, word.find('\t'));
        return words;
    }
};

TEST_F(Fish, Completes) {
    EXPECT_THAT(complete("aloft st"), UnorderedElementsAre("status", "stop", "start"));
    EXPECT_THAT(complete("aloft stop la"), UnorderedElementsAre("lab", "large"));
    EXPECT_THAT(complete("aloft stop lab "), IsEmpty());
    EXPECT_THAT(complete("aloft stop --no"), ElementsAre("--no-wait"));
    EXPECT_THAT(complete("aloft up --kind v"), ElementsAre("vm"));
    EXPECT_THAT(complete("aloft up --name la"), UnorderedElementsAre("lab", "large"));
    EXPECT_THAT(complete("aloft up tr"), ElementsAre("train.yaml"));
    EXPECT_THAT(complete("aloft push train.yaml lar"), ElementsAre("large:"));
    EXPECT_THAT(complete("aloft completions z"), ElementsAre("zsh"));
    EXPECT_THAT(complete("aloft help doc"), ElementsAre("doctor"));
}

class Zsh : public Shells {
protected:
    void SetUp() override {
        if (!has("zsh")) GTEST_SKIP() << "zsh is not installed";
    }
    /// Zsh completes only inside its line editor, so one is started on a terminal of its own.
    std::string complete(const std::string& line) {
        write("_aloft", zsh_completions());
        write("script.zsh", R"(
zmodload zsh/zpty
zpty shell zsh --no-rcs -i
ask() { zpty -w shell "$1"; }
until_seen() { local text chunk; while zpty -r shell chunk; do text+=$chunk; [[ $text == *$1* ]] && break; done; print -r -- $text }
ask "PS1=; fpath=($PWD \$fpath); autoload -U compinit; compinit -u -D; zstyle ':completion:*' list-prompt ''; LISTMAX=0; print rea''dy"
until_seen ready >/dev/null
zpty -n -w shell "$1"$'\t'
zpty -n -w shell $'\C-A#\n'
ask "print do''ne"
until_seen done
zpty -d shell
)");
        const Finished finished =
            run({"zsh", "--no-rcs", "-c", "cd " + path("").string() + " && source ./script.zsh", "zsh", line});
        return finished.output;
    }
};

TEST_F(Zsh, Completes) {
    EXPECT_THAT(complete("aloft sta"), AllOf(HasSubstr("status"), HasSubstr("start")));
    EXPECT_THAT(complete("aloft stop lar"), HasSubstr("stop large"));
    EXPECT_THAT(complete("aloft stop --no"), HasSubstr("--no-wait"));
    EXPECT_THAT(complete("aloft up --kind v"), HasSubstr("--kind vm"));
    EXPECT_THAT(complete("aloft up tr"), HasSubstr("train.yaml"));
    EXPECT_THAT(complete("aloft push train.yaml lar"), HasSubstr("large:"));
    EXPECT_THAT(complete("aloft completions z"), HasSubstr("completions zsh"));
    EXPECT_THAT(complete("aloft help doc"), HasSubstr("help doctor"));
}

TEST(Completions, OfAnUnknownShellAreNone) {
    EXPECT_EQ(completions_for("tcsh"), std::nullopt);
    EXPECT_EQ(completions_for("fish"), fish_completions());
}

class ManPage : public Shells {
protected:
    std::string saved() {
        write("aloft.1", man_page());
        return path("aloft.1").string();
    }
};

TEST_F(ManPage, GroffAcceptsItWithoutAWord) {
    if (!has("groff")) GTEST_SKIP() << "groff is not installed";
    const Finished finished = run({"groff", "-man", "-Tutf8", "-ww", "-z", saved()});
    EXPECT_EQ(finished.exit_code, 0);
    EXPECT_EQ(finished.error_output, "");
}

TEST_F(ManPage, MandocAcceptsItWithoutAWord) {
    if (!has("mandoc")) GTEST_SKIP() << "mandoc is not installed";
    const Finished finished = run({"mandoc", "-T", "lint", "-W", "warning", saved()});
    EXPECT_EQ(finished.output, "");
    EXPECT_EQ(finished.exit_code, 0);
}

TEST_F(ManPage, ManShowsIt) {
    if (!has("man")) GTEST_SKIP() << "man is not installed";
    const Finished finished = run({"man", "--warnings", "-P", "cat", "-l", saved()});
    EXPECT_EQ(finished.exit_code, 0);
    EXPECT_EQ(finished.error_output, "");
    EXPECT_THAT(finished.output, AllOf(HasSubstr("--no-wait"), HasSubstr("EXIT STATUS"), HasSubstr("ALOFT_HOME")));
}

}  // namespace
}  // namespace aloft::cli
