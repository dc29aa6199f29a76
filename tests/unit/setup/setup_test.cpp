// What a full machine has on its disk, and who puts it there.
#include <gmock/gmock.h>

#include <fstream>

#include "fakes/bench.hpp"
#include "machine/folder.hpp"
#include "setup/graph.hpp"
#include "setup/machine_setup.hpp"
#include "setup/wishes.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Labels labels{"a1", "p1", "o1"};
const ResourceRef host_key{"ssh", ResourceKind::host_key, "a1", {}};

class MachineSetupTest : public ::testing::Test {
protected:
    MachineSetupTest() { fs::create_directories(project); }
    void write(const std::string& name, const std::string& text) {
        fs::create_directories((project / name).parent_path());
        std::ofstream(project / name) << text;
    }
    Spec spec() const { return Spec{.name = "a1", .folder = project.string()}; }
    Result<std::vector<Resource>> wishes(const Spec& of) {
        return setup_resources(of, labels, host_key, agents.version(), processes, card);
    }
    Resource software(const Spec& of) {
        auto all = wishes(of);
        EXPECT_TRUE(all) << describe(all.error());
        return all ? all->back() : Resource{};
    }
    void reach_as(const std::string& user) {
        fs::create_directories(home.home().machine("a1"));
        ASSERT_TRUE(write_reached(MachineFolder(home.home(), "a1"), {{"a1", "192.0.2.1", 22, user}, "SHA256:x"}));
    }

    fakes::TemporaryHome home;
    fs::path project = home.home().data / "project";
    PosixProcesses processes;
    fakes::FakeClock clock;
    SystemRandom random;
    fakes::FakeAgents agents;
    std::optional<CardSetup> card;
    MachineSetup setup{home.home(), processes, clock, random, agents};
    std::vector<TaskReport> told;
    Circumstances circumstances{{}, [](std::string_view) {}, [this](const TaskReport& task) { told.push_back(task); }};
};

/// Has rsync copy between two folders of this computer, where the one is the machine's.
class Loopback final : public Processes {
public:
    explicit Loopback(fs::path machine) : machine_(std::move(machine)) {}
    Result<Finished> run(const Command& command) override {
        Command local = command;
        const auto shell = std::ranges::find(local.argv, "--rsh");
        if (shell != local.argv.end()) local.argv.erase(shell, shell + 2);
        for (std::string& word : local.argv)
            if (word.starts_with("a1:")) word = (machine_ / word.substr(3)).string();
        return processes_.run(local);
    }
    Result<int> run_attached(const Command&) override { return 1; }
    std::optional<std::string> find_program(std::string_view name) override { return processes_.find_program(name); }

private:
    fs::path machine_;
    PosixProcesses processes_;
};

/// A folder here and one on the machine, with rsync between them.
class CarriedCode : public MachineSetupTest {
protected:
    CarriedCode() { fs::create_directories(machine); }
    void SetUp() override { reach_as("me"); }
    static void put(const fs::path& file, const std::string& text, int minute) {
        fs::create_directories(file.parent_path());
        std::ofstream(file) << text;
        fs::last_write_time(file, fs::file_time_type(hour + std::chrono::minutes(minute)));
    }
    static std::string text_of(const fs::path& file) { return read_file(file).value_or("(none)"); }
    void carry() {
        warnings.clear();
        clock.sleep(std::chrono::seconds(1));
        const auto all = wishes(spec());
        ASSERT_TRUE(all) << describe(all.error());
        Circumstances around{{}, [](std::string_view) {}};
        around.warning = [this](std::string_view text) { warnings.emplace_back(text); };
        const auto carried = with_rsync.ensure((*all)[1], around);
        ASSERT_TRUE(carried) << describe(carried.error());
    }

