#include "operations/verify.hpp"

#include <fmt/format.h>

#include <sstream>

#include "clouds/no_card.hpp"
#include "machine/reach.hpp"
#include "operations/known_machine.hpp"
#include "operations/reachable.hpp"
#include "recipes/recipes.hpp"
#include "setup/machine_setup.hpp"
#include "wire/json.hpp"

namespace aloft {
namespace {

constexpr const char* python = "/opt/aloft/env/bin/python";

/// How many GPUs it was made with, in the script's words.
std::string promised_gpus(const Offer& offer) {
    if (offer.details.contains(no_card_detail)) return "rehearsed";
    return std::to_string(offer.gpu ? offer.gpu->count : 0);
}

/// What the script cannot see for itself, in its words.
std::string told_to_script(const MachineRecord& record) {
    const bool no_notebook = record.spec.notebook_server == NotebookServer::none;
    return promised_gpus(record.offer) + (no_notebook ? " no-notebook" : "");
}

/// The script comes on standard input; as the person, whoever signs in.
Command script_command(Surroundings& around, const MachineRecord& record) {
    const std::string& machine = record.name;
    const std::string words =
        fmt::format("cd {0} 2>/dev/null || cd /; exec {1}", work_folder_on(around.home, machine), python);
    const std::string person = person_on(around.home, machine);
    const std::string as_person =
        fmt::format("if [ \"$(id -un)\" = {0} ]; then {1} - {2}; else exec runuser -u {0} -- sh -c '{1} - {2}'; fi",
                    person, words, told_to_script(record));
    Command command = ssh_command(around.home, machine, {as_person});
    command.input = std::string(verify_script());
    return command;
}

}  // namespace

Result<std::vector<Check>> verify(Surroundings& around, const std::string& machine) {
    const std::string doing = "verifying machine " + machine;
    if (auto agent = agent_on(around, machine, doing); !agent) return failed(agent);
    auto known = known_machine(around, machine);
    if (!known) return failed(known);
    auto finished = around.processes.run(script_command(around, known->machine));
    if (!finished) return failed(finished);
    std::vector<Check> checks;
    std::istringstream lines(finished->output);
    for (std::string line; std::getline(lines, line);) {
        // A library may say something of its own.
        if (auto check = wire::check_from_json(line)) checks.push_back(std::move(*check));
    }
    if (!checks.empty()) return checks;
    if (finished->exit_code == 255) return std::unexpected(ssh_error(machine, *finished));
    return failure(ErrorKind::failed, doing, "the machine's Python said nothing: " + finished->error_output,
                   fmt::format("`aloft up --name {}` installs what is missing", machine));
}

}  // namespace aloft
