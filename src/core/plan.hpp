#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "core/offer.hpp"
#include "core/resource.hpp"
#include "core/spec.hpp"

namespace aloft {

enum class Action {
    make,    ///< undo: remove
    change,  ///< in place; undo: none, what is there still works
    remove,  ///< undo: none
    start,   ///< undo: stop
    stop,    ///< undo: none
    wait,    ///< until it answers; no effect to undo
};

/// One effect on one resource. Repeating it is harmless.
struct Step {
    Action action = Action::make;
    Resource resource;
    std::string reason;      ///< for people: "it does not exist yet"
    std::string request_id;  ///< a UUID chosen with the plan, so that a repeated call is recognised as the same
    std::vector<std::size_t> needs;  ///< positions in the plan that must be done before
    bool operator==(const Step&) const = default;
};

enum class Verb {
    up,
    start,
    stop,
    down,
    move,  ///< its new place counts from here on, and what it left behind goes
    shelve,  ///< all of it goes but its disk
};

/// What will be done, completely: nothing is left to choose while it runs. It can be printed, saved and refused.
struct Plan {
    std::string id;
    Verb verb = Verb::up;
    std::string machine;
    std::string owner;
    Spec spec;
    Offer offer;
    Blueprint blueprint;
    std::vector<Step> steps;
    std::vector<Found> found;  ///< what was seen when the plan was made; steps draw on it
    HourlyPrice price;         ///< of the machine when the plan is done
    std::vector<std::string> choice;  ///< why this offer and not a cheaper one; empty where there was no choice
    bool operator==(const Plan&) const = default;
};

std::string_view to_string(Action action);
std::optional<Action> action_from(std::string_view word);
std::string_view to_string(Verb verb);
std::optional<Verb> verb_from(std::string_view word);
/// As a person says it: "start --move".
std::string_view command_of(Verb verb);

/// "make disk aloft-a1", for people.
std::string describe(const Step& step);

}  // namespace aloft
