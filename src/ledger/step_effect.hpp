#pragma once
#include "core/plan.hpp"
#include "ledger/journal.hpp"

namespace aloft {

/// What a step, done or undone, means for whether its resource exists.
enum class StepEffect {
    makes,
    removes,
    leaves,  ///< it stands before and after
};

constexpr StepEffect effect_of(Action action, Direction direction) {
    switch (action) {
        case Action::make: return direction == Direction::act ? StepEffect::makes : StepEffect::removes;
        case Action::remove: return direction == Direction::act ? StepEffect::removes : StepEffect::makes;
        case Action::change:
        case Action::start:
        case Action::stop:
        case Action::wait: return StepEffect::leaves;
    }
    return StepEffect::leaves;
}

}  // namespace aloft
