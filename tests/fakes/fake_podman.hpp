#pragma once
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "system/process.hpp"

namespace aloft::fakes {

/// A small podman: containers, volumes and networks that remember what was done to them, with podman 4.3's own words
/// when something is refused. Volumes are real folders. A flag that it does not know is an error, so that a misspelt
/// one is found without a real podman.
///
/// The other programs that container machines need are here too: sync, apt-config, and the base's build script.
class FakePodman final : public Processes {
public:
    struct Container {
        std::string state = "created";
        std::map<std::string, std::string> labels;
        std::set<std::string> volumes;
        std::string network;
        std::string port;
        std::string root;
        std::vector<std::string> words;  ///< of the run that made it
    };
    struct Volume {
        std::map<std::string, std::string> labels;
    };
    struct Network {
        std::map<std::string, std::string> labels;
        std::string subnet = "10.89.0.0/24";
    };

    /// Thrown out of a call, as the end of the process would be.
    struct Killed {};
    enum class Moment { before, halfway, after };

    explicit FakePodman(std::filesystem::path folder) : folder_(std::move(folder)) {
        std::filesystem::create_directories(folder_);
    }

    // What it has, for tests to look at and to tamper with.
    std::map<std::string, Container> containers;
    std::map<std::string, Volume> volumes;
    std::map<std::string, Network> networks;
    std::set<std::string> images;
    std::vector<std::string> calls;  ///< each call's words, with a space between

    // What this computer allows.
    std::set<std::string> programs{"podman", "crun", "runc", "mmdebstrap", "iptables", "sync", "sh"};
    std::set<std::string> working_runtimes{"", "crun", "runc"};
    bool may_raise_limits = true;
    bool enforces_limits = true;
    bool rootless = false;

    /// The next call whose words contain `part` fails with these words, before it did anything.
    void fail_once(std::string part, std::string error, int exit_code = 125) {
        faults_.push_back({std::move(part), std::move(error), exit_code});
    }
    /// The next call whose words contain `part` is the last thing that the process does.
    void kill_at(std::string part, Moment moment) { killing_.push_back({std::move(part), moment}); }
    std::size_t count_calls(const std::string& part) const {
        return static_cast<std::size_t>(std::ranges::count_if(
            calls, [&](const std::string& call) { return call.find(part) != std::string::npos; }));
    }
    std::filesystem::path mountpoint(const std::string& volume) const { return folder_ / "volumes" / volume / "_data"; }

    Result<Finished> run(const Command& command) override {
        const std::lock_guard guard(mutex_);
        const std::string call = joined(command.argv);
        calls.push_back(call);
        if (!programs.contains(command.argv.at(0)) && command.argv[0] != "apt-config")
            return failure(ErrorKind::missing_tool, "starting " + command.argv[0],
                           "there is no program " + command.argv[0] + " on this computer");
        if (const auto fault = take(faults_, call))
            return Finished{fault->exit_code, "", "Error: " + fault->error + "\n", false};
        const auto kill = take(killing_, call);
        if (kill && kill->moment == Moment::before) throw Killed{};
        halfway_ = kill && kill->moment == Moment::halfway;
        Finished finished = act(command);
        if (kill) throw Killed{};
        return finished;
    }
    Result<int> run_attached(const Command& command) override {
        auto finished = run(command);
        if (!finished) return failed(finished);
        return finished->exit_code;
    }
    std::optional<std::string> find_program(std::string_view name) override {
        if (!programs.contains(std::string(name))) return std::nullopt;
        return "/usr/bin/" + std::string(name);
    }

private:
    using Words = std::vector<std::string>;
    struct Fault {
        std::string part;
        std::string error;
        int exit_code;
    };
    struct Killing {
        std::string part;
        Moment moment;
    };

    static std::string joined(const Words& words) {
        std::string text;
        for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
        return text;
    }

    template <class Knob>
    static std::optional<Knob> take(std::vector<Knob>& knobs, const std::string& call) {
        const auto match =
            std::ranges::find_if(knobs, [&](const Knob& knob) { return call.find(knob.part) != std::string::npos; });
        if (match == knobs.end()) return std::nullopt;
        Knob knob = *match;
        knobs.erase(match);
        return knob;
    }

