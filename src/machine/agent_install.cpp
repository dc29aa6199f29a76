#include <fmt/format.h>

#include "embedded/on_machine.hpp"
#include "machine/agent_client.hpp"
#include "machine/failures.hpp"
#include "machine/reach.hpp"

namespace aloft {
namespace {

constexpr std::chrono::milliseconds pause{500};
constexpr int tries = 3;

/// The script comes first on standard input, the program behind it: neither has to fit into a command line.
std::string installer(const AgentProgram& program) {
    const std::string shell =
        fmt::format("sh -c \"$(head -c {})\" install_agent {} {} {}", embedded::install_agent_sh.size(),
                    program.version, program.bytes.size(), program.architecture);
    return fmt::format("exec sh -c 'test \"$(id -u)\" = 0 && exec {}; exec sudo -n {}'", shell, shell);
}

}  // namespace

Result<void> AgentClient::install() {
    const auto present = version();
    if (!present) return failed(present);
    if (*present == program_.version) return {};
    const std::string doing = "installing the agent on machine " + machine_;
    Command command = ssh_command(world_.home, machine_, {installer(program_)});
    command.input = std::string(embedded::install_agent_sh) + std::string(program_.bytes);
    for (int left = tries; true; --left) {
        const auto finished = world_.processes.run(command);
        if (!finished) return failed(finished);
        if (finished->exit_code == 0) return {};
        SortedFailure sorted = sort_failure(machine_, *finished);
        if (finished->exit_code != ssh_failed) sorted.error.doing = doing;
        const bool cut_off = finished->exit_code == ssh_failed && sorted.again != Again::no;
        if (!cut_off || left == 1 || world_.interruption.requested()) return std::unexpected(sorted.error);
        world_.clock.sleep(pause);
    }
}

}  // namespace aloft
