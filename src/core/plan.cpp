#include "core/plan.hpp"

#include <fmt/format.h>

#include "core/words.hpp"

namespace aloft {
namespace {

constexpr Words<Action, 6> actions{{
    {Action::make, "make"},
    {Action::change, "change"},
    {Action::remove, "remove"},
    {Action::start, "start"},
    {Action::stop, "stop"},
    {Action::wait, "wait"},
}};

constexpr Words<Verb, 6> verbs{{{Verb::up, "up"},
                                {Verb::start, "start"},
                                {Verb::stop, "stop"},
                                {Verb::down, "down"},
                                {Verb::move, "move"},
                                {Verb::shelve, "shelve"}}};

}  // namespace

std::string_view to_string(Action action) { return word_of(actions, action); }
std::optional<Action> action_from(std::string_view word) { return value_of(actions, word); }
std::string_view to_string(Verb verb) { return word_of(verbs, verb); }
std::optional<Verb> verb_from(std::string_view word) { return value_of(verbs, word); }

std::string_view command_of(Verb verb) {
    switch (verb) {
        case Verb::move: return "start --move";
        case Verb::shelve: return "down --keep-disk";
        default: return to_string(verb);
    }
}

std::string describe(const Step& step) {
    const std::string_view action = step.action == Action::wait ? "wait for" : to_string(step.action);
    return fmt::format("{} {}", action, describe(step.resource.ref));
}

}  // namespace aloft
