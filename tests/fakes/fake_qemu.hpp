#pragma once
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "system/process.hpp"

namespace aloft::fakes {

/// A small QEMU with the programs around it: cp, sync, kill, and the base's build script. A machine that runs is an
/// entry in a /proc of its own, and answers at its monitor socket as QEMU does.
class FakeQemu final : public Processes {
public:
    /// Thrown out of a call, as the end of the process would be.
    struct Killed {};
    enum class Moment { before, halfway, after };
    enum class Guest { obeys_power_button, ignores_power_button, hangs };

    explicit FakeQemu(std::filesystem::path folder) : folder_(std::move(folder)) {
        std::filesystem::create_directories(proc());
        std::ofstream(proc() / "cpuinfo") << "flags : fpu\n";
    }
    FakeQemu(const FakeQemu&) = delete;
    FakeQemu& operator=(const FakeQemu&) = delete;
    ~FakeQemu() override = default;

    std::filesystem::path proc() const { return folder_ / "proc"; }

    // What this computer is like, for tests to set.
    std::set<std::string> programs{"qemu-system-x86_64", "qemu-system-aarch64", "mmdebstrap", "mke2fs", "newuidmap"};
    Guest guest = Guest::obeys_power_button;
    std::map<std::string, std::string> refusals;  ///< a program, and its last words when it shall fail

    // What happened, for tests to look at.
    std::vector<std::string> calls;      ///< each call's words, with a space between
    std::vector<std::string> monitored;  ///< what monitors were told

    /// Ends the call of that number, from 0, and never another.
    void kill_at(std::size_t call, Moment moment) {
        kill_at_ = call;
        moment_ = moment;
    }

    /// Names of the machines that run.
    std::vector<std::string> running() const {
        const std::lock_guard guard(mutex_);
        std::vector<std::string> names;
        for (const auto& [id, name] : machines_) names.push_back(name);
        std::ranges::sort(names);
        return names;
    }
    /// As after a reboot of the computer.
    void lose_power() {
        monitors_.clear();
        const std::lock_guard guard(mutex_);
        while (!machines_.empty()) end_process(machines_.begin()->first);
    }
    /// Any process, as /proc shows it.
    void add_process(int id, const std::vector<std::string>& words) {
        std::filesystem::create_directories(proc() / std::to_string(id));
        std::ofstream file(proc() / std::to_string(id) / "cmdline", std::ios::binary);
        for (const std::string& word : words) file << word << '\0';
    }

    Result<Finished> run(const Command& command) override {
        const std::size_t number = calls.size();
        std::string text;
        for (const std::string& word : command.argv) text += (text.empty() ? "" : " ") + word;
        calls.push_back(text);
        const bool dies = kill_at_ == number;
        if (dies && moment_ == Moment::before) throw Killed{};
        Finished finished = act(command.argv, dies && moment_ == Moment::halfway);
        if (dies) throw Killed{};
        return finished;
    }
    Result<int> run_attached(const Command&) override { return 0; }
    std::optional<std::string> find_program(std::string_view name) override {
        if (!programs.contains(std::string(name))) return std::nullopt;
        return "/usr/bin/" + std::string(name);
    }

private:
    /// QEMU's monitor socket, served until it is destroyed.
    class Monitor {
    public:
        Monitor(const std::filesystem::path& path, std::function<void(const std::string&)> told)
            : told_(std::move(told)), listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
            std::filesystem::remove(path);
            sockaddr_un address{};
            address.sun_family = AF_UNIX;
            std::ranges::copy(path.string().substr(0, sizeof address.sun_path - 1), address.sun_path);
            listens_ = ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                       ::listen(listener_, 4) == 0;
            thread_ = std::thread([this] { serve(); });
        }
        Monitor(const Monitor&) = delete;
        Monitor& operator=(const Monitor&) = delete;
        ~Monitor() {
            ::shutdown(listener_, SHUT_RDWR);
            thread_.join();
            ::close(listener_);
        }

