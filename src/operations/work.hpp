#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "core/software.hpp"
#include "operations/surroundings.hpp"

namespace aloft {

enum class Begun {
    now,
    before,  ///< with the same code and the same line
};

/// What `run:` of aloft.yaml came to.
struct Work {
    Job job;
    Begun begun = Begun::now;
};

/// Refuses a plan that brings new code under what `run:` has begun and still runs.
Result<void> leaves_running_work_alone(Surroundings& around, const Plan& plan);

/// Begins what the machine's wish says to run, unless it runs already or has ended well with the same code; refuses to
/// while it runs with other code, or another line runs. Nothing when there is nothing to run.
Result<std::optional<Work>> begin_work(Surroundings& around, const std::string& machine);

/// What the outputs of aloft.yaml came to.
struct BroughtBack {
    std::string folder;                ///< where they are now
    std::vector<std::string> files;    ///< that were new or newer
    std::vector<std::string> missing;  ///< outputs of which the machine has nothing
};
/// Copies the outputs into the folder that the code came from. What is newer here stays.
Result<BroughtBack> bring_back(Surroundings& around, const std::string& machine);

}  // namespace aloft
