// Two real virtual machines under QEMU, through all that can happen to one. They are emulated where the processor
// cannot do better, so this takes minutes. ALOFT_TEST_CACHE names a folder where the base is kept between runs.
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "clouds/local/virtual_machines.hpp"
#include "clouds/local/vm_process.hpp"
#include "fakes/fake_system.hpp"
#include "system/files.hpp"

namespace aloft::local {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto owner = "vmtest";

Home home_with_cache(const fakes::TemporaryHome& temporary) {
    Home home = temporary.home();
    if (const char* cache = std::getenv("ALOFT_TEST_CACHE")) home.cache = cache;
    return home;
}

/// The key pair and the first host key that the keeper of keys would give.
Found make_keys(Processes& processes, const fs::path& folder, const std::string& machine) {
    fs::create_directories(folder);
    for (const char* name : {"identity", "host_key"}) {
        Command command;
        command.argv = {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", (folder / name).string()};
        const auto made = run_checked(processes, command, "making a key");
        EXPECT_TRUE(made) << made.error().detail;
    }
    Found found{{"ssh", ResourceKind::key, machine, ""}, Condition::ready, {}, {}};
    found.properties = {{"public_key", read_file(folder / "identity.pub").value()},
                        {"first_host_key_file", (folder / "host_key").string()},
                        {"first_host_public_key", read_file(folder / "host_key.pub").value()}};
    return found;
}

class TestMachine {
public:
    TestMachine(const std::string& name, int port, const Home& home, Processes& processes, VirtualMachines& machines)
        : processes_(processes), machines_(machines), keys_(home.data / "keys" / name), labels_{name, "plan", owner} {
        offer_.kind = MachineKind::vm;
        offer_.cpus = 1;
        offer_.memory = mebibytes(384);
        offer_.disk = gibibytes(3);
        offer_.details["port"] = std::to_string(port);
        found_.push_back(make_keys(processes, keys_, name));
    }

    Result<void> complete() { return machines_.complete(offer_); }
    Blueprint blueprint() const { return vm_blueprint({}, offer_, labels_); }
    Resource resource(ResourceKind kind) const {
        for (const Resource& one : blueprint().resources)
            if (one.ref.kind == kind) return one;
        return {};
    }
    Circumstances circumstances() const {
        return {found_, [](std::string_view) {}};
    }
    Offer& offer() { return offer_; }

    void make() {
        for (const Resource& one : blueprint().resources) {
            const auto found = machines_.ensure(one, circumstances());
            ASSERT_TRUE(found) << describe(found.error()) << "\n" << found.error().hint;
            ASSERT_EQ(found->condition, Condition::ready) << describe(one.ref);
            found_.push_back(*found);
        }
        instance_ = found_.back();
        const auto line = read_file(keys_ / "host_key.pub").value();
        std::ofstream(keys_ / "known_hosts") << "[127.0.0.1]:" << *seen(instance_, "port") << " " << line;
    }

    Finished ssh(const std::string& words) {
        Command command;
        command.argv = {"ssh",
                        "-F",
                        "none",
                        "-i",
                        (keys_ / "identity").string(),
                        "-p",
                        *seen(instance_, "port"),
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "StrictHostKeyChecking=yes",
                        "-o",
                        "UserKnownHostsFile=" + (keys_ / "known_hosts").string(),
                        "-o",
                        "ConnectTimeout=10",
                        "aloft@127.0.0.1",
                        words};
        command.timeout = 60s;
        return processes_.run(command).value();
    }

    /// Until the words succeed there; what they said last.
    Finished ssh_until(const std::string& words, std::chrono::seconds patience) {
        SystemClock clock;
        const auto began = clock.elapsed();
        while (true) {
            Finished finished = ssh(words);
            if (finished.exit_code == 0 || clock.elapsed() - began > patience) return finished;
            clock.sleep(300ms);
        }
    }

    std::string address() const { return *seen(instance_, "address"); }
    std::string console() { return machines_.console(resource(ResourceKind::instance).ref).value_or("no console"); }

private:
    Processes& processes_;
    VirtualMachines& machines_;
    fs::path keys_;
    Labels labels_;
    Offer offer_;
    std::vector<Found> found_;
    Found instance_;
};

class RealVirtualMachines : public testing::Test {
protected:
    void SetUp() override {
        for (const std::string_view program :
             {this_processor().emulator, std::string_view("mmdebstrap"), std::string_view("mke2fs")})
            if (!processes_.find_program(program)) GTEST_SKIP() << "there is no " << program << " on this computer";
    }
    void TearDown() override {
        const auto owned = machines_.owned(owner);
        for (const Found& found : owned.value())
            if (found.ref.kind == ResourceKind::instance) std::ignore = machines_.remove(found.ref);
    }

    fakes::TemporaryHome temporary_;
    Home home_ = home_with_cache(temporary_);
    PosixProcesses processes_;
    SystemClock clock_;
    VirtualMachines machines_{home_, processes_, clock_};
};

TEST_F(RealVirtualMachines, LiveThroughMakingStoppingStartingGrowingAndGoing) {
    TestMachine first("vmfirst", 24801, home_, processes_, machines_);
    TestMachine second("vmsecond", 24802, home_, processes_, machines_);
    for (TestMachine* machine : {&first, &second}) {
        const auto completed = machine->complete();
        ASSERT_TRUE(completed) << describe(completed.error());
        machine->make();
        if (HasFatalFailure()) return;
    }

    // They let us in, with the host key that they were given, and are what was asked for.
    for (TestMachine* machine : {&first, &second})
        ASSERT_EQ(machine->ssh_until("cloud-init status --wait", 300s).exit_code, 0) << machine->console();
    EXPECT_EQ(first.ssh("hostname").output, "vmfirst\n");
    EXPECT_EQ(first.ssh("nproc").output, "1\n");
    EXPECT_EQ(first.ssh("sudo id -u").output, "0\n");
    EXPECT_EQ(first.ssh("cat /sys/class/dmi/id/sys_vendor").output, "QEMU\n");
    EXPECT_THAT(first.ssh("ls /etc/ssh/ssh_host_*_key").output, testing::StrEq("/etc/ssh/ssh_host_ed25519_key\n"));

    // They reach each other.
    EXPECT_NE(first.address(), second.address());
    const Finished ping = first.ssh_until("ping -c 1 -W 2 " + second.address(), 30s);
    EXPECT_EQ(ping.exit_code, 0) << ping.output << ping.error_output;

    // Making it again changes nothing.
    const Resource instance = first.resource(ResourceKind::instance);
    const auto process = vm_process("/proc", instance.ref.name, "");
    ASSERT_TRUE(process);
    EXPECT_EQ(machines_.ensure(instance, first.circumstances())->condition, Condition::ready);
    EXPECT_EQ(vm_process("/proc", instance.ref.name, ""), process);
    EXPECT_THAT(machines_.owned(owner).value(), SizeIs(6));  // port, disk and instance of either

    // The disk grows while it runs, and the file system with it.
    first.offer().disk = gibibytes(5);
    const auto grown = machines_.change(first.resource(ResourceKind::disk), first.circumstances());
    ASSERT_TRUE(grown) << describe(grown.error());
    EXPECT_EQ(grown->properties.at("size"), "5GB");
    EXPECT_EQ(first.ssh_until("test $(df --output=size / | tail -1) -gt 4500000", 60s).exit_code, 0)
        << first.ssh("df /").output;

    // What was written a moment before it is switched off is there when it is on again.
    EXPECT_EQ(first.ssh("echo kept > kept.txt").exit_code, 0);
    const auto stopped = machines_.stop(instance.ref);
    ASSERT_TRUE(stopped) << describe(stopped.error());
    EXPECT_EQ(stopped->condition, Condition::stopped);
    EXPECT_FALSE(vm_process("/proc", instance.ref.name, ""));
    EXPECT_THAT(first.console(), HasSubstr("Power"));
    const auto started = machines_.start(instance.ref, first.circumstances());
    ASSERT_TRUE(started) << describe(started.error());
    EXPECT_EQ(started->condition, Condition::ready);
    EXPECT_EQ(first.ssh_until("cat kept.txt", 300s).output, "kept\n") << first.console();

    // Nothing is left of it.
    for (TestMachine* machine : {&first, &second})
        for (const ResourceKind kind : {ResourceKind::instance, ResourceKind::disk, ResourceKind::port}) {
            const auto removed = machines_.remove(machine->resource(kind).ref);
            EXPECT_TRUE(removed) << describe(removed.error());
        }
    EXPECT_THAT(machines_.owned(owner).value(), IsEmpty());
    EXPECT_FALSE(vm_process("/proc", instance.ref.name, ""));
    for (const char* folder : {"vms", "vm-disks", "ports"}) EXPECT_TRUE(fs::is_empty(home_.data / folder)) << folder;
}

}  // namespace
}  // namespace aloft::local
