// Real container machines under podman, through all that can happen to one.
#include "contract/cloud_contract.hpp"
#include "machines/real_container.hpp"

namespace aloft::local {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class RealContainers : public testing::Test {
protected:
    void SetUp() override {
        if (!why_no_containers().empty()) GTEST_SKIP() << why_no_containers();
    }

    std::string podman(const std::vector<std::string>& words) {
        Command command;
        command.argv = words;
        command.argv.insert(command.argv.begin(), "podman");
        const auto finished = processes_.run(command);
        EXPECT_TRUE(finished && finished->exit_code == 0)
            << (finished ? finished->error_output : describe(finished.error()));
        return finished ? finished->output : "";
    }

    /// Everything of the owner's that podman knows, one name a line.
    std::string left_of(const std::string& owner) {
        const std::string filter = "label=aloft-owner=" + owner;
        return podman({"ps", "--all", "--filter", filter, "--format", "{{.Names}}"}) +
               podman({"volume", "ls", "--filter", filter, "--format", "{{.Name}}"}) +
               podman({"network", "ls", "--filter", filter, "--format", "{{.Name}}"});
    }

    /// Command lines of running processes that speak of the name.
    static std::vector<std::string> processes_about(const std::string& name) {
        std::vector<std::string> lines;
        std::error_code ignored;
        for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
            std::ifstream file(entry.path() / "cmdline");
            std::string line((std::istreambuf_iterator<char>(file)), {});
            if (line.find(name) != std::string::npos) lines.push_back(line);
        }
        return lines;
    }

    PosixProcesses processes_;
};

/// Makes and in the end removes one machine.
struct Machine {
    explicit Machine(const std::string& name = "box") : world(name), wished(world.blueprint()) {}
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;
    ~Machine() { world.remove(wished); }

    const Resource& resource(ResourceKind kind) const {
        return *std::ranges::find_if(wished.resources, [&](const Resource& one) { return one.ref.kind == kind; });
    }

    RealContainer world;
    Blueprint wished;
};

TEST_F(RealContainers, LetsInWithThePinnedKey) {
    Machine machine;
    const Found instance = machine.world.make(machine.wished);
    const Finished answer = machine.world.ssh(instance, "cloud-init status --wait > /dev/null; hostname; sudo id -u");
    EXPECT_EQ(answer.output, "box\n0\n") << answer.error_output;
    EXPECT_THAT(machine.world.local().console(instance.ref).value(), HasSubstr("systemd"));
}

/// What a container engine leaves behind when it is killed: connections to the port go to another address.
class LeftForwarding {
public:
    LeftForwarding(std::string port, std::string to) : port_(std::move(port)), to_(std::move(to)) {
        change("--append");
    }
    ~LeftForwarding() { change("--delete"); }
    LeftForwarding(const LeftForwarding&) = delete;
    LeftForwarding& operator=(const LeftForwarding&) = delete;

private:
    void change(const std::string& how) {
        Command command;
        command.argv = {"iptables",      "--wait",    "--table", "nat", how,      "OUTPUT", "--protocol",       "tcp",
                        "--destination", "127.0.0.1", "--dport", port_, "--jump", "DNAT",   "--to-destination", to_};
        const auto done = PosixProcesses().run(command);
        EXPECT_TRUE(done && done->exit_code == 0) << (done ? done->error_output : describe(done.error()));
    }

    std::string port_;
    std::string to_;
};

TEST_F(RealContainers, APortThatIsStillForwardedElsewhereIsNotTaken) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root's podman forwards by rules of the kernel";
    RealContainer world("passed-by");
    const std::string first = world.local().offers(world.spec())->front().details.at("port");
    for (const char* const to : {"192.0.2.77:22" /* no more there */, "127.0.0.1:1" /* there, and refuses */}) {
        const LeftForwarding left(first, to);
        EXPECT_NE(world.local().offers(world.spec())->front().details.at("port"), first) << to;
    }
}

TEST_F(RealContainers, KeepsItsFilesOverStopAndStart) {
    Machine machine;
    const Found instance = machine.world.make(machine.wished);
    ASSERT_EQ(machine.world.ssh(instance, "cloud-init status --wait > /dev/null; echo kept > file; sync").exit_code, 0);
    ASSERT_EQ(machine.world.local().stop(instance.ref)->condition, Condition::stopped);
    const auto started = machine.world.local().start(instance.ref, {{}, [](std::string_view) {}});
    ASSERT_TRUE(started) << describe(started.error());
    EXPECT_EQ(machine.world.ssh(*started, "cat file; systemctl is-system-running --wait").output, "kept\nrunning\n");
}

TEST_F(RealContainers, IsMadeAnewWithOtherSizesOnItsOldDisk) {
    Machine machine;
    const Found instance = machine.world.make(machine.wished);
    ASSERT_EQ(machine.world.ssh(instance, "cloud-init status --wait > /dev/null; echo kept > file; sync").exit_code, 0);
    const std::string host_key = machine.world.ssh(instance, "cat /etc/ssh/ssh_host_ed25519_key.pub").output;

    Spec larger = machine.world.spec();
    larger.memory = mebibytes(768);
    machine.wished = machine.world.blueprint(larger);
    ASSERT_TRUE(machine.world.local().remove(machine.resource(ResourceKind::instance).ref));
    const Found anew = machine.world.make(machine.wished);
    EXPECT_EQ(anew.properties.at("memory"), "768MB");
    EXPECT_EQ(anew.properties.at("port"), instance.properties.at("port"));
    const Finished answer = machine.world.ssh(anew, "cat file; cat /etc/ssh/ssh_host_ed25519_key.pub");
    EXPECT_EQ(answer.output, "kept\n" + host_key);
    const auto able = capabilities(machine.world.home(), processes_);
    const std::string limits =
        podman({"container", "inspect", "--format", "{{.HostConfig.NanoCpus}} {{.HostConfig.Memory}}", anew.ref.name});
    EXPECT_EQ(limits, able->limits == Limits::enforced ? "1000000000 805306368\n" : "0 0\n");
}

