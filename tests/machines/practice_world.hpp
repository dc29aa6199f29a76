#pragma once
#include <future>
#include <memory>
#include <optional>
#include <thread>

#include "fakes/fake_metadata.hpp"
#include "machines/real_container.hpp"
#include "practice/machines/metadata_doors.hpp"
#include "practice/machines/podman_hall.hpp"
#include "serve/asio_loop.hpp"
#include "serve/server.hpp"

namespace aloft::practice {

/// The part of the practice cloud's process that machines need: hall, loop, metadata. It can end and begin anew, and
/// the machines know nothing of it.
class PracticeProcess {
public:
    PracticeProcess(const HallPlace& place, Processes& processes, fakes::FakeMetadata& source)
        : hall(place, processes, news()) {
        thread_ = std::jthread([this] { loop_.run(); });
        on_loop([&] {
            server_ = std::make_unique<serve::Server>(loop_);
            doors_ = std::make_unique<MetadataDoors>(source, loop_, *server_);
        });
    }
    PracticeProcess(const PracticeProcess&) = delete;
    PracticeProcess& operator=(const PracticeProcess&) = delete;
    ~PracticeProcess() {
        on_loop([&] {
            doors_.reset();
            server_.reset();
        });
        loop_.stop();
    }

    template <class Task>
    void on_loop(Task task) {
        std::promise<void> done;
        loop_.post([&] {
            task();
            done.set_value();
        });
        done.get_future().wait();
    }

private:
    HallNews news() {
        return {[this](std::string id, std::filesystem::path socket) {
                    loop_.post([this, id = std::move(id), socket = std::move(socket)] {
                        if (doors_) std::ignore = doors_->open(id, socket);
                    });
                },
                [this](std::string id) {
                    loop_.post([this, id = std::move(id)] {
                        if (doors_) doors_->close(id);
                    });
                }};
    }

    serve::AsioLoop loop_;
    std::unique_ptr<serve::Server> server_;
    std::unique_ptr<MetadataDoors> doors_;
    std::jthread thread_;

public:
    PodmanHall hall;
};

/// A practice cloud with one machine of id 7, in a home of its own; in the end nothing is left of it.
class PracticeWorld {
public:
    PracticeWorld() {
        std::filesystem::create_directories(home_.data);
        for (const char* name : {"ann", "bea"}) {
            Command command;
            command.argv = {"ssh-keygen", "-q", "-t", "ed25519", "-N",
                            "",           "-C", name, "-f",      (home_.data / name).string()};
            if (const auto made = run_checked(processes, command, "making a key"); !made)
                throw std::runtime_error(describe(made.error()));
        }
        source.machine["instance"]["attributes"] = {{"ssh-keys", key_line("ann")}, {"enable-guest-attributes", "TRUE"}};
        begin();
    }
    PracticeWorld(const PracticeWorld&) = delete;
    PracticeWorld& operator=(const PracticeWorld&) = delete;
    ~PracticeWorld() { std::ignore = hall().keep_only({}, {}); }

    PodmanHall& hall() { return process_->hall; }
    /// As after a kill -9: another process with the same folder.
    void begin() {
        process_.reset();
        process_ = std::make_unique<PracticeProcess>(place_, processes, source);
    }
    void end() { process_.reset(); }

    std::string key_line(const std::string& user) const {
        return user + ":" + read_file(home_.data / (user + ".pub")).value();
    }
    void set_attribute(const std::string& key, const std::string& value) { set_value("attributes/" + key, value); }
    /// By its path below the machine's own.
    void set_value(const std::string& path, const std::string& value) {
        process_->on_loop([&] {
            source.machine[nlohmann::json::json_pointer("/instance/" + path)] = value;
            source.tell();
        });
    }
    std::string guest_attribute(const std::string& space, const std::string& key) {
        std::string value;
        process_->on_loop([&] {
            const auto& all = source.machine["instance"]["guestAttributes"];
            if (all.contains(space)) value = all[space].value(key, "");
        });
        return value;
    }

    /// The nth address of the network.
    std::string address(const std::string& end) {
        const std::string subnet = hall().addresses().value();
        return subnet.substr(0, subnet.find(".0.0/")) + "." + end;
    }
    HallMachine machine() const {
        return {.id = "7",
                .name = "vm",
                .hostname = "vm.z.c.p.internal",
                .boot_disk = "70",
                .other_disks = {},
                .cpus = 1,
                .memory_mib = 512,
                .user_data = ""};
    }
    HallNetwork network(std::vector<Door> doors) { return {address("0.7"), address("1.7"), std::move(doors), {}}; }
    HallNetwork open_network() { return network({{"tcp", {"22"}, {"0.0.0.0/0"}}}); }

    /// One try, with the host key that the guest attributes tell and no other.
    Finished ssh(const std::string& user, const std::string& where, const std::string& words) {
        const std::string file = (home_.data / "known_hosts").string();
        std::ofstream(file) << where << " ssh-ed25519 " << guest_attribute("hostkeys", "ssh-ed25519") << '\n';
        Command command;
        command.argv = {"ssh",
                        "-F",
                        "none",
                        "-i",
                        (home_.data / user).string(),
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "ConnectTimeout=2",
                        "-o",
                        "StrictHostKeyChecking=yes",
                        "-o",
                        "UserKnownHostsFile=" + file,
                        user + "@" + where,
                        words};
        auto answer = processes.run(command);
        if (!answer) throw std::runtime_error(describe(answer.error()));
        return *answer;
    }

    template <class Condition>
    bool becomes_true(Condition condition, int tries = 150) {
        for (int i = 0; i < tries; ++i) {
            if (condition()) return true;
            clock_.sleep(std::chrono::milliseconds(200));
        }
        return false;
    }

    std::string podman(std::vector<std::string> words) {
        Command command;
        command.argv = std::move(words);
        command.argv.insert(command.argv.begin(), "podman");
        const auto finished = processes.run(command);
        return finished ? finished->output : "";
    }
    std::string left() {
        const std::string filter = "label=" + hall().label();
        return podman({"ps", "--all", "--filter", filter, "--format", "{{.Names}}"}) +
               podman({"volume", "ls", "--filter", filter, "--format", "{{.Name}}"}) +
               podman({"network", "ls", "--filter", filter, "--format", "{{.Name}}"});
    }

    PosixProcesses processes;
    fakes::FakeMetadata source;

private:
    fakes::TemporaryHome folder_;
    Home home_{folder_.home().data, local::shared_cache()};
    SystemClock clock_;
    HallPlace place_{"machines-test-" + std::to_string(::getpid()), home_, home_.data / "practice"};
    std::unique_ptr<PracticeProcess> process_;
};

}  // namespace aloft::practice
