#include <filesystem>

#include "machine/folder.hpp"
#include "machine/options.hpp"
#include "machine/reach.hpp"

namespace aloft {
namespace {

/// rsync cuts its -e into words itself: in single quotes, a quote within doubled.
std::string quoted_for_rsync(const std::string& text) {
    std::string result = "'";
    for (const char character : text) {
        result += character;
        if (character == '\'') result += character;
    }
    return result + "'";
}

}  // namespace

Command ssh_command(const Home& home, const std::string& machine, const std::vector<std::string>& words) {
    Command command{.argv = {"ssh", "-F", MachineFolder(home, machine).ssh_config().string(), machine}};
    if (words.empty()) return command;
    command.argv.emplace_back("--");
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    return command;
}

Command rsync_command(const Home& home, const std::string& machine, const std::string& from, const std::string& to) {
    const std::string config = MachineFolder(home, machine).ssh_config().string();
    // --protect-args: the machine's shell never sees a path. Owner and group are whoever receives.
    return {.argv = {"rsync", "--rsh", "ssh -F " + quoted_for_rsync(config), "--archive", "--no-owner", "--no-group",
                     "--partial", "--protect-args", "--", from, to}};
}

void close_connection(const Home& home, Processes& processes, const std::string& machine) {
    const auto socket = connection_socket(home, machine);
    std::error_code ignored;
    if (!socket || !std::filesystem::exists(*socket, ignored)) return;
    // Without a config: the machine may be out of ours already. A master that does not answer is left alone and ends
    // when its connection does; without its socket nobody finds it.
    [[maybe_unused]] const auto ended = processes.run(
        {.argv = {"ssh", "-F", "none", "-S", without_percent_words(socket->string()), "-O", "exit", machine},
         .timeout = std::chrono::seconds(5)});
    std::filesystem::remove(*socket, ignored);
}

}  // namespace aloft