    static Finished good(std::string output = "") { return {0, std::move(output), "", false}; }
    static Finished bad(const std::string& error, int exit_code = 125) {
        return {exit_code, "", "Error: " + error + "\n", false};
    }

    Finished act(const Command& command) {
        if (command.argv[0] == "sh") return build_base(command);
        if (command.argv[0] != "podman") return good();
        Words words(command.argv.begin() + 1, command.argv.end());
        std::string runtime;
        if (!words.empty() && words[0] == "--runtime") {
            runtime = words.at(1);
            words.erase(words.begin(), words.begin() + 2);
        }
        const std::string verb = words.at(0);
        if (verb == "run" || verb == "create") return run_container(words, runtime);
        if (verb == "info") return good(information());
        if (words.size() > 1 && words[1] == "inspect") return inspect(verb, words.at(2));
        if (verb == "ps") return list(containers, words);
        if (verb == "volume") return volume(words);
        if (verb == "network") return network(words);
        if (verb == "image") return images.contains(words.at(2)) ? good() : bad("", 1);
        if (verb == "pull") return images.insert(words.back()), good();
        if (verb == "rmi") return images.erase(words.back()), good();
        return on_container(verb, words);
    }

    Finished build_base(const Command& command) {
        if (halfway_) {
            std::ofstream(command.argv.at(3) + ".partial") << "half a base";
            return good();
        }
        if (command.on_error_line) command.on_error_line("I: installing packages...");
        std::ofstream(command.argv.at(3)) << "a base";
        return good();
    }

