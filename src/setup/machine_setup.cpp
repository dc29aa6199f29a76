#include "setup/machine_setup.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

#include "machine/folder.hpp"
#include "machine/reach.hpp"
#include "setup/graph.hpp"
#include "setup/notebook_secrets.hpp"
#include "setup/wishes.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view person_where_root_signs_in = "aloft";

std::string user_on(const Home& home, const std::string& machine) {
    const auto reached = read_reached(MachineFolder(home, machine));
    const auto user = reached.find("user");
    return user == reached.end() ? std::string() : user->second;
}

bool works_as_another(const Home& home, const std::string& machine) {
    return person_on(home, machine) != user_on(home, machine);
}

std::string value_of(const Resource& resource, const char* name) {
    const std::string* value = wished(resource, name);
    return value == nullptr ? std::string() : *value;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream from(text);
    for (std::string line; std::getline(from, line);) lines.push_back(line);
    return lines;
}

/// Which state of the code the machine has, remembered here: nobody else brings any.
fs::path carried_memory(const Home& home, const std::string& machine) {
    return MachineFolder(home, machine).path() / "carried";
}

/// All that may have been carried, a line each: what the machine has otherwise is somebody's work there.
fs::path carried_files_memory(const Home& home, const std::string& machine) {
    return MachineFolder(home, machine).path() / "carried-files";
}

Result<std::string> read_if_there(const fs::path& file) {
    std::error_code ignored;
    return fs::exists(file, ignored) ? read_file(file) : Result<std::string>(std::string());
}

std::string warning_of(const std::string& machine, const std::vector<std::string>& files, const std::string& kept_in) {
    return fmt::format(
        "on machine {0} work was done on {1}, and what this computer has of it is newer and takes its place; as it was "
        "there it is kept in {2}, and `aloft pull {0}:{2} .` copies it here",
        machine, fmt::join(files, ", "), kept_in);
}

Result<Found> find_code(const Home& home, const ResourceRef& ref) {
    std::error_code ignored;
    const fs::path memory = carried_memory(home, ref.name);
    if (!fs::exists(memory, ignored)) return Found{.ref = ref, .condition = Condition::absent};
    auto state = read_file(memory);
    if (!state) return failed(state);
    return Found{ref, Condition::ready, {{"state", *state}}, {}};
}

Result<Found> find_agent(Agents& agents, const ResourceRef& ref) {
    auto version = agents.on(ref.name)->version();
    if (!version) return failed(version);
    if (!*version) return Found{.ref = ref, .condition = Condition::absent};
    return Found{ref, Condition::ready, {{"version", **version}}, {}};
}

Result<Found> find_software(Agents& agents, const ResourceRef& ref) {
    const auto agent = agents.on(ref.name);
    auto version = agent->version();
    if (!version) return failed(version);
    if (!*version) return Found{.ref = ref, .condition = Condition::absent};
    // One that speaks otherwise is replaced before anything is asked of it.
    if (**version != agents.version()) return Found{.ref = ref, .condition = Condition::partial};
    auto report = agent->software();
    if (!report) return failed(report);
    const Condition condition = report->state == SoftwareState::none   ? Condition::absent
                                : report->state == SoftwareState::done ? Condition::ready
                                                                       : Condition::partial;
    return Found{ref, condition, report->properties, {}};
}

std::unexpected<Error> software_failed(const std::string& machine, const SoftwareReport& report) {
    for (const TaskReport& task : report.tasks)
        if (task.state == TaskState::failed)
            return failure(
                ErrorKind::failed, fmt::format("installing {} on machine {}", task.title, machine),
                fmt::format("its recipe failed; its last words were:\n    {}", fmt::join(task.last_lines, "\n    ")),
                fmt::format("all of it: aloft ssh {} -- sudo cat {}", machine, task.log));
    return failure(ErrorKind::failed, "installing software on machine " + machine, "it did not come to its end");
}

}  // namespace

std::string person_on(const Home& home, const std::string& machine) {
    const std::string user = user_on(home, machine);
    return user == "root" ? std::string(person_where_root_signs_in) : user;
}

std::string work_folder_on(const Home& home, const std::string& machine) {
    return works_as_another(home, machine) ? fmt::format("/home/{}/work", person_on(home, machine)) : "work";
}

MachineSetup::MachineSetup(Home home, Processes& processes, Clock& clock, Random& random, Agents& agents)
    : home_(std::move(home)), processes_(processes), clock_(clock), random_(random), agents_(agents) {}

std::string_view MachineSetup::name() const { return setup_provider; }

