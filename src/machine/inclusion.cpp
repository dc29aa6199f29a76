#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "core/letters.hpp"
#include "machine/options.hpp"
#include "machine/reach.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view marker =
    "# Added by aloft, so that ssh and editors know its machines. To count, it must stay first.\n";

/// ssh takes the path of an Include as a pattern.
std::string include_line(const Home& home) {
    std::string pattern;
    for (const char character : home.ssh_config().string()) {
        if (std::string_view("*?[\\").find(character) != std::string_view::npos) pattern += '\\';
        pattern += character;
    }
    return "Include " + in_quotes(pattern);
}

/// With its line end; empty at the end of the text.
std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end == std::string_view::npos ? end : end + 1);
    text.remove_prefix(line.size());
    return line;
}

/// The keyword in lower case: "Include x", "include=x" and "  INCLUDE  x" are one.
std::string keyword_of(std::string_view line) {
    line = trimmed(line);
    std::string keyword;
    for (const char character : line.substr(0, line.find_first_of(" \t=\"")))
        keyword += static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
    return keyword;
}

enum class Ours { no, among_others, alone };

/// A person may have written it by hand: without quotes, beside others, with a tilde.
Ours ours_in(std::string_view line, const Home& home, const fs::path& person_config) {
    if (keyword_of(line) != "include") return Ours::no;
    if (trimmed(line) == include_line(home)) return Ours::alone;
    const std::string ours = home.ssh_config().string();
    const std::string person = person_config.parent_path().parent_path().string();
    constexpr std::string_view between = " \t=\"";
    std::string_view rest = trimmed(line).substr(std::string_view("include").size());
    int others = 0;
    bool found = false;
    while ((rest.remove_prefix(std::min(rest.find_first_not_of(between), rest.size())), !rest.empty())) {
        const auto word = rest.substr(0, rest.find_first_of(between));
        const bool is_ours = word == ours || (word.starts_with("~/") && person + std::string(word.substr(1)) == ours);
        found = found || is_ours;
        others += is_ours ? 0 : 1;
        rest.remove_prefix(word.size());
    }
    if (!found) return Ours::no;
    return others == 0 ? Ours::alone : Ours::among_others;
}

/// What may stand before our Include without taking anything from it.
bool harmless_before(std::string_view line) {
    const std::string keyword = keyword_of(line);
    return keyword.empty() || keyword.starts_with('#') || keyword == "include" || keyword == "ignoreunknown";
}

Inclusion inclusion_in(std::string_view text, const Home& home, const fs::path& person_config) {
    bool first = true;
    while (!text.empty()) {
        const auto line = take_line(text);
        if (ours_in(line, home, person_config) != Ours::no) return first ? Inclusion::present : Inclusion::misplaced;
        first = first && harmless_before(line);
    }
    return Inclusion::absent;
}

std::string without_inclusion(std::string_view text, const Home& home, const fs::path& person_config) {
    std::string result;
    while (!text.empty()) {
        const auto line = take_line(text);
        if (ours_in(line, home, person_config) == Ours::alone) continue;
        std::string_view following = text;
        if (trimmed(line) == trimmed(marker) && ours_in(take_line(following), home, person_config) == Ours::alone)
            continue;
        result += line;
    }
    return result;
}

/// Absent is empty.
Result<std::string> content_of(const fs::path& config) {
    auto text = read_file(config);
    if (!text && text.error().kind == ErrorKind::not_found) return std::string();
    return text;
}

/// Through a link, as people keep it among their dotfiles, and with the mode that it has.
Result<void> rewrite(const fs::path& config, std::string_view text) {
    fs::path target = config;
    std::error_code code;
    for (int links = 0; links < 16 && fs::is_symlink(target, code); ++links) {
        const fs::path next = fs::read_symlink(target, code);
        target = next.is_absolute() ? next : target.parent_path() / next;
    }
    const auto before = fs::status(target, code);
    if (auto written = write_file(target, text, Readable::by_owner); !written) {
        written.error().hint = "put this line first in that file by hand, or make the file writable";
        return written;
    }
    if (fs::exists(before)) fs::permissions(target, before.permissions(), code);
    return {};
}

}  // namespace

Inclusion ssh_inclusion(const Home& home, const fs::path& person_config) {
    const auto text = content_of(person_config);
    return text ? inclusion_in(*text, home, person_config) : Inclusion::absent;
}

Result<void> include_ssh_config(const Home& home, const fs::path& person_config) {
    if (auto made = make_private_folder(person_config.parent_path()); !made) return made;
    const auto text = content_of(person_config);
    if (!text) return failed(text);
    if (inclusion_in(*text, home, person_config) == Inclusion::present) return {};
    const std::string line = include_line(home);
    auto done =
        rewrite(person_config, fmt::format("{}{}\n{}", marker, line, without_inclusion(*text, home, person_config)));
    if (!done) done.error().detail += fmt::format("; the line is: {}", line);
    return done;
}

Result<void> exclude_ssh_config(const Home& home, const fs::path& person_config) {
    const auto text = content_of(person_config);
    if (!text) return failed(text);
    const std::string rest = without_inclusion(*text, home, person_config);
    if (rest == *text) return {};
    // Ours was all there was, in a file that was most likely made for it.
    std::error_code code;
    if (rest.empty() && !fs::is_symlink(person_config, code)) return remove_tree(person_config);
    return rewrite(person_config, rest);
}

}  // namespace aloft