    std::string information() const {
        return R"({"version": {"Version": "4.3.1"}, "host": {"security": {"rootless": )" +
               std::string(rootless ? "true" : "false") + R"(}}, "store": {"volumePath": ")" +
               (folder_ / "volumes").string() + R"("}})";
    }

    static std::string record(const std::map<std::string, std::string>& labels) {
        std::string text;
        for (const auto& [key, value] : labels) text += (text.empty() ? "\"" : ", \"") + key + "\": \"" + value + "\"";
        return "{" + text + "}";
    }

    Finished inspect(const std::string& type, const std::string& name) const {
        if (type == "container") {
            const auto one = containers.find(name);
            if (one == containers.end()) return bad("inspecting object: no such container " + name);
            const std::string address = one->second.state == "running"
                                            ? "10.89.0." + std::to_string(2 + std::distance(containers.begin(), one))
                                            : "";
            const bool has_process = one->second.state == "running" || one->second.state == "initialized";
            return good(R"([{"State": {"Status": ")" + one->second.state + R"(", "Pid": )" +
                        (has_process ? "4242" : "0") + R"(}, "Config": {"Labels": )" + record(one->second.labels) +
                        R"(}, "HostConfig": {"PortBindings": {"22/tcp": [{"HostIp": "127.0.0.1", "HostPort": ")" +
                        one->second.port + R"("}]}}, "NetworkSettings": {"Networks": {")" + one->second.network +
                        R"(": {"IPAddress": ")" + address + R"("}}}}])");
        }
        if (type == "volume") {
            const auto one = volumes.find(name);
            if (one == volumes.end()) return bad("inspecting object: no such volume " + name);
            return good(R"([{"Mountpoint": ")" + mountpoint(name).string() + R"(", "Labels": )" +
                        record(one->second.labels) + "}]");
        }
        const auto one = networks.find(name);
        if (one == networks.end())
            return bad("inspecting object: unable to find network with name or ID " + name + ": network not found");
        return good(R"([{"dns_enabled": true, "subnets": [{"subnet": ")" + one->second.subnet + R"("}], "labels": )" +
                    record(one->second.labels) + "}]");
    }

    Finished list_running(const Words& words) const {
        std::string names;
        for (const auto& [name, one] : containers) {
            const bool fits = std::ranges::all_of(words, [&, &own = one](const std::string& word) {
                if (word.starts_with("volume=")) return own.volumes.contains(word.substr(7));
                if (!word.starts_with("label=")) return true;
                const auto equals = word.find('=', 6);
                const auto label = own.labels.find(word.substr(6, equals - 6));
                return label != own.labels.end() && label->second == word.substr(equals + 1);
            });
            if (fits && one.state == "running") names += name + "\n";
        }
        return good(names);
    }

    template <class Things>
    Finished list(const Things& things, const Words& words) {
        const auto filter =
            std::ranges::find_if(words, [](const std::string& word) { return word.starts_with("label="); });
        if (std::ranges::find(words, "status=running") != words.end()) return list_running(words);
        if (filter == words.end()) return bad("this podman lists by label only");
        const std::string label = filter->substr(6, filter->find('=', 6) - 6);
        const std::string value = filter->substr(filter->find('=', 6) + 1);
        std::string names;
        for (const auto& [name, thing] : things)
            if (thing.labels.contains(label) && thing.labels.at(label) == value) names += name + "\n";
        return good(names);
    }

    /// Takes --label and other known words off; the rest are names. Nothing for an unknown flag.
    static std::optional<Words> names_of(const Words& words, const std::set<std::string>& flags,
                                         std::map<std::string, std::string>& labels) {
        Words names;
        for (std::size_t i = 2; i < words.size(); ++i) {
            if (words[i] == "--label" && i + 1 < words.size()) {
                const std::string& label = words[++i];
                labels[label.substr(0, label.find('='))] = label.substr(label.find('=') + 1);
            } else if (words[i].starts_with("--")) {
                if (!flags.contains(words[i])) return std::nullopt;
            } else {
                names.push_back(words[i]);
            }
        }
        return names;
    }

    Finished volume(const Words& words) {
        if (words[1] == "ls") return list(volumes, words);
        std::map<std::string, std::string> labels;
        const auto names = names_of(words, {"--force"}, labels);
        if (!names) return bad("unknown flag");
        const std::string& name = names->at(0);
        if (words[1] == "create") {
            if (volumes.contains(name))
                return bad("volume with name " + name + " already exists: volume already exists");
            volumes[name] = {labels};
            std::filesystem::create_directories(mountpoint(name));
            return good(name + "\n");
        }
        if (!volumes.contains(name))
            return bad("no volume with name \"" + name + "\" found: no such volume", words[1] == "rm" ? 1 : 125);
        if (words[1] == "import") return import(name, names->at(1));
        for (const auto& [container, value] : containers)
            if (value.volumes.contains(name))
                return bad("volume " + name + " is being used by the following container(s): " + container +
                               ": volume is being used",
                           2);
        volumes.erase(name);
        std::filesystem::remove_all(folder_ / "volumes" / name);
        return good(name + "\n");
    }

    Finished import(const std::string& name, const std::string& file) {
        if (!std::filesystem::exists(file)) return bad("open " + file + ": no such file or directory");
        std::filesystem::create_directories(mountpoint(name) / "usr");
        if (halfway_) return good();
        std::filesystem::create_directories(mountpoint(name) / "etc");
        std::filesystem::create_directories(mountpoint(name) / "var/lib");
        std::ofstream(mountpoint(name) / "etc/machine-id");
        return good();
    }

    Finished network(const Words& words) {
        if (words[1] == "ls") return list(networks, words);
        std::map<std::string, std::string> labels;
        std::string subnet = "10.89.0.0/24";
        Words others = words;
        if (const auto flag = std::ranges::find(others, "--subnet"); flag != others.end()) {
            subnet = *(flag + 1);
            others.erase(flag, flag + 2);
        }
        const auto names = names_of(others, {"--disable-dns"}, labels);
        if (!names) return bad("unknown flag");
        const std::string& name = names->at(0);
        if (words[1] == "create") {
            if (networks.contains(name)) return bad("network name " + name + " already used: network already exists");
            networks[name] = {labels, subnet};
            return good(name + "\n");
        }
        if (!networks.contains(name))
            return bad("unable to find network with name or ID " + name + ": network not found", 1);
        for (const auto& [container, value] : containers)
            if (value.network == name)
                return bad(
                    "\"" + name +
                        "\" has associated containers with it. Use -f to forcibly delete containers and pods: network is being used",
                    2);
        networks.erase(name);
        return good(name + "\n");
    }

    Finished run_container(const Words& words, const std::string& runtime) {
        static const std::set<std::string> with_value{
            "--name",          "--hostname",   "--label",   "--ulimit",       "--memory", "--cpus",     "--network",
            "--network-alias", "--publish",    "--volume",  "--security-opt", "--device", "--shm-size", "--pids-limit",
            "--cap-add",       "--log-driver", "--log-opt", "--ip",           "--sysctl", "--env"};
        static const std::set<std::string> alone{"--detach", "--rm",  "--systemd=always",
                                                 "--rootfs", "--tty", "--no-hosts"};
        std::multimap<std::string, std::string> flags;
        Words rest;
        for (std::size_t i = 1; i < words.size(); ++i) {
            if (!rest.empty() || !words[i].starts_with("--")) {
                rest.push_back(words[i]);
            } else if (with_value.contains(words[i])) {
                const std::string flag = words[i];
                flags.emplace(flag, words.at(++i));
            } else if (alone.contains(words[i])) {
                flags.emplace(words[i], "");
            } else {
                return bad("unknown flag: " + words[i]);
            }
        }
        const auto value = [&](const char* flag) {
            return flags.contains(flag) ? flags.find(flag)->second : std::string();
        };
        const std::string name = value("--name");
        if (containers.contains(name))
            return bad(
                "creating container storage: the container name \"" + name +
                "\" is already in use by 0123. You have to remove that container to be able to reuse that name: that name is already in use");

        Container container;
        container.words = words;
        container.network = value("--network") == "none" ? "" : value("--network");
        const std::string publish = value("--publish");
        if (!publish.empty())
            container.port = publish.substr(publish.find(':') + 1, publish.rfind(':') - publish.find(':') - 1);
        container.root = flags.contains("--rootfs") ? rest.at(0) : "";
        for (auto [label, end] = flags.equal_range("--label"); label != end; ++label)
            container.labels[label->second.substr(0, label->second.find('='))] =
                label->second.substr(label->second.find('=') + 1);
        for (auto [mount, end] = flags.equal_range("--volume"); mount != end; ++mount)
            if (const std::string source = mount->second.substr(0, mount->second.find(':')); !source.starts_with('/')) {
                volumes.try_emplace(source);  // as podman does, in silence
                container.volumes.insert(source);
            }
        if (!container.network.empty() && !networks.contains(container.network))
            return bad("unable to find network with name or ID " + container.network + ": network not found");

        containers[name] = container;
        if (halfway_) return good();
        // From here on the container stays behind, created, when it cannot be started.
        if (!working_runtimes.contains(runtime))
            return bad(runtime + ": cannot set up cgroups: OCI runtime error", 126);
        if (!may_raise_limits && !flags.contains("--ulimit"))
            return bad("crun: setrlimit `RLIMIT_NOFILE`: Operation not permitted: OCI permission denied", 126);
        if (!enforces_limits && flags.contains("--memory"))
            return bad("crun: controller `memory` is not available: OCI runtime error", 126);
        for (const auto& [other, running] : containers)
            if (other != name && running.state == "running" && !running.port.empty() && running.port == container.port)
                return bad("rootlessport listen tcp 127.0.0.1:" + container.port + ": bind: address already in use",
                           126);
        if (words[0] == "create") return good("0123\n");
        if (flags.contains("--rm")) return containers.erase(name), good();
        containers[name].state = flags.contains("--detach") ? "running" : "exited";
        return good("0123\n");
    }

    Finished on_container(const std::string& verb, const Words& words) {
        const std::string& name = words.back();
        const bool ignore = std::ranges::find(words, "--ignore") != words.end();
        if (verb == "exec") return good("the journal\n");
        if (verb == "logs") return good("the log\n");
        if (verb == "export") return std::ofstream(words.at(2)) << "a base", good();
        if (!containers.contains(name))
            return ignore ? good() : bad("no container with name or ID \"" + name + "\" found: no such container");
        Container& container = containers.at(name);
        if (verb == "rm") return containers.erase(name), good();
        if (verb == "stop") return container.state = "exited", good();
        if (verb == "start") {
            if (!container.network.empty() && !networks.contains(container.network))
                return bad("unable to find network with name or ID " + container.network + ": network not found");
            if (container.state == "paused")
                return bad(
                    "unable to start container: container is paused and cannot be started: container state improper");
            return container.state = "running", good();
        }
        if (verb == "init") return container.state = "initialized", good();
        if (verb == "pause") return container.state = "paused", good();
        if (verb == "unpause") return container.state = "running", good();
        return bad("unrecognized command `podman " + verb + "`");
    }

    std::filesystem::path folder_;
    std::vector<Fault> faults_;
    std::vector<Killing> killing_;
    bool halfway_ = false;
    std::mutex mutex_;
};

}  // namespace aloft::fakes
