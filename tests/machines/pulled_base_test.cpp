// A container machine on a base that is made from an image, as on a computer without package sources of its own.
#include <gtest/gtest.h>

#include "clouds/local/base_image.hpp"
#include "machines/real_container.hpp"

namespace aloft::local {
namespace {

/// A computer that can make no Debian of its own.
class WithoutMmdebstrap final : public Processes {
public:
    explicit WithoutMmdebstrap(Processes& real) : real_(real) {}
    Result<Finished> run(const Command& command) override { return real_.run(command); }
    Result<int> run_attached(const Command& command) override { return real_.run_attached(command); }
    std::optional<std::string> find_program(std::string_view name) override {
        return name == "mmdebstrap" ? std::nullopt : real_.find_program(name);
    }

private:
    Processes& real_;
};

/// A store of podman's for this test alone: nothing that this computer has, or that a killed test left, is seen in it.
class OwnStore {
public:
    explicit OwnStore(Processes& processes) : processes_(processes) {
        const std::string folder = folder_.home().data;
        const std::string settings = folder + "/storage.conf";
        std::ofstream(settings) << "[storage]\ndriver = \"vfs\"\ngraphroot = \"" << folder << "/graph\"\nrunroot = \""
                                << folder << "/run\"\n";
        ::setenv("CONTAINERS_STORAGE_CONF", settings.c_str(), 1);
    }
    OwnStore(const OwnStore&) = delete;
    OwnStore& operator=(const OwnStore&) = delete;
    ~OwnStore() {
        run({"podman", "rm", "--all", "--force", "--time", "0"});
        run({"podman", "rmi", "--all", "--force"});
        ::unsetenv("CONTAINERS_STORAGE_CONF");
    }

    /// A Debian with nothing in it, under the name that would otherwise be pulled.
    void import_plain_image() {
        const std::filesystem::path folder = folder_.home().data;
        const BaseRecipe recipe = BaseImage(folder_.home(), processes_).recipe();
        for (const char* file : {"sources.list", "apt.conf"}) std::ofstream(folder / file) << recipe.files.at(file);
        const std::string tar = (folder / "plain.tar").string();
        run({"mmdebstrap", "--quiet", "--variant=minbase", "--include=ca-certificates",
             "--aptopt=" + (folder / "apt.conf").string(), "", tar, (folder / "sources.list").string()});
        run({"podman", "import", "--quiet", tar, "localhost/" + std::string(pulled_image)});
    }
    bool has_image() {
        Command command;
        command.argv = {"podman", "image", "exists", std::string(pulled_image)};
        const auto finished = processes_.run(command);
        return finished && finished->exit_code == 0;
    }

private:
    void run(const std::vector<std::string>& words) {
        Command command;
        command.argv = words;
        const auto finished = run_checked(processes_, command, words.front());
        EXPECT_TRUE(finished) << describe(finished.error());
    }
    Processes& processes_;
    fakes::TemporaryHome folder_;
};

/// Why this cannot be shown here; empty where it can.
std::string why_not(Processes& processes) {
    if (!why_no_containers().empty()) return why_no_containers();
    if (!processes.find_program("mmdebstrap")) return "without mmdebstrap every other container test shows this";
    return "";
}

TEST(PulledBase, CarriesAMachineAndLeavesNothing) {
    PosixProcesses real;
    if (const std::string reason = why_not(real); !reason.empty()) GTEST_SKIP() << reason;
    WithoutMmdebstrap processes(real);
    SystemClock clock;
    OwnStore store(real);
    store.import_plain_image();
    RealContainer world("pulled");
    const Home home{world.home().data, world.home().data / "cache"};
    LocalCloud cloud(home, processes, clock);

    const Blueprint wished = world.blueprint_of(cloud, world.spec());
    const Found instance = world.make_at(cloud, wished);
    const Finished answer = world.ssh(
        instance, "cloud-init status --wait > /dev/null; hostname; sudo id -u; systemctl is-system-running --wait");
    EXPECT_EQ(answer.output, "pulled\n0\nrunning\n") << answer.error_output;
    world.remove(wished);
    EXPECT_TRUE(cloud.remove(wished.resources.front().ref));
    EXPECT_TRUE(std::filesystem::is_empty(home.cache / "base"));
    EXPECT_TRUE(store.has_image());  // it was there before aloft
}

}  // namespace
}  // namespace aloft::local
