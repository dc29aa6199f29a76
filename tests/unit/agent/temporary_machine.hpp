#pragma once
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "agent/places.hpp"
#include "fakes/fake_system.hpp"
#include "system/files.hpp"
#include "system/process.hpp"
#include "system/script.hpp"

namespace aloft::agent {

/// A machine's files in a folder of their own, where "anna" is whoever runs the tests.
class TemporaryMachine {
public:
    TemporaryMachine() {
        places.state = root() / "state";
        places.run = root() / "run";
        places.accounts = {root() / "passwd", root() / "group"};
        std::filesystem::create_directories(root() / "home/anna");
        std::ofstream(places.accounts.users) << "root:x:0:0::/root:/bin/bash\nanna:x:" << 1000 << ':' << 1000
                                             << "::" << (root() / "home/anna").string() << ":/bin/bash\n";
        std::ofstream(places.accounts.groups) << "video:x:44:anna\n";
    }
    std::filesystem::path root() const { return home_.home().data; }
    Places places;

private:
    fakes::TemporaryHome home_;
};

/// A world of "things" that scripts make: `make X` makes one, `have X` checks for it; other words are orders to fail.
class FakeScripts final : public Scripts {
public:
    Result<int> run(const Script& script) override {
        const std::string words = script.argv.size() > 1 ? read_file(script.argv[1]).value_or("") : "";
        if (words.empty()) return 0;  // no script of a task
        const std::lock_guard lock(mutex_);
        ran.push_back(words);
        last_environment = script.environment;
        if (during) during(script);
        const std::string thing = words.substr(words.find(' ') + 1);
        if (words.starts_with("have ")) return std::ranges::find(made, thing) == made.end() ? 1 : 0;
        if (words.starts_with("make ")) made.push_back(thing);
        if (words.starts_with("fail ")) {
            std::ofstream(script.output, std::ios::app) << "it cannot be done\n";
            return std::stoi(thing);
        }
        return 0;
    }

    std::vector<std::string> ran;
    std::vector<std::string> made;
    std::map<std::string, std::string> last_environment;
    std::function<void(const Script&)> during;

private:
    std::mutex mutex_;
};

/// Answers what systemd would; counts what was asked.
class FakeSystemd final : public Processes {
public:
    Result<Finished> run(const Command& command) override {
        const std::lock_guard lock(mutex_);
        ran.push_back(command.argv);
        if (command.argv.at(0) == "systemd-run") return Finished{.exit_code = refuses ? 1 : 0, .error_output = "no"};
        if (command.argv.at(1) == "show") return Finished{.output = unit_is_there ? "loaded\n" : "not-found\n"};
        if (command.argv.at(1) == "is-system-running") return Finished{.output = system_state};
        return Finished{};
    }
    Result<int> run_attached(const Command&) override { return 1; }
    std::optional<std::string> find_program(std::string_view name) override { return std::string(name); }

    bool refuses = false;
    std::atomic<bool> unit_is_there = true;
    std::string system_state = "running\n";
    std::vector<std::vector<std::string>> ran;

private:
    std::mutex mutex_;
};

}  // namespace aloft::agent