    static constexpr std::chrono::hours hour{500'000};
    fs::path machine = home.home().data / "machine";
    fs::path work = machine / "work";
    Loopback loopback{machine};
    MachineSetup with_rsync{home.home(), loopback, clock, random, agents};
    std::vector<std::string> warnings;
};

TEST_F(CarriedCode, WhatIsNewHereReplacesWhatWasCarriedBeforeAndNothingIsSaid) {
    put(project / "a.py", "one", 1);
    carry();
    EXPECT_EQ(text_of(work / "a.py"), "one");
    put(project / "a.py", "two", 2);
    carry();
    EXPECT_EQ(text_of(work / "a.py"), "two");
    EXPECT_THAT(warnings, IsEmpty());
    EXPECT_FALSE(fs::exists(work / ".aloft-replaced"));
}

TEST_F(CarriedCode, WorkOnTheMachineThatIsNewerStays) {
    put(project / "a.ipynb", "one", 1);
    carry();
    put(work / "a.ipynb", "mine", 3);
    put(project / "a.ipynb", "two", 2);
    carry();
    EXPECT_EQ(text_of(work / "a.ipynb"), "mine");
    EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(CarriedCode, WorkOnTheMachineThatIsReplacedIsKeptAsideAndNamed) {
    const std::string odd = "of \u00fc\n\\#101.ipynb";
    put(project / "sub" / odd, "one", 1);
    put(project / "a.py", "one", 1);
    carry();
    put(work / "sub" / odd, "mine", 2);
    put(project / "sub" / odd, "one", 3);
    put(project / "a.py", "two", 3);
    carry();
    EXPECT_EQ(text_of(work / "sub" / odd), "one");
    const fs::path kept = work / ".aloft-replaced" / "2026-09-21T14-13-22Z";
    EXPECT_EQ(text_of(kept / "sub" / odd), "mine");
    EXPECT_FALSE(fs::exists(kept / "a.py")) << "nobody had worked on it";
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_THAT(warnings.front(), HasSubstr("work was done on sub/" + odd + ", "));
    EXPECT_THAT(warnings.front(), HasSubstr("a1:work/.aloft-replaced/2026-09-21T14-13-22Z"));
    put(project / "a.py", "three", 4);
    carry();
    EXPECT_THAT(warnings, IsEmpty()) << "what is here now was carried";
}

TEST_F(CarriedCode, WhatWasThereBeforeAnythingWasCarriedIsSomebodysWorkToo) {
    put(work / "a.py", "mine", 1);
    put(project / "a.py", "one", 2);
    carry();
    EXPECT_EQ(text_of(work / "a.py"), "one");
    EXPECT_EQ(warnings.size(), 1U);
}

TEST_F(CarriedCode, AfterACarriageThatWasCutOffItKnowsWhatItBrought) {
    put(project / "a.py", "one", 1);
    fs::create_directories(work / "b.py" / "in the way");
    put(project / "b.py", "one", 1);
    const auto all = wishes(spec());
    ASSERT_TRUE(all);
    EXPECT_FALSE(with_rsync.ensure((*all)[1], circumstances));
    ASSERT_EQ(text_of(work / "a.py"), "one");
    fs::remove_all(work / "b.py");
    put(project / "a.py", "two", 2);
    carry();
    EXPECT_EQ(text_of(work / "a.py"), "two");
    EXPECT_THAT(warnings, IsEmpty());
}

std::vector<ResourceKind> kinds(const std::vector<Resource>& resources) {
    std::vector<ResourceKind> result;
    for (const Resource& one : resources) result.push_back(one.ref.kind);
    return result;
}

TEST_F(MachineSetupTest, ABareMachineHasNothing) {
    Spec bare = spec();
    bare.setup = Setup::bare;
    EXPECT_THAT(*wishes(bare), IsEmpty());
}

TEST_F(MachineSetupTest, WithoutAFolderThereIsNoCode) {
    EXPECT_THAT(kinds(*wishes(Spec{.name = "a1"})), ElementsAre(ResourceKind::agent, ResourceKind::software));
}

TEST_F(MachineSetupTest, EachComesAfterWhatItNeeds) {
    const auto all = wishes(spec());
    ASSERT_TRUE(all) << describe(all.error());
    EXPECT_THAT(kinds(*all), ElementsAre(ResourceKind::agent, ResourceKind::code, ResourceKind::software));
    EXPECT_THAT((*all)[0].needs, ElementsAre(host_key));
    EXPECT_THAT((*all)[2].needs, ElementsAre((*all)[0].ref, (*all)[1].ref));
    for (const Resource& one : *all) EXPECT_EQ(one.belongs, Belongs::to_disk);
}

TEST_F(MachineSetupTest, SoftwareChangesWithTheRequirements) {
    write("requirements.txt", "numpy\n");
    Spec with = spec();
    with.python_requirements = "requirements.txt";
    const Resource before = software(with);
    EXPECT_EQ(software(with), before);
    write("requirements.txt", "numpy\npandas\n");
    EXPECT_NE(software(with).properties, before.properties);
}

TEST_F(MachineSetupTest, SoftwareChangesWithWhatTheRequirementsName) {
    write("needs/all.txt",
          "-r base.txt\n--constraint=../constraints.txt # of the house\n-e ..[dev]\n-r all.txt\n-r gone.txt\n");
    write("needs/base.txt", "-cinner.txt\n");
    Spec with = spec();
    with.python_requirements = "needs/all.txt";
    Resource before = software(with);
    EXPECT_EQ(software(with), before);
    for (const char* file : {"needs/base.txt", "needs/inner.txt", "constraints.txt", "pyproject.toml", "setup.py"}) {
        write(file, "-cinner.txt\n# and more\n");
        const Resource after = software(with);
        EXPECT_NE(after.properties, before.properties) << file;
        before = after;
    }
    write("train.py", "print(1)");
    EXPECT_EQ(software(with), before);
}

TEST_F(MachineSetupTest, SoftwareChangesWithThePersonsOwnRecipes) {
    const Resource before = software(spec());
    write("recipes/hello/recipe.yaml", "title: Hello\ndescription: Says hello.\nas: person\n");
    write("recipes/hello/check.sh", "test -e ~/hello\n");
    write("recipes/hello/apply.sh", "touch ~/hello\n");
    const Resource after = software(spec());
    EXPECT_NE(after.properties, before.properties);
    const auto graph = graph_for(after, "me", {});
    ASSERT_TRUE(graph) << describe(graph.error());
    EXPECT_THAT(graph->tasks, Contains(Field(&RecipeTask::name, "hello")));
}

TEST_F(MachineSetupTest, RefusesRequirementsThatCannotBe) {
    Spec with = spec();
    for (const char* file : {"missing.txt", "../outside.txt", "a/../../outside.txt", "/etc/passwd"}) {
        with.python_requirements = file;
        EXPECT_FALSE(wishes(with)) << file;
    }
    with.python_requirements = "requirements.txt";
    with.code = "none";
    const auto refused = wishes(with);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().hint, HasSubstr("code: ."));
}

TEST_F(MachineSetupTest, RefusesOutputsThatWouldBeWrittenElsewhere) {
    Spec with = spec();
    for (const char* output : {"../other", "logs/../../other", "/etc/hosts", ".."}) {
        with.outputs = {output};
        const auto refused = wishes(with);
        ASSERT_FALSE(refused) << output;
        EXPECT_THAT(refused.error().detail, HasSubstr(output));
    }
    with.outputs = {"logs/", "*.npz", "a/../b", "..weights"};
    EXPECT_TRUE(wishes(with));
}

TEST_F(MachineSetupTest, OutputsAreNoCodeHoweverTheyAreWritten) {
    write("train.py", "print(1)");
    const std::string output = "results/1.txt";
    for (const char* written :
         {"results", "./results", "results/", ".//results/", "other/../results", "results/./*.txt"}) {
        fs::remove_all(project / "results");
        Spec with = spec();
        with.outputs = {written};
        const auto before = wishes(with);
        write(output, "1");
        const auto after = wishes(with);
        ASSERT_TRUE(before && after);
        EXPECT_EQ((*after)[1].properties, (*before)[1].properties) << written;
    }
}

TEST_F(MachineSetupTest, OnlyTheNotebookGetsSecrets) {
    const auto graph = graph_for(software(spec()), "me", {"password", "token", "argon2:hash"});
    ASSERT_TRUE(graph);
    for (const RecipeTask& task : graph->tasks) {
        EXPECT_EQ(task.secrets.empty(), task.name != "notebook") << task.name;
        for (const auto& [name, value] : task.settings) EXPECT_THAT(value, Not(HasSubstr("token"))) << name;
    }
    EXPECT_EQ(graph->person, "me");
}

TEST_F(MachineSetupTest, WhatIsSettledForTheCardReachesTheRecipes) {
    card = CardSetup{.choice = {.driver = 580,
                                .oldest_driver = 525,
                                .modules = drivers::Modules::proprietary,
                                .torch_index = "cu126",
                                .r_torch = "cu126",
                                .more_packages = {"tensorflow[and-cuda]"}},
                     .installs_driver = true};
    Spec with = spec();
    with.with = {{"docker", "r-torch", "tensorflow"}};
    const auto graph = graph_for(software(with), "me", {});
    ASSERT_TRUE(graph) << describe(graph.error());
    std::vector<std::string> names;
    for (const RecipeTask& task : graph->tasks) {
        names.push_back(task.name);
        EXPECT_EQ(task.settings.at("ALOFT_NVIDIA_BRANCH"), "580");
        EXPECT_EQ(task.settings.at("ALOFT_NVIDIA_MODULES"), "proprietary");
        EXPECT_EQ(task.settings.at("ALOFT_NVIDIA_OLDEST"), "525");
        EXPECT_THAT(task.settings.at("ALOFT_NVIDIA_KEYRINGS"), HasSubstr("debian12 e7f219ea"));
        EXPECT_EQ(task.settings.at("ALOFT_TORCH_INDEX"), "cu126");
        EXPECT_EQ(task.settings.at("ALOFT_R_TORCH"), "cu126");
        EXPECT_EQ(task.settings.at("ALOFT_TENSORFLOW"), "tensorflow[and-cuda]");
        EXPECT_EQ(task.settings.at("ALOFT_PYTHON_PACKAGES"), "tensorflow[and-cuda]");
    }
    EXPECT_THAT(names, testing::IsSupersetOf({"nvidia", "docker", "r", "r-torch", "tensorflow", "python"}));
}

TEST_F(MachineSetupTest, WhatIsNotAskedForIsNoRecipeAndNobodyWaitsForIt) {
    const auto graph = graph_for(software(spec()), "me", {});
    ASSERT_TRUE(graph);
    std::vector<std::string> names;
    for (const RecipeTask& task : graph->tasks) names.push_back(task.name);
    EXPECT_THAT(names, ElementsAre("base", "uv", "python", "notebook"));
    for (const RecipeTask& task : graph->tasks) EXPECT_THAT(names, testing::IsSupersetOf(task.needs)) << task.name;
}

TEST_F(MachineSetupTest, TheDriverOfAHostIsTheHosts) {
    card = CardSetup{.choice = {.driver = 580, .oldest_driver = 525, .torch_index = "cu126"}};
    const auto graph = graph_for(software(spec()), "me", {});
    ASSERT_TRUE(graph);
    EXPECT_THAT(graph->tasks, Not(Contains(Field(&RecipeTask::name, "nvidia"))));
    EXPECT_EQ(graph->tasks.front().settings.at("ALOFT_TORCH_INDEX"), "cu126");
}

TEST_F(MachineSetupTest, WhatTheCardMustServeIsReadFromPackagesAndFile) {
    Spec with = spec();
    with.python_packages = {{"torch>=2", "./local"}};
    with.cuda = "12.6";
    with.with = {{"r-torch"}};
    write("requirements.txt", "torch<2.10\nnumpy\n");
    with.python_requirements = "requirements.txt";
    const auto asked = software_for_the_card(with);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->python.size(), 3u);
    EXPECT_EQ(drivers::asked_of("torch", asked->python)->words, "torch>=2 and torch<2.10");
    EXPECT_EQ(asked->pins, drivers::PythonPins::open);
    EXPECT_EQ(asked->cuda, drivers::version_from("12.6"));
    EXPECT_TRUE(asked->r_torch);
    EXPECT_FALSE(asked->tensorflow_apart);
    write("uv.lock", "[[package]]\nname = \"torch\"\nversion = \"2.9.0\"\n");
    with.python_requirements = "uv.lock";
    EXPECT_EQ(software_for_the_card(with)->pins, drivers::PythonPins::locked);
    write("uv.lock", "[[package]]\nname = \"numpy\"\nversion = \"2\"\n");
    EXPECT_EQ(software_for_the_card(with)->pins, drivers::PythonPins::open) << "torch is not the lock's";
}

