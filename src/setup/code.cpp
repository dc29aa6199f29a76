#include "setup/code.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <sstream>

#include "core/fingerprint.hpp"
#include "machine/failures.hpp"
#include "machine/reach.hpp"

namespace aloft {
namespace {

void add_words(Command& rsync, const std::vector<std::string>& words) {
    rsync.argv.insert(rsync.argv.begin() + 1, words.begin(), words.end());
}

void take_only(Command& rsync, const std::vector<std::string>& files) {
    add_words(rsync, {"--from0", "--files-from=-"});
    for (const std::string& file : files) rsync.input += file + '\0';
}

std::string there(const Carriage& carriage) { return carriage.machine + ":" + carriage.to + "/"; }

std::unexpected<Error> not_carried(const Carriage& carriage, const Finished& finished) {
    Error error = ssh_error(carriage.machine, finished);
    error.doing = fmt::format("carrying {} to machine {}", carriage.folder.string(), carriage.machine);
    return std::unexpected(error);
}

Result<void> carry(Processes& processes, const Carriage& carriage, Command rsync) {
    add_words(rsync, {"--update"});
    // Without --owner, --chown is not heard.
    if (!carriage.owner.empty())
        add_words(rsync, {"--owner", "--group", fmt::format("--chown={0}:{0}", carriage.owner)});
    auto finished = processes.run(rsync);
    if (!finished) return failed(finished);
    if (finished->exit_code != 0) return not_carried(carriage, *finished);
    return {};
}

bool says_that_nothing_is_there(const Finished& finished) {
    return finished.exit_code != 0 && finished.error_output.contains("change_dir") &&
           finished.error_output.contains("No such file or directory");
}

/// Of the files that are named, those that the machine has.
Result<std::vector<ListedFile>> files_there(const Home& home, Processes& processes, const Carriage& carriage,
                                            const std::vector<std::string>& files) {
    // Into a folder that is not there, as in code_files().
    Command command =
        rsync_command(home, carriage.machine, there(carriage), inside(carriage.folder / ".aloft-partial" / "nowhere"));
    let_it_list(command);
    add_words(command, {"--ignore-missing-args"});
    take_only(command, files);
    auto listed = processes.run(command);
    if (!listed) return failed(listed);
    if (says_that_nothing_is_there(*listed)) return std::vector<ListedFile>{};
    if (listed->exit_code != 0) return not_carried(carriage, *listed);
    return files_in(listed->output);
}

std::set<std::string> lines_in(const std::string& text) {
    std::set<std::string> lines;
    std::istringstream from(text);
    for (std::string line; std::getline(from, line);) lines.insert(line);
    return lines;
}

}  // namespace

Result<std::string> code_fingerprint(Processes& processes, const std::filesystem::path& folder,
                                     const std::vector<std::string>& outputs) {
    auto files = code_files(processes, folder, outputs);
    if (!files) return failed(files);
    return fingerprint(lines_of(*files));
}

Result<void> carry_code(const Home& home, Processes& processes, const Carriage& carriage) {
    Command command = rsync_command(home, carriage.machine, inside(carriage.folder), there(carriage));
    add_words(command, {"--mkpath"});
    take_code(command, processes, carriage.folder, carriage.outputs);
    return carry(processes, carriage, std::move(command));
}

Result<std::vector<std::string>> work_in_the_way(const Home& home, Processes& processes, const Carriage& carriage,
                                                 const std::vector<ListedFile>& code, const std::string& carried) {
    std::map<std::string, ListedFile> here;
    std::vector<std::string> names;
    for (const ListedFile& file : code) {
        here.emplace(file.path, file);
        names.push_back(file.path);
    }
    auto on_machine = files_there(home, processes, carriage, names);
    if (!on_machine) return failed(on_machine);
    const std::set<std::string> as_carried = lines_in(carried);
    std::vector<std::string> in_the_way;
    for (const ListedFile& file : *on_machine) {
        const auto same = here.find(file.path);
        const bool would_be_replaced =
            same != here.end() && same->second.line != file.line && same->second.modified >= file.modified;
        if (would_be_replaced && !as_carried.contains(file.line)) in_the_way.push_back(file.path);
    }
    return in_the_way;
}

Result<void> carry_keeping_the_old(const Home& home, Processes& processes, const Carriage& carriage,
                                   const std::vector<std::string>& files, const std::string& folder_of_old) {
    Command command = rsync_command(home, carriage.machine, inside(carriage.folder), there(carriage));
    add_words(command, {"--backup", "--backup-dir=" + folder_of_old});
    take_only(command, files);
    return carry(processes, carriage, std::move(command));
}

}  // namespace aloft