    private:
        void serve() {
            while (listens_) {
                const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
                if (client < 0) return;
                converse(client);
                ::close(client);
            }
        }
        void converse(int client) {
            say(client, R"({"QMP": {"version": {}, "capabilities": []}})");
            std::string line;
            char character = 0;
            while (::recv(client, &character, 1, 0) == 1) {
                if (character != '\n') {
                    line += character;
                    continue;
                }
                told_(line);
                // Events come when they like, also before the answer.
                say(client, R"({"event": "RTC_CHANGE"})");
                say(client, R"({"return": {}})");
                line.clear();
            }
        }
        static void say(int client, const std::string& text) {
            const std::string line = text + "\n";
            (void)::send(client, line.data(), line.size(), MSG_NOSIGNAL);
        }

        std::function<void(const std::string&)> told_;
        int listener_;
        bool listens_ = false;
        std::thread thread_;
    };

    Finished act(const std::vector<std::string>& words, bool halfway) {
        const std::string& program = words[0] == "env" ? words[2] : words[0];
        if (const auto refusal = refusals.find(program); refusal != refusals.end())
            return {1, "", refusal->second, false};
        if (program == "cp") return copy(words[words.size() - 2], words.back(), halfway);
        if (program == "sh" && words[1] == "-c") return kill(words[4], std::stoi(words[5]));
        if (program == "sh") return build(words[3], halfway);
        if (program.starts_with("qemu-system-")) return start(words, halfway);
        return {0, "", "", false};
    }

    static Finished copy(const std::string& from, const std::string& to, bool halfway) {
        std::filesystem::copy_file(from, to);
        if (halfway) std::filesystem::resize_file(to, std::filesystem::file_size(to) / 2);
        return {0, "", "", false};
    }

    static Finished build(const std::filesystem::path& output, bool halfway) {
        for (const char* file : {"disk", "kernel", "initrd"}) {
            std::ofstream(output / file) << file;
            if (halfway) break;
        }
        return {0, "", "", false};
    }

    Finished kill(const std::string& signal, int id) {
        if (guest == Guest::hangs && signal != "KILL") return {0, "", "", false};
        const std::lock_guard guard(mutex_);
        end_process(id);
        return {0, "", "", false};
    }

    Finished start(const std::vector<std::string>& words, bool halfway) {
        const std::filesystem::path folder = words[1].substr(words[1].find('=') + 1);
        const std::string name = after(words, "-name");
        const int id = next_id_++;
        {
            const std::lock_guard guard(mutex_);
            for (const auto& [other, other_name] : machines_)
                if (other_name == name)
                    return {1, "",
                            "qemu-system-x86_64: Failed to get \"write\" lock\nIs another process using the image?",
                            false};
            add_process(id, {words.begin() + 2, words.end()});
            machines_[id] = name;
        }
        monitors_[name] =
            std::make_unique<Monitor>(folder / "monitor", [this, id](const std::string& line) { hear(id, line); });
        if (!halfway) std::ofstream(after(words, "-pidfile")) << id << "\n";
        return {0, "", "", false};
    }

    void hear(int id, const std::string& line) {
        const std::lock_guard guard(mutex_);
        if (line.find("qmp_capabilities") != std::string::npos) return;
        monitored.push_back(line);
        if (guest == Guest::obeys_power_button && line.find("system_powerdown") != std::string::npos) end_process(id);
    }

    void end_process(int id) {
        std::filesystem::remove_all(proc() / std::to_string(id));
        machines_.erase(id);
    }

    static std::string after(const std::vector<std::string>& words, std::string_view option) {
        const auto match = std::ranges::find(words, option);
        return match == words.end() ? "" : *(match + 1);
    }

    std::filesystem::path folder_;
    mutable std::mutex mutex_;
    std::map<int, std::string> machines_;
    std::map<std::string, std::unique_ptr<Monitor>> monitors_;
    int next_id_ = 100;
    std::optional<std::size_t> kill_at_;
    Moment moment_ = Moment::before;
};

}  // namespace aloft::fakes
