#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string>

#include "core/nearest.hpp"
#include "recipes/description.hpp"
#include "recipes/recipes.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> wrong(std::string detail, std::string hint) {
    return failure(ErrorKind::bad_input, "reading your own recipes", std::move(detail), std::move(hint));
}

Result<std::vector<fs::path>> folders_in(const fs::path& folder) {
    std::error_code code;
    std::vector<fs::path> folders;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
        const bool hidden = entry->path().filename().string().starts_with('.');
        std::error_code unreadable;
        if (!hidden && entry->is_directory(unreadable)) folders.push_back(entry->path());
    }
    if (code) {
        return wrong(fmt::format("{}: {}", folder.string(), code.message()), "make the folder readable, or remove it");
    }
    std::ranges::sort(folders);
    return folders;
}

Result<std::string> text_of(const fs::path& file) {
    std::error_code code;
    if (!fs::exists(file, code)) {
        return wrong(
            fmt::format("{}: is missing", file.string()),
            file.filename() == "check.sh"
                ? "write a check.sh that ends with exit 0 when there is nothing to do, and with exit 1 when there is"
                : "write it: a recipe is a folder with recipe.yaml, check.sh and apply.sh");
    }
    auto text = read_file(file);
    if (!text) return failed(text);
    if (text->find_first_not_of(" \t\r\n") == std::string::npos) {
        return wrong(fmt::format("{}: is empty", file.string()),
                     "write it: a recipe is a folder with recipe.yaml, check.sh and apply.sh");
    }
    // The shell would take the \r for a part of the last word of each line.
    if (const auto at = text->find('\r'); at != std::string::npos) {
        return wrong(fmt::format("{}:{}: the line ends as on Windows", file.string(),
                                 std::count(text->begin(), text->begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1),
                     fmt::format("save it with the line ends of Linux: sed -i 's/\\r$//' {}", file.string()));
    }
    return text;
}

Result<RecipeTask> recipe_in(const fs::path& folder) {
    const std::string name = folder.filename().string();
    if (!is_recipe_name(name)) {
        return wrong(
            fmt::format("{}: a recipe's name has lower-case letters, digits and dashes, and begins with a letter",
                        folder.string()),
            "rename the folder");
    }
    const fs::path file = folder / "recipe.yaml";
    auto text = text_of(file);
    if (!text) return failed(text);
    auto task = read_description(*text);
    if (!task) {
        std::string mistakes = describe(task.error(), file.string());
        mistakes.erase(mistakes.find_last_not_of('\n') + 1);
        return wrong(std::move(mistakes),
                     "a recipe.yaml has title:, description:, needs: [other recipes] and as: root or person");
    }
    const auto check = text_of(folder / "check.sh");
    if (!check) return failed(check);
    const auto apply = text_of(folder / "apply.sh");
    if (!apply) return failed(apply);
    task->name = name;
    task->check = *check;
    task->apply = *apply;
    return *std::move(task);
}

std::vector<std::string_view> names_of(const std::vector<RecipeTask>& tasks) {
    std::vector<std::string_view> names;
    names.reserve(tasks.size());
    for (const RecipeTask& task : tasks) names.push_back(task.name);
    return names;
}

/// The names on a circle of needs that goes through `name`, or none.
std::vector<std::string> circle_through(const std::string& name, const std::vector<RecipeTask>& own) {
    std::map<std::string, std::string> needed_by;
    std::vector<std::string> ahead = {name};
    while (!ahead.empty()) {
        const std::string here = ahead.back();
        ahead.pop_back();
        const auto task = std::ranges::find(own, here, &RecipeTask::name);
        if (task == own.end()) continue;
        for (const std::string& need : task->needs) {
            if (!needed_by.emplace(need, here).second) continue;
            if (need != name) {
                ahead.push_back(need);
                continue;
            }
            std::vector<std::string> circle = {name};
            for (std::string step = here; step != name; step = needed_by.at(step)) circle.push_back(step);
            circle.push_back(name);
            std::ranges::reverse(circle);
            return circle;
        }
    }
    return {};
}

Result<void> fit_together(const std::vector<RecipeTask>& own, const fs::path& folder) {
    const std::vector<RecipeTask> ours = built_in_recipes();
    std::vector<std::string_view> known = names_of(ours);
    std::ranges::copy(names_of(own), std::back_inserter(known));
    for (const RecipeTask& task : own) {
        const std::string file = (folder / task.name / "recipe.yaml").string();
        if (std::ranges::find(ours, task.name, &RecipeTask::name) != ours.end()) {
            return wrong(
                fmt::format("{}: aloft itself has a recipe named {}", (folder / task.name).string(), task.name),
                fmt::format("rename the folder, for example to my-{}", task.name));
        }
        for (const std::string& need : task.needs) {
            if (std::ranges::find(known, need) != known.end()) continue;
            const auto meant = nearest(need, known);
            return wrong(
                fmt::format("{}: needs: there is no recipe named {}", file, need),
                meant ? fmt::format("did you mean {}?", *meant) : fmt::format("known are {}", fmt::join(known, ", ")));
        }
        if (const auto circle = circle_through(task.name, own); !circle.empty()) {
            return wrong(fmt::format("{}: needs: it waits for itself: {}", file, fmt::join(circle, " → ")),
                         "take one of these needs away");
        }
    }
    return {};
}

}  // namespace

Result<std::vector<RecipeTask>> recipes_in(const fs::path& folder) {
    std::error_code code;
    if (fs::status(folder, code).type() == fs::file_type::not_found) return std::vector<RecipeTask>{};
    const auto folders = folders_in(folder);
    if (!folders) return failed(folders);
    std::vector<RecipeTask> tasks;
    for (const fs::path& each : *folders) {
        auto task = recipe_in(each);
        if (!task) return failed(task);
        tasks.push_back(*std::move(task));
    }
    if (const auto fit = fit_together(tasks, folder); !fit) return failed(fit);
    return tasks;
}

}  // namespace aloft
