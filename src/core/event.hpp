#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <variant>

#include "core/error.hpp"
#include "core/plan.hpp"
#include "core/software.hpp"

namespace aloft {

/// Something worth showing, as data. What must be told upward travels so, and no other way.
struct PlanBegins {
    Plan plan;
};
struct StepBegins {
    std::size_t step = 0;
};
/// What a long step is at: "unpacking 120 of 300 MB".
struct StepProgress {
    std::size_t step = 0;
    std::string text;
};
/// What a recipe, one of several in the step that installs, has come to.
struct TaskMoves {
    std::size_t step = 0;
    TaskReport task;
};
struct StepEnds {
    std::size_t step = 0;
    std::chrono::milliseconds took{};
    std::optional<Error> error;
};
struct UndoBegins {
    std::size_t step = 0;
};
struct UndoEnds {
    std::size_t step = 0;
    std::optional<Error> error;
};
struct PlanEnds {
    std::chrono::milliseconds took{};
    std::optional<Error> error;
};
/// A sentence for the person that belongs to no step: what an earlier, interrupted command left, a lock waited for.
struct Notice {
    enum class Weight { news, warning };
    Weight weight = Weight::news;
    std::string text;
};

using Event =
    std::variant<PlanBegins, StepBegins, StepProgress, TaskMoves, StepEnds, UndoBegins, UndoEnds, PlanEnds, Notice>;

/// The one way to the person. show() may be called from any thread, one call at a time.
class EventSink {
public:
    virtual ~EventSink() = default;
    virtual void show(const Event& event) = 0;
};

}  // namespace aloft
