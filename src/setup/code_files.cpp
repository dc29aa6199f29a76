#include "setup/code_files.hpp"

#include <fmt/format.h>

#include <charconv>
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

}  // namespace

std::vector<std::string> code_filters(const std::vector<std::string>& outputs) {
    std::vector<std::string> words;
    words.reserve(outputs.size() + std::size(never_carried) + 2);
    for (const std::string& output : outputs) words.push_back(fmt::format("--exclude=/{}", output));
    for (const std::string_view name : never_carried) words.push_back(fmt::format("--exclude={}", name));
    // Each folder's own file, counting for what is below it.
    words.emplace_back("--filter=:- .aloftignore");
    words.emplace_back("--filter=:- .gitignore");
    return words;
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
    for (std::string& word : code_filters(outputs)) command.argv.push_back(std::move(word));
    let_it_list(command);
    // A copy into a folder that is not there would copy all: what rsync lists then is what it would carry.
    command.argv.insert(command.argv.end(), {"--", inside(folder), inside(folder / ".aloft-partial" / "nowhere")});
    auto listed = run_checked(processes, command, "looking through " + folder.string());
    if (!listed) return failed(listed);
    return files_in(listed->output);
}

}  // namespace aloft
