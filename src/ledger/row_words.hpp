#pragma once
#include <optional>
#include <string>

#include "core/words.hpp"
#include "ledger/database.hpp"
#include "ledger/journal.hpp"
#include "ledger/ledger.hpp"

/// The words of enumerations that stand in rows, beside those that core has.
namespace aloft {

inline constexpr Words<ResourceState, 3> resource_state_words{{
    {ResourceState::intended, "intended"},
    {ResourceState::standing, "standing"},
    {ResourceState::leaving, "leaving"},
}};

/// How far a step of a plan is.
enum class StepState {
    planned,
    open,  ///< intended, and nothing known of what came of it
    done,
    failed,
};

inline constexpr Words<StepState, 4> step_state_words{{
    {StepState::planned, "planned"},
    {StepState::open, "open"},
    {StepState::done, "done"},
    {StepState::failed, "failed"},
}};

inline constexpr Words<Direction, 2> direction_words{{
    {Direction::act, "act"},
    {Direction::undo, "undo"},
}};

template <class Enum, std::size_t size>
std::string text_of_word(const Words<Enum, size>& words, Enum value) {
    return std::string(word_of(words, value));
}

/// A word that must be known.
template <class Enum>
Enum believed_word(std::optional<Enum> value, const std::string& word) {
    if (!value) throw CorruptRow("unknown word \"" + word + "\"");
    return *value;
}

}  // namespace aloft
