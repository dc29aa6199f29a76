#include "system/user.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <string_view>

#include "system/files.hpp"

namespace aloft {
namespace {

std::vector<std::string> cut(std::string_view text, char between) {
    std::vector<std::string> pieces;
    while (true) {
        const std::size_t end = text.find(between);
        pieces.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return pieces;
        text.remove_prefix(end + 1);
    }
}

std::optional<unsigned> number_in(std::string_view text) {
    unsigned number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// The lines of an account file, each cut at its colons.
std::vector<std::vector<std::string>> rows_of(const std::filesystem::path& path) {
    std::vector<std::vector<std::string>> rows;
    const auto text = read_file(path);
    std::istringstream lines(text.value_or(""));
    for (std::string line; std::getline(lines, line);) rows.push_back(cut(line, ':'));
    return rows;
}

std::vector<gid_t> groups_of(const std::string& name, const std::filesystem::path& groups) {
    std::vector<gid_t> found;
    for (const auto& row : rows_of(groups)) {
        if (row.size() < 4) continue;
        const auto members = cut(row[3], ',');
        const auto id = number_in(row[2]);
        if (id && std::ranges::find(members, name) != members.end()) found.push_back(*id);
    }
    return found;
}

}  // namespace

std::optional<User> find_user(const std::string& name, const Accounts& accounts) {
    constexpr std::size_t columns = 7;
    for (const auto& row : rows_of(accounts.users)) {
        if (row.size() < columns || row[0] != name) continue;
        const auto id = number_in(row[2]);
        const auto group = number_in(row[3]);
        if (!id || !group) continue;
        return User{name, *id, *group, groups_of(name, accounts.groups), row[5]};
    }
    return std::nullopt;
}

}  // namespace aloft