TEST_F(MachineSetupTest, WithoutANotebookThereIsNoRecipeOfIt) {
    Spec with = spec();
    with.notebook_server = NotebookServer::none;
    const auto tasks = graph_for(software(with), "me", {})->tasks;
    EXPECT_THAT(tasks, Not(Contains(Field(&RecipeTask::name, "notebook"))));
    EXPECT_THAT(tasks, Contains(Field(&RecipeTask::name, "no-notebook"))) << "which ends one of before";
}

TEST_F(MachineSetupTest, WhoSignsInWorks) {
    reach_as("me");
    EXPECT_EQ(person_on(home.home(), "a1"), "me");
    EXPECT_EQ(work_folder_on(home.home(), "a1"), "work");
}

TEST_F(MachineSetupTest, RootNeverWorks) {
    reach_as("root");
    EXPECT_EQ(person_on(home.home(), "a1"), "aloft");
    EXPECT_THAT(work_folder_on(home.home(), "a1"), testing::EndsWith("/aloft/work"))
        << "which begins elsewhere than ssh does";
}

TEST_F(MachineSetupTest, InstallsAndTellsOfEachTask) {
    reach_as("me");
    const Resource wished = software(spec());
    const auto made = setup.ensure(wished, circumstances);
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_THAT(told, Contains(Field(&TaskReport::state, TaskState::done)));
    const auto found = setup.find(wished.ref);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->condition, Condition::ready);
    for (const auto& [name, property] : wished.properties)
        EXPECT_EQ(found->properties.at(name), property.value) << name;
}

