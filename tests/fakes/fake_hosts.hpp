#pragma once
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "system/files.hpp"
#include "system/home.hpp"
#include "system/process.hpp"

namespace aloft::fakes {

/// Hosts in folders, and a person's ssh to them. The script that aloft sends there is run for real, with a shell of
/// this computer; what it would ask of the system is answered by small programs in front of the real ones.
class FakeHosts final : public Processes {
public:
    struct Host {
        std::string key;  ///< "ssh-ed25519 AAAA…"
        bool answers = true;
        bool lets_in = true;
        int killed_at = 0;  ///< the call of a program that changes something at which the whole script dies; 0: never
    };

    explicit FakeHosts(std::filesystem::path folder) : folder_(std::move(folder)) {
        std::filesystem::create_directories(folder_);
        std::ignore = write_file(known_hosts(), "", Readable::by_all);
        write_programs();
    }

    Host& add(const std::string& name) {
        const std::filesystem::path root = this->root(name);
        for (const char* directory :
             {"proc", "run/systemd/system", "etc/systemd/system", "etc/skel", "etc/profile.d", "home/me", "home/aloft",
              "var/lib", "opt", "usr/local/lib", "sys/bus/pci/devices"})
            std::filesystem::create_directories(root / directory);
        std::filesystem::remove(root / "home/aloft");
        write(root / "proc/meminfo", "MemTotal:       16300000 kB\n");
        write(root / "etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
        write(root / "etc/passwd", login() + ":x:0:0::/home/me:/bin/sh\n");
        write(root / "etc/uid", "0\n");
        write(root / "etc/skel/.profile", "# as everybody has it\n");
        Host host{.key = new_key(name)};
        write(known_hosts(), text(known_hosts()) + name + " " + host.key + "\n");
        return hosts_[name] = host;
    }
    Host& at(const std::string& name) { return hosts_.at(name); }

    std::filesystem::path root(const std::string& name) const { return folder_ / "hosts" / name; }
    std::filesystem::path claim(const std::string& name) const { return root(name) / "var/lib/aloft-claim"; }
    std::filesystem::path keys(const std::string& name) const { return root(name) / "home/me/.ssh/authorized_keys"; }
    std::filesystem::path known_hosts() const { return folder_ / "known_hosts"; }

    /// What is on a host, with every file's content and mode.
    std::map<std::string, std::string> files(const std::string& name) const {
        namespace fs = std::filesystem;
        std::map<std::string, std::string> all;
        for (const auto& entry : fs::recursive_directory_iterator(root(name))) {
            const std::string path = fs::relative(entry.path(), root(name)).string();
            if (path == "calls") continue;
            all[path] = std::to_string(static_cast<int>(fs::symlink_status(entry.path()).permissions())) +
                        (entry.is_regular_file() ? " " + text(entry.path()) : "");
        }
        return all;
    }
    /// systemctl, as it was asked.
    std::string calls(const std::string& name) const { return text(root(name) / "calls"); }

    static void write(const std::filesystem::path& file, std::string_view content) {
        std::filesystem::create_directories(file.parent_path());
        if (auto written = write_file(file, content, Readable::by_all); !written)
            throw std::runtime_error(describe(written.error()));
    }
    static std::string text(const std::filesystem::path& file) { return read_file(file).value_or(""); }
    std::string new_key(const std::string& comment) {
        const std::filesystem::path file = folder_ / ("key-" + std::to_string(++keys_made_));
        const auto made = run_checked(
            real_, {.argv = {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file.string()}},
            "testing");
        if (!made) throw std::runtime_error(describe(made.error()));
        std::istringstream words(text(file.string() + ".pub"));
        std::string type, key;
        words >> type >> key;
        return type + " " + key;
    }

    Result<Finished> run(const Command& command) override {
        const std::string& program = command.argv.front();
        if (program == "ssh-keyscan") return scan(command.argv.back());
        if (program != "ssh") return real_.run(command);
        const auto& words = command.argv;
        if (std::ranges::find(words, "-G") != words.end()) return settings(words.back(), user_in(words));
        return sign_in(words.at(words.size() - 2), command);
    }
    Result<int> run_attached(const Command& command) override { return real_.run_attached(command); }
    std::optional<std::string> find_program(std::string_view name) override { return real_.find_program(name); }

    std::map<std::string, std::string> more_settings;  ///< of ssh -G, by host

private:
    static std::string login() {
        Finished who = PosixProcesses().run({.argv = {"id", "-un"}}).value();
        who.output.pop_back();
        return who.output;
    }
    static std::string user_in(const std::vector<std::string>& words) {
        const auto flag = std::ranges::find(words, "-l");
        return flag == words.end() ? "me" : *(flag + 1);
    }
    Finished settings(const std::string& host, const std::string& user) const {
        const auto more = more_settings.find(host);
        return {.output = "host " + host + "\nuser " + user + "\nhostname " + host + "\nport 22\nuserknownhostsfile " +
                          known_hosts().string() + "\nglobalknownhostsfile none\n" +
                          (more == more_settings.end() ? "" : more->second)};
    }
    Finished scan(const std::string& host) const {
        const auto found = hosts_.find(host);
        if (found == hosts_.end() || !found->second.answers) return {.exit_code = 1};
        return {.output = host + " " + found->second.key + "\n"};
    }
    static Finished ssh_says(const std::string& words) { return {.exit_code = 255, .error_output = words + "\n"}; }

    bool knows(const Host& host, const Command& command) const {
        for (const std::string& word : command.argv) {
            if (!word.starts_with("UserKnownHostsFile=")) continue;
            std::istringstream quoted(word.substr(word.find('=') + 1));
            for (std::string file; std::getline(quoted, file, '"');)
                if (text(file).find(host.key) != std::string::npos) return true;
        }
        return false;
    }
    Result<Finished> sign_in(const std::string& name, const Command& command) {
        const auto found = hosts_.find(name);
        if (found == hosts_.end()) return ssh_says("ssh: Could not resolve hostname " + name);
        const Host& host = found->second;
        if (!host.answers) return ssh_says("ssh: connect to host " + name + " port 22: Connection timed out");
        if (!knows(host, command)) return ssh_says("@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @");
        if (!host.lets_in) return ssh_says(name + ": Permission denied (publickey).");
        if (host.killed_at != 0) write(root(name) / "../countdown", std::to_string(host.killed_at) + "\n");
        const std::string programs = (folder_ / "bin").string() + ":/usr/bin:/bin";
        Command shell{
            .argv = {"sh", "-c", command.argv.back()},
            .environment = {{"ALOFT_ROOT", root(name).string()},
                            {"COUNTDOWN", (root(name) / "../countdown").string()},
                            {"PATH", host.killed_at == 0 ? programs : (folder_ / "deadly").string() + ":" + programs}},
            .input = command.input};
        auto finished = real_.run(shell);
        // A script that is killed takes its sshd's connection with it.
        if (finished && finished->exit_code > 128) return ssh_says("Connection to " + name + " closed by remote host.");
        return finished;
    }

    void write_program(const std::filesystem::path& file, std::string_view content) const {
        write(file, content);
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    }
    void write_programs() const {
        const std::filesystem::path bin = folder_ / "bin";
        write_program(bin / "id",
                      "#!/bin/sh\n[ \"$*\" = -u ] || exec /usr/bin/id \"$@\"\ncat \"$ALOFT_ROOT/etc/uid\"\n");
        write_program(bin / "sudo", "#!/bin/sh\n[ -e \"$ALOFT_ROOT/etc/sudoers\" ] || exit 1\nshift\nexec \"$@\"\n");
        write_program(bin / "getent", "#!/bin/sh\ngrep \"^$2:\" \"$ALOFT_ROOT/etc/passwd\"\n");
        write_program(bin / "nproc", "#!/bin/sh\necho 4\n");
        write_program(bin / "df", "#!/bin/sh\nprintf 'Filesystem\\nroot 100000000 1 90000000 1%% /\\n'\n");
        write_program(bin / "nvidia-smi",
                      "#!/bin/sh\n[ -e \"$ALOFT_ROOT/etc/gpus\" ] || exit 9\ncat \"$ALOFT_ROOT/etc/gpus\"\n");
        write_program(bin / "systemctl", "#!/bin/sh\necho \"$@\" >>\"$ALOFT_ROOT/calls\"\n");
        write_program(bin / "userdel",
                      "#!/bin/sh\nrm -rf \"$ALOFT_ROOT/home/$2\"\nsed -i \"/^$2:/d\" \"$ALOFT_ROOT/etc/passwd\"\n");
        for (const char* program :
             {"rm", "mv", "ln", "cp", "mkdir", "chmod", "chown", "truncate", "sync", "systemctl", "userdel", "rmdir"})
            write_program(folder_ / "deadly" / program, R"(#!/bin/sh
read -r left <"$COUNTDOWN"
echo $((left - 1)) >"$COUNTDOWN"
[ "$left" != 1 ] || kill -9 0
name=${0##*/}
for folder in "${0%/*/*}/bin" /usr/bin /bin; do [ ! -x "$folder/$name" ] || exec "$folder/$name" "$@"; done
)");
    }

    std::filesystem::path folder_;
    PosixProcesses real_;
    std::map<std::string, Host> hosts_;
    int keys_made_ = 0;
};

}  // namespace aloft::fakes
