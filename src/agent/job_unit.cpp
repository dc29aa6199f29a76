#include "agent/job_unit.hpp"

#include <fmt/core.h>

#include <charconv>
#include <csignal>
#include <cstring>

namespace aloft::agent {
namespace {

/// systemd puts variables in where it sees a dollar.
std::string without_variables(const std::string& word) {
    std::string result;
    for (const char letter : word) {
        result += letter;
        if (letter == '$') result += letter;
    }
    return result;
}

std::vector<std::string> command_of(const JobWish& wish) {
    if (wish.words.size() == 1) return {"/bin/bash", "-c", wish.words.front()};
    // bash looks the program up in the job's own PATH, and says so in the output when there is none.
    std::vector<std::string> words = {"/bin/bash", "-c", "exec \"$@\"", "aloft"};
    words.insert(words.end(), wish.words.begin(), wish.words.end());
    return words;
}

}  // namespace

std::string unit_of(int job) { return fmt::format("aloft-job-{}.service", job); }

Command start_of_unit(int job, const JobWish& wish, const JobFolder& folder, const User& person, const Places& places) {
    const std::string work = person.home + "/work";
    const std::string where = wish.folder.empty() ? work : work + "/" + wish.folder;
    Command command;
    command.argv = {"systemd-run", "--quiet", "--collect", "--unit=" + unit_of(job),
                    fmt::format("--description=aloft job {}", job), "--property=User=" + person.name,
                    "--property=WorkingDirectory=" + where,
                    "--property=EnvironmentFile=" + folder.environment().string(), "--property=StandardInput=null",
                    "--property=StandardOutput=append:" + folder.output().string(),
                    "--property=StandardError=append:" + folder.output().string(),
                    // As root, though the job is not. The "+" that says so would be lost, and the line with it, when
                    // systemd 252 reloads its units: it writes a transient unit down in words that it cannot read.
                    "--property=PermissionsStartOnly=yes",
                    fmt::format("--property=ExecStopPost={} job-ended {}", places.program.string(), job),
                    "--property=TimeoutStopSec=10", "--property=OOMPolicy=continue", "--"};
    for (const std::string& word : command_of(wish)) command.argv.push_back(without_variables(word));
    return command;
}

std::string environment_file(const std::map<std::string, std::string>& environment) {
    constexpr std::string_view needing_a_backslash = "\"\\`$";
    std::string text;
    for (const auto& [name, value] : environment) {
        text += name + "=\"";
        for (const char letter : value) {
            if (needing_a_backslash.contains(letter)) text += '\\';
            text += letter;
        }
        text += "\"\n";
    }
    return text;
}

std::map<std::string, std::string> environment_of_job(const JobWish& wish, const User& person) {
    std::map<std::string, std::string> result = wish.environment;
    const std::map<std::string, std::string> ours = {
        {"PATH", "/opt/aloft/env/bin:/opt/aloft/bin:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"},
        {"VIRTUAL_ENV", "/opt/aloft/env"},
        // As in a login, see recipes/uv: Python's programs bring certificates of their own along, and would not know
        // those that this machine trusts.
        {"SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt"},
        {"PIP_CERT", "/etc/ssl/certs/ca-certificates.crt"},
        {"REQUESTS_CA_BUNDLE", "/etc/ssl/certs/ca-certificates.crt"},
        {"HOME", person.home},
        {"LANG", "C.UTF-8"},
        {"PYTHONUNBUFFERED", "1"},
    };
    result.insert(ours.begin(), ours.end());
    return result;
}

std::optional<int> exit_code_told(const std::string& code, const std::string& status) {
    if (code == "exited") {
        int number = 0;
        const auto [end, problem] = std::from_chars(status.data(), status.data() + status.size(), number);
        return problem == std::errc() && end == status.data() + status.size() ? std::optional(number) : std::nullopt;
    }
    constexpr int died = 128;
    for (int number = 1; number < NSIG; ++number)
        if (const char* name = ::sigabbrev_np(number); name != nullptr && status == name) return died + number;
    return std::nullopt;
}

}  // namespace aloft::agent