TEST_F(MachineSetupTest, ATaskThatFailsSaysItsLastWords) {
    reach_as("me");
    agents.end_of_task = TaskState::failed;
    const auto made = setup.ensure(software(spec()), circumstances);
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().detail, HasSubstr("no such package"));
    EXPECT_THAT(made.error().hint, HasSubstr("aloft ssh a1"));
    EXPECT_EQ(setup.find(software(spec()).ref)->condition, Condition::partial);
}

TEST_F(MachineSetupTest, AnAgentOfAnotherVersionIsAskedNothingMore) {
    agents.machines["a1"].version = "agent-0";
    agents.machines["a1"].software.state = SoftwareState::done;
    EXPECT_EQ(setup.find({"agent", ResourceKind::agent, "a1", {}})->properties.at("version"), "agent-0");
    EXPECT_EQ(setup.find({"agent", ResourceKind::software, "a1", {}})->condition, Condition::partial);
}

TEST_F(MachineSetupTest, WithoutAnAgentNothingIsThere) {
    agents.machines["a1"].version.reset();
    for (const ResourceKind kind : {ResourceKind::agent, ResourceKind::software, ResourceKind::code})
        EXPECT_EQ(setup.find({"agent", kind, "a1", {}})->condition, Condition::absent);
}

}  // namespace
}  // namespace aloft
