#include "setup/code_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>

namespace aloft {
namespace {

namespace fs = std::filesystem;

/// Two halves of one repository, each with commits of its own, cannot be merged by copying files.
constexpr std::string_view never_carried[] = {".git/",         "__pycache__/",    ".ipynb_checkpoints/", ".venv/",
                                              "node_modules/", ".aloft-partial/", "/.aloft-replaced/"};

/// rsync writes "\#012" for what a terminal would not show.
std::string without_escapes(const std::string& text) {
    constexpr std::string_view begins = "\\#";
    constexpr std::size_t digits = 3;
    constexpr int octal = 8;
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned value = 0;
        const std::string code = text.substr(at + std::min(begins.size(), text.size() - at), digits);
        const auto [end, problem] = std::from_chars(code.data(), code.data() + code.size(), value, octal);
        if (text.compare(at, begins.size(), begins) != 0 || problem != std::errc() || end != code.data() + digits) {
            result += text[at];
            continue;
        }
        result += static_cast<char>(value);
        at += begins.size() + digits - 1;
    }
    return result;
}

std::vector<std::string> each_of(const std::string& ended_by_nul) {
    std::istringstream from(ended_by_nul);
    std::vector<std::string> all;
    for (std::string one; std::getline(from, one, '\0');) all.push_back(one);
    return all;
}

/// Paths below the folder; nothing where git does not answer, or the folder is in no work tree.
std::optional<std::vector<std::string>> git_lists(Processes& processes, const fs::path& folder,
                                                  const std::vector<std::string>& which) {
    Command command{.argv = {"git", "-C", folder.string(), "ls-files", "-z", "--exclude-standard"}};
    command.argv.insert(command.argv.end(), which.begin(), which.end());
    const auto listed = processes.run(command);
    if (!listed || listed->exit_code != 0) return std::nullopt;
    return each_of(listed->output);
}

/// Relative to `root`; what is a folder ends in a slash. Nothing where git has no say: in no work tree, or where the
/// folder is itself a thing that git ignores, as in a home that is kept in git.
std::optional<std::vector<std::string>> ignored_by_git(Processes& processes, const fs::path& root,
                                                       const fs::path& below) {
    const auto ignored = git_lists(processes, root / below, {"--others", "--ignored", "--directory"});
    if (!ignored || std::ranges::find(*ignored, "./") != ignored->end()) return std::nullopt;
    std::vector<std::string> all;
    for (const std::string& path : *ignored) all.push_back((below / path).string());
    // A repository within it, a submodule or not, is one entry of the outer one, which does not look inside.
    for (const std::string& path :
         git_lists(processes, root / below, {"--others", "--cached"}).value_or(std::vector<std::string>{})) {
        std::error_code missing;
        if (!fs::exists(root / below / path / ".git", missing)) continue;
        const auto inner = ignored_by_git(processes, root, below / path);
        if (inner) all.insert(all.end(), inner->begin(), inner->end());
    }
    return all;
}

/// The path itself, as rsync reads a pattern: in one without wildcards a backslash is itself. A pattern is a line, since
/// `--from0` would hold for .aloftignore too.
std::string pattern_of(const std::string& path) {
    constexpr std::string_view line_ends = "\n\r";
    constexpr std::string_view wildcards = "*?[";
    if (path.find_first_of("*?[\n\r") == std::string::npos) return "/" + path;
    std::string pattern = "/";
    for (const char letter : path) {
        if (wildcards.contains(letter) || letter == '\\') pattern += '\\';
        pattern += line_ends.contains(letter) ? '?' : letter;
    }
    return pattern;
}

}  // namespace

void take_code(Command& rsync, Processes& processes, const fs::path& folder, const std::vector<std::string>& outputs) {
    constexpr std::size_t more = 2;
    std::vector<std::string> words;
    words.reserve(outputs.size() + std::size(never_carried) + more);
    for (const std::string& output : outputs) words.push_back(fmt::format("--exclude=/{}", output));
    for (const std::string_view name : never_carried) words.push_back(fmt::format("--exclude={}", name));
    // Each folder's own file, counting for what is below it.
    words.emplace_back("--filter=:- .aloftignore");
    if (const auto ignored = ignored_by_git(processes, folder, {})) {
        words.emplace_back("--exclude-from=-");
        for (const std::string& path : *ignored) rsync.input += pattern_of(path) + '\n';
    } else {
        words.emplace_back("--filter=:- .gitignore");
    }
    rsync.argv.insert(rsync.argv.begin() + 1, words.begin(), words.end());
}

std::string inside(const fs::path& folder) { return (folder / "").string(); }

void let_it_list(Command& rsync) {
    rsync.argv.insert(rsync.argv.begin() + 1, {"--dry-run", "--out-format=%l %M %n"});
    rsync.environment = {{"TZ", "UTC"}, {"LC_ALL", "C"}};
}

std::vector<ListedFile> files_in(const std::string& listing) {
    std::istringstream lines(listing);
    std::vector<ListedFile> files;
    for (std::string line; std::getline(lines, line);) {
        const std::size_t first = line.find(' ');
        const std::size_t second = line.find(' ', first + 1);
        if (line.ends_with('/') || first == std::string::npos || second == std::string::npos) continue;
        files.push_back({line, line.substr(first + 1, second - first - 1), without_escapes(line.substr(second + 1))});
    }
    return files;
}

std::string lines_of(const std::vector<ListedFile>& files) {
    std::string lines;
    for (const ListedFile& file : files) lines += file.line + '\n';
    return lines;
}

Result<std::vector<ListedFile>> code_files(Processes& processes, const fs::path& folder,
                                           const std::vector<std::string>& outputs) {
    Command command{.argv = {"rsync", "--archive", "--no-owner", "--no-group"}};
    take_code(command, processes, folder, outputs);
    let_it_list(command);
    // A copy into a folder that is not there would copy all: what rsync lists then is what it would carry.
    command.argv.insert(command.argv.end(), {"--", inside(folder), inside(folder / ".aloft-partial" / "nowhere")});
    auto listed = run_checked(processes, command, "looking through " + folder.string());
    if (!listed) return failed(listed);
    return files_in(listed->output);
}

}  // namespace aloft
