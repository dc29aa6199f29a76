#include "setup/code.hpp"

#include <fmt/format.h>

#include <sstream>

#include "core/fingerprint.hpp"
#include "machine/failures.hpp"
#include "machine/reach.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;

/// Two halves of one repository, each with commits of its own, cannot be merged by copying files.
constexpr std::string_view never_carried[] = {".git/",  "__pycache__/",  ".ipynb_checkpoints/",
                                              ".venv/", "node_modules/", ".aloft-partial/"};

std::vector<std::string> filters(const std::vector<std::string>& outputs) {
    std::vector<std::string> words;
    words.reserve(outputs.size() + std::size(never_carried) + 2);
    for (const std::string& output : outputs) words.push_back(fmt::format("--exclude=/{}", output));
    for (const std::string_view name : never_carried) words.push_back(fmt::format("--exclude={}", name));
    // Each folder's own file, counting for what is below it.
    words.emplace_back("--filter=:- .aloftignore");
    words.emplace_back("--filter=:- .gitignore");
    return words;
}

/// With the slash, rsync takes what is inside.
std::string inside(const fs::path& folder) { return (folder / "").string(); }

/// Lines that end in a slash are folders, whose times change with whatever comes and goes in them.
std::string only_files(const std::string& listing) {
    std::istringstream lines(listing);
    std::string files;
    for (std::string line; std::getline(lines, line);)
        if (!line.ends_with('/')) files += line + '\n';
    return files;
}

}  // namespace

Result<std::string> code_fingerprint(Processes& processes, const fs::path& folder,
                                     const std::vector<std::string>& outputs) {
    const std::string doing = "looking through " + folder.string();
    Command command{.argv = {"rsync", "--archive", "--dry-run", "--no-owner", "--no-group", "--out-format=%l %M %n"}};
    for (std::string& word : filters(outputs)) command.argv.push_back(std::move(word));
    // A copy into a folder that is not there would copy all: what rsync lists then is what it would carry.
    command.argv.insert(command.argv.end(), {"--", inside(folder), inside(folder / ".aloft-partial" / "nowhere")});
    auto listed = run_checked(processes, command, doing);
    if (!listed) return failed(listed);
    return fingerprint(only_files(listed->output));
}

Result<void> carry_code(const Home& home, Processes& processes, const Carriage& carriage) {
    const std::string& machine = carriage.machine;
    Command command = rsync_command(home, machine, inside(carriage.folder), machine + ":" + carriage.to + "/");
    std::vector<std::string> more = filters(carriage.outputs);
    more.insert(more.end(), {"--update", "--mkpath"});
    // Without --owner, --chown is not heard.
    if (!carriage.owner.empty())
        more.insert(more.end(), {"--owner", "--group", fmt::format("--chown={0}:{0}", carriage.owner)});
    command.argv.insert(command.argv.begin() + 1, more.begin(), more.end());
    auto finished = processes.run(command);
    if (!finished) return failed(finished);
    if (finished->exit_code == 0) return {};
    Error error = ssh_error(machine, *finished);
    error.doing = fmt::format("carrying {} to machine {}", carriage.folder.string(), machine);
    return std::unexpected(error);
}

}  // namespace aloft
