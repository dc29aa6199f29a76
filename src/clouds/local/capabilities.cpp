#include "clouds/local/capabilities.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/fingerprint.hpp"
#include "system/files.hpp"
#include "system/lock.hpp"

namespace aloft::local {
namespace {

namespace fs = std::filesystem;

/// Changes whenever the answer may: another podman, another boot, another person.
std::string circumstances_key(const fs::path& podman) {
    std::error_code ignored;
    std::string boot;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
    const auto changed = fs::last_write_time(podman, ignored).time_since_epoch().count();
    return podman.string() + " " + std::to_string(fs::file_size(podman, ignored)) + " " + std::to_string(changed) +
           " " + boot + " " + std::to_string(::getuid());
}

nlohmann::json to_json(const Capabilities& known, const std::string& key) {
    return {{"key", key},
            {"version", known.version},
            {"rootless", known.rootless},
            {"runtime", known.runtime},
            {"limits_enforced", known.limits == Limits::enforced},
            {"process_limits_ours", known.process_limits == ProcessLimits::ours},
            {"volume_folder", known.volume_folder}};
}

std::optional<Capabilities> remembered(const fs::path& file, const std::string& key) {
    const auto text = read_file(file);
    if (!text) return std::nullopt;
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    try {
        if (!json.is_object() || json.at("key").get<std::string>() != key) return std::nullopt;
        return Capabilities{json.at("version").get<std::string>(),
                            json.at("rootless").get<bool>(),
                            json.at("runtime").get<std::string>(),
                            json.at("limits_enforced").get<bool>() ? Limits::enforced : Limits::only_named,
                            json.at("process_limits_ours").get<bool>() ? ProcessLimits::ours : ProcessLimits::podmans,
                            json.at("volume_folder").get<std::string>()};
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;  // a cache of another version: try again
    }
}

Result<Capabilities> described_by_podman(const Podman& podman) {
    auto text = podman.run({"info", "--format", "json"}, "asking podman about itself", Patience::look);
    if (!text) return failed(text);
    try {
        const auto info = nlohmann::json::parse(*text);
        Capabilities described;
        described.version = info.at("version").at("Version").get<std::string>();
        described.rootless = info.at("host").at("security").at("rootless").get<bool>();
        described.volume_folder = info.at("store").at("volumePath").get<std::string>();
        return described;
    } catch (const nlohmann::json::exception& problem) {
        return failure(ErrorKind::failed, "asking podman about itself", problem.what(),
                       "podman 4.3 and newer are known to work");
    }
}

/// A root filesystem made of the computer's own /usr: enough to run one program, and nothing to download.
Result<void> make_probe_root(const fs::path& root) {
    std::error_code problem;
    for (const char* folder : {"usr", "proc", "sys", "dev", "etc", "tmp", "run"})
        fs::create_directories(root / folder, problem);
    for (const char* link : {"bin", "sbin", "lib", "lib32", "lib64"})
        if (!fs::is_symlink(root / link) && !problem)
            fs::create_directory_symlink(fs::path("usr") / link, root / link, problem);
    if (problem) return failure(ErrorKind::storage, "making " + root.string(), problem.message());
    return {};
}

/// The machine's own words of creation where they could be refused, on a program that ends at once.
std::vector<std::string> probe_words(const Capabilities& guess, const std::string& name, const fs::path& root) {
    std::vector<std::string> words = words_before_verb(guess);
    words.insert(words.end(), {"run", "--rm", "--name", name, "--network", "none"});
    for (std::string& word : words_for_process_limits(guess)) words.push_back(std::move(word));
    if (guess.limits == Limits::enforced) words.insert(words.end(), {"--memory", "268435456b", "--cpus", "1"});
    words.insert(words.end(), {"--volume", "/usr:/usr:ro", "--rootfs", root.string(), "/usr/bin/true"});
    return words;
}

/// Every way to run a container, the least unusual first.
std::vector<Capabilities> guesses(const Capabilities& described, Processes& processes) {
    std::vector<std::string> runtimes{""};
    for (const char* runtime : {"crun", "runc"})
        if (processes.find_program(runtime)) runtimes.emplace_back(runtime);
    std::vector<Capabilities> all;
    for (const Limits limits : {Limits::enforced, Limits::only_named})
        for (const ProcessLimits process_limits : {ProcessLimits::podmans, ProcessLimits::ours})
            for (const std::string& runtime : runtimes) {
                Capabilities guess = described;
                guess.limits = limits;
                guess.process_limits = process_limits;
                guess.runtime = runtime;
                all.push_back(std::move(guess));
            }
    return all;
}

Result<Capabilities> probe(const Podman& podman, Processes& processes, const fs::path& folder) {
    auto described = described_by_podman(podman);
    if (!described) return failed(described);
    if (auto made = make_probe_root(folder); !made) return failed(made);
    // A cache may lie behind a symbolic link, and runc takes no such path as a root.
    std::error_code problem;
    const fs::path root = fs::canonical(folder, problem);
    if (problem) return failure(ErrorKind::storage, "looking for " + folder.string(), problem.message());
    const std::string doing = "trying to run a container";
    // Named after the cache, so that an interrupted probe is found again and two caches do not disturb each other.
    const std::string name = "aloft-probe-" + fingerprint(root.string());
    std::optional<Error> first;
    std::string last;
    for (const Capabilities& guess : guesses(*described, processes)) {
        if (auto cleared = podman.run({"rm", "--force", "--ignore", name}, doing); !cleared) return failed(cleared);
        auto ran = podman.run(probe_words(guess, name, root), doing);
        if (ran) return guess;
        if (!first) first = ran.error();
        last = ran.error().detail;
    }
    if (auto cleared = podman.run({"rm", "--force", "--ignore", name}, doing); !cleared) return failed(cleared);
    Error error = first.value_or(Error{});
    error.kind = ErrorKind::missing_tool;
    if (last != error.detail) error.detail += "; the last of all ways ended with: " + last;
    if (error.hint.empty()) error.hint = "install another container runtime: `sudo apt-get install crun runc`";
    return std::unexpected(error);
}

}  // namespace

Result<Capabilities> capabilities(const Home& home, Processes& processes) {
    const Podman podman(processes);
    const auto program = processes.find_program("podman");
    if (!program)
        return failure(ErrorKind::missing_tool, "looking for podman", "podman is not installed on this computer",
                       "install it: `sudo apt-get install podman crun netavark aardvark-dns iptables`");
    const fs::path file = home.cache / "podman.json";
    const std::string key = circumstances_key(*program);
    if (auto known = remembered(file, key)) return std::move(*known);

    auto lock = FileLock::take(home.lock("podman-probe"), "trying what podman can do");
    if (!lock) return failed(lock);
    if (auto known = remembered(file, key)) return std::move(*known);
    if (auto made = make_private_folder(home.cache); !made) return failed(made);
    auto found = probe(podman, processes, home.cache / "probe");
    if (!found) return found;
    // A cache that cannot be written costs time and nothing else.
    std::ignore = write_file(file, to_json(*found, key).dump(), Readable::by_owner);
    return found;
}

std::vector<std::string> words_before_verb(const Capabilities& capabilities) {
    if (capabilities.runtime.empty()) return {};
    return {"--runtime", capabilities.runtime};
}

std::vector<std::string> words_for_process_limits(const Capabilities& capabilities) {
    if (capabilities.process_limits == ProcessLimits::podmans) return {};
    rlimit files{};
    rlimit processes{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || ::getrlimit(RLIMIT_NPROC, &processes) != 0) return {};
    // Podman lowers its own limit of processes to the kernel's highest process id.
    rlim_t highest = processes.rlim_max;
    std::ifstream("/proc/sys/kernel/pid_max") >> highest;
    const auto pair = [](const char* name, rlim_t value) {
        return std::string(name) + "=" + std::to_string(value) + ":" + std::to_string(value);
    };
    return {"--ulimit", pair("nofile", std::min<rlim_t>(files.rlim_max, 1048576)), "--ulimit",
            pair("nproc", std::min(highest, processes.rlim_max))};
}

}  // namespace aloft::local