Result<Found> MachineSetup::ensure(const Resource& wished, const Circumstances& circumstances) {
    Result<void> done;
    switch (wished.ref.kind) {
        case ResourceKind::agent: done = install_agent(wished, circumstances); break;
        case ResourceKind::code: done = carry(wished, circumstances); break;
        case ResourceKind::software: done = install_software(wished, circumstances); break;
        default:
            return failure(ErrorKind::bad_input, "putting " + describe(wished.ref) + " on a machine",
                           "there is no such thing to put there");
    }
    if (!done) return failed(done);
    Found found{wished.ref, Condition::ready, {}, wished.labels};
    for (const auto& [name, property] : wished.properties) found.properties[name] = property.value;
    return found;
}

Result<Found> MachineSetup::change(const Resource& wished, const Circumstances& circumstances) {
    return ensure(wished, circumstances);
}

Result<Found> MachineSetup::find(const ResourceRef& ref) {
    switch (ref.kind) {
        case ResourceKind::agent: return find_agent(agents_, ref);
        case ResourceKind::code: return find_code(home_, ref);
        default: return find_software(agents_, ref);
    }
}

Result<void> MachineSetup::remove(const ResourceRef& /*ref*/) { return {}; }

Result<std::vector<Found>> MachineSetup::owned(std::string_view /*owner*/) { return std::vector<Found>{}; }

Result<void> MachineSetup::install_agent(const Resource& wished, const Circumstances& circumstances) {
    circumstances.progress("copying it");
    return agents_.on(wished.ref.name)->install();
}

Result<void> MachineSetup::carry(const Resource& wished, const Circumstances& circumstances) {
    const std::string& machine = wished.ref.name;
    const fs::path folder = value_of(wished, "folder");
    circumstances.progress("from " + folder.string());
    Carriage carriage{.machine = machine,
                      .folder = folder,
                      .outputs = lines_of(value_of(wished, "without")),
                      .to = work_folder_on(home_, machine),
                      .owner = {}};
    if (works_as_another(home_, machine)) {
        carriage.owner = person_on(home_, machine);
        const std::string make =
            fmt::format("id {0} >/dev/null 2>&1 || useradd --create-home --shell /bin/bash {0}", carriage.owner);
        if (auto made = run_checked(processes_, ssh_command(home_, machine, {make}), "making user " + carriage.owner);
            !made)
            return failed(made);
    }
    if (auto carried = carry_with_care(carriage, circumstances); !carried) return carried;
    return write_file(carried_memory(home_, machine), value_of(wished, "state"), Readable::by_owner);
}

Result<void> MachineSetup::carry_with_care(const Carriage& carriage, const Circumstances& circumstances) {
    const fs::path memory = carried_files_memory(home_, carriage.machine);
    auto carried = read_if_there(memory);
    if (!carried) return failed(carried);
    auto code = code_files(processes_, carriage.folder, carriage.outputs);
    if (!code) return failed(code);
    auto in_the_way = work_in_the_way(home_, processes_, carriage, *code, *carried);
    if (!in_the_way) return failed(in_the_way);
    // Before, because a carriage that is cut off has brought some of it.
    if (auto written = write_file(memory, *carried + lines_of(*code), Readable::by_owner); !written) return written;
    if (!in_the_way->empty()) {
        std::string now = to_iso(clock_.now());
        std::ranges::replace(now, ':', '-');
        const std::string kept_in = fmt::format("{}/{}", replaced_folder, now);
        circumstances.warning(warning_of(carriage.machine, *in_the_way, carriage.to + "/" + kept_in));
        if (auto kept = carry_keeping_the_old(home_, processes_, carriage, *in_the_way, kept_in); !kept) return kept;
    }
    if (auto all = carry_code(home_, processes_, carriage); !all) return all;
    return write_file(memory, lines_of(*code), Readable::by_owner);
}

Result<void> MachineSetup::install_software(const Resource& wished, const Circumstances& circumstances) {
    const std::string& machine = wished.ref.name;
    auto secrets = ensure_notebook_secrets(home_, random_, machine, value_of(wished, software_property::password_file));
    if (!secrets) return failed(secrets);
    auto graph = graph_for(wished, person_on(home_, machine), *secrets);
    if (!graph) return failed(graph);
    std::map<std::string, TaskReport> told;
    const auto tell = [&](const SoftwareReport& report) {
        for (const TaskReport& task : report.tasks) {
            TaskReport& before = told[task.name];
            if (before != task) circumstances.task_news(task);
            before = task;
        }
        return true;
    };
    auto report = agents_.on(machine)->set_up(*graph, tell);
    if (!report) return failed(report);
    tell(*report);
    if (report->state != SoftwareState::done) return software_failed(machine, *report);
    return {};
}

}  // namespace aloft
