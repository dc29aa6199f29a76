#pragma once
#include <string>

#include "agent/places.hpp"
#include "core/result.hpp"
#include "core/software.hpp"
#include "system/script.hpp"

namespace aloft::agent {

/// The two scripts of a task, each in a clean environment, as root or as the person, its words in the task's log.
class TaskScripts {
public:
    TaskScripts(const Places& places, Scripts& scripts, User person)
        : places_(places), scripts_(scripts), person_(std::move(person)) {}

    Result<int> check(const RecipeTask& task) { return run(task, "check", task.check); }
    Result<int> apply(const RecipeTask& task) { return run(task, "apply", task.apply); }

private:
    Result<int> run(const RecipeTask& task, const std::string& part, const std::string& text);
    std::map<std::string, std::string> environment(const RecipeTask& task) const;

    const Places& places_;
    Scripts& scripts_;
    User person_;
};

}  // namespace aloft::agent
