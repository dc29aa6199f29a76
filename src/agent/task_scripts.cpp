#include "agent/task_scripts.hpp"

#include "system/files.hpp"

namespace aloft::agent {
namespace {

/// What a script gets to read: itself and the secrets, in a folder that is its user's alone and gone after it.
class TaskFolder {
public:
    explicit TaskFolder(std::filesystem::path path) : path_(std::move(path)) {}
    TaskFolder(const TaskFolder&) = delete;
    TaskFolder& operator=(const TaskFolder&) = delete;
    ~TaskFolder() { std::ignore = remove_tree(path_); }

    Result<void> fill(const RecipeTask& task, const std::string& text, const std::optional<User>& user) const {
        if (auto made = make_folder_of(path_, user); !made) return made;
        if (auto made = make_folder_of(secrets(), user); !made) return made;
        for (const auto& [name, content] : task.secrets)
            if (auto written = write_file_of(secrets() / name, content, user); !written) return written;
        return write_file_of(script(), text, user);
    }

    std::filesystem::path secrets() const { return path_ / "secrets"; }
    std::filesystem::path script() const { return path_ / "script"; }

private:
    std::filesystem::path path_;
};

}  // namespace

Result<int> TaskScripts::run(const RecipeTask& task, const std::string& part, const std::string& text) {
    const std::optional<User> user = task.as == RunAs::person ? std::optional(person_) : std::nullopt;
    const TaskFolder folder(places_.tasks() / task.name);
    if (auto filled = folder.fill(task, text, user); !filled) return failed(filled);
    Script script;
    // By way of bash, because what lies in /run may not be executed itself. Its name is what a person sees in a list
    // of processes.
    script.argv = {"/bin/bash", folder.script().string(), part};
    script.environment = environment(task);
    script.environment["ALOFT_SECRETS"] = folder.secrets().string();
    script.folder = user ? std::filesystem::path(user->home) : std::filesystem::path("/");
    script.output = places_.log(task.name);
    script.as = user;
    return scripts_.run(script);
}

std::map<std::string, std::string> TaskScripts::environment(const RecipeTask& task) const {
    const bool as_person = task.as == RunAs::person;
    std::map<std::string, std::string> result = task.settings;
    const std::map<std::string, std::string> ours = {
        {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
        {"HOME", as_person ? person_.home : "/root"},
        {"USER", as_person ? person_.name : "root"},
        {"LOGNAME", as_person ? person_.name : "root"},
        {"LANG", "C.UTF-8"},
        {"DEBIAN_FRONTEND", "noninteractive"},
        {"ALOFT_PERSON", person_.name},
        {"ALOFT_HOME_OF_PERSON", person_.home},
        {"ALOFT_WORK", person_.home + "/work"},
    };
    result.insert(ours.begin(), ours.end());
    return result;
}

}  // namespace aloft::agent