TEST_F(RealContainers, TwoReachEachOtherByAddressAndName) {
    Machine left("left");
    Machine right("right");
    const Found here = left.world.make(left.wished);
    const Found there = right.world.make(right.wished);
    const auto knock = [](const std::string& host) {
        return "python3 -c \"import socket; print(socket.create_connection(('" + host +
               "', 22), 20).recv(4).decode())\"";
    };
    // The other must have come as far as sshd.
    ASSERT_EQ(right.world.ssh(there, "true").exit_code, 0);
    EXPECT_EQ(left.world.ssh(here, knock(there.properties.at("address"))).output, "SSH-\n");
    const auto network = left.world.local().find(left.resource(ResourceKind::network).ref);
    ASSERT_TRUE(network);
    if (network->properties.at("resolves_names") == "yes") {
        const Finished by_name = left.world.ssh(here, knock("right"));
        EXPECT_EQ(by_name.output, "SSH-\n") << by_name.error_output;
    }
}

TEST_F(RealContainers, RemovedNothingOfItIsLeft) {
    std::string name;
    std::string owner;
    {
        Machine machine;
        const Found instance = machine.world.make(machine.wished);
        name = instance.ref.name;
        owner = instance.labels.owner;
        ASSERT_EQ(machine.world.ssh(instance, "true").exit_code, 0);
        EXPECT_THAT(processes_about(name), Not(IsEmpty())) << "conmon's command line should have named the machine";
        machine.world.remove(machine.wished);
        EXPECT_EQ(machine.world.local().owned(owner), std::vector<Found>{});
        EXPECT_TRUE(std::filesystem::is_empty(machine.world.home().data / "ports"));
    }
    EXPECT_EQ(left_of(owner), "");
    EXPECT_THAT(processes_about(name), IsEmpty());
}

/// Cuts podman off in the middle of filling a volume, and the process that ran it with it.
class CutImport final : public Processes {
public:
    struct Killed {};
    explicit CutImport(Processes& real) : real_(real) {}
    Result<Finished> run(const Command& command) override {
        if (std::ranges::find(command.argv, "import") == command.argv.end()) return real_.run(command);
        Command cut = command;
        cut.timeout = std::chrono::milliseconds(150);
        std::ignore = real_.run(cut);
        throw Killed{};
    }
    Result<int> run_attached(const Command& command) override { return real_.run_attached(command); }
    std::optional<std::string> find_program(std::string_view name) override { return real_.find_program(name); }

private:
    Processes& real_;
};

TEST_F(RealContainers, ADiskCutOffWhileItIsFilledIsMended) {
    Machine machine;
    CutImport cutting(processes_);
    SystemClock clock;
    LocalCloud dying(machine.world.home(), cutting, clock);
    const auto make_all = [&] {
        for (const Resource& resource : machine.wished.resources) std::ignore = machine.world.ensure(dying, resource);
    };
    EXPECT_THROW(make_all(), CutImport::Killed);
    EXPECT_EQ(machine.world.local().find(machine.resource(ResourceKind::disk).ref)->condition, Condition::partial);
    const Found instance = machine.world.make(machine.wished);
    EXPECT_EQ(machine.world.ssh(instance, "cloud-init status --wait").exit_code, 0);
}

TEST_F(RealContainers, TheDiskIsInUseForPodmanWhileItsInstanceStands) {
    Machine machine;
    const Found instance = machine.world.make(machine.wished);
    // What a prune goes by, without pruning what is others'.
    const auto unused = [&] { return podman({"volume", "ls", "--filter", "dangling=true", "--format", "{{.Name}}"}); };
    EXPECT_THAT(unused(), Not(HasSubstr(instance.ref.name)));
    ASSERT_TRUE(machine.world.local().stop(instance.ref));
    EXPECT_THAT(unused(), Not(HasSubstr(instance.ref.name)));
    ASSERT_TRUE(machine.world.local().remove(instance.ref));
    EXPECT_THAT(unused(), HasSubstr(instance.ref.name));
}

TEST_F(RealContainers, EachCheckThatIsNotGoodSaysWhatToType) {
    RealContainer world;
    for (const Check& check : world.local().account().checks)
        EXPECT_EQ(check.verdict == Check::Verdict::good, check.hint.empty()) << check.subject << ": " << check.detail;
}

}  // namespace
}  // namespace aloft::local

namespace aloft::contract {

INSTANTIATE_TEST_SUITE_P(Podman, CloudContract,
                         testing::Values(CloudUnderTest{"container",
                                                        []() -> std::unique_ptr<Bench> {
                                                            if (!local::why_no_containers().empty()) return nullptr;
                                                            return std::make_unique<local::RealContainer>();
                                                        },
                                                        "podman cannot run machines here; `aloft doctor` says why"}),
                         name_of_bench);

}  // namespace aloft::contract
