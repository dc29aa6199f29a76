#include "setup/requirements.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>

#include "core/letters.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view naming_another[] = {"--requirement", "--constraint", "--editable", "-r", "-c", "-e"};
constexpr std::string_view describing_a_project[] = {"pyproject.toml", "setup.py", "setup.cfg"};

/// "-r base.txt", "-rbase.txt", "--constraint=c.txt", or a folder alone: the path, without what pip reads into it.
std::optional<std::string> named_in(const std::string& line) {
    std::string_view text = trimmed(std::string_view(line).substr(0, line.find(" #")));
    const auto* const option = std::ranges::find_if(naming_another, [&](auto word) { return text.starts_with(word); });
    if (option != std::end(naming_another))
        text = trimmed(text.substr(option->size()));
    else if (!text.starts_with('.'))
        return std::nullopt;
    if (text.starts_with('=')) text = trimmed(text.substr(1));
    return std::string(text.substr(0, text.find_first_of("[;")));  // extras of a project, and for which machines
}

bool is_within(const fs::path& path, const fs::path& folder) {
    const fs::path way = path.lexically_relative(folder);
    return !way.empty() && *way.begin() != "..";
}

/// Each file once, however often it is named.
class Gathering {
public:
    explicit Gathering(fs::path code) : code_(std::move(code)) {}

    void take(const fs::path& path) {
        std::error_code missing;
        const fs::path file = path.lexically_normal();
        if (!is_within(file, code_) || !fs::is_regular_file(file, missing) || !seen_.insert(file).second) return;
        const auto text = read_file(file);
        if (!text) return;
        all_ += *text;
        follow(file, *text);
    }
    void follow(const fs::path& file, const std::string& text) {
        seen_.insert(file);
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            const auto named = named_in(line);
            if (!named) continue;
            const fs::path path = file.parent_path() / *named;
            take(path);
            for (const std::string_view one : describing_a_project) take(path / one);
        }
    }
    const std::string& all() const { return all_; }

private:
    fs::path code_;
    std::set<fs::path> seen_;
    std::string all_;
};

}  // namespace

std::string with_all_it_names(const fs::path& code, const std::string& file, const std::string& text) {
    const fs::path folder = (code / "").lexically_normal();
    Gathering gathering(folder);
    gathering.follow((folder / file).lexically_normal(), text);
    return text + gathering.all();
}

}  // namespace aloft
