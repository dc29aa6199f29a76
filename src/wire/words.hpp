#pragma once
#include <optional>
#include <string_view>

#include "core/check.hpp"
#include "core/event.hpp"
#include "core/plan.hpp"
#include "core/software.hpp"
#include "core/words.hpp"

/// The words that stand for enumerators. Core has them for the kinds that people see; those that only JSON needs are
/// here.
namespace aloft::wire {

inline constexpr Words<Reach, 4> reach_words{{
    {Reach::nothing, "nothing"},
    {Reach::zone, "zone"},
    {Reach::region, "region"},
    {Reach::cloud, "cloud"},
}};

inline constexpr Words<Notice::Weight, 2> weight_words{{
    {Notice::Weight::news, "news"},
    {Notice::Weight::warning, "warning"},
}};

inline constexpr Words<LogPlace::Kind, 2> log_place_words{{
    {LogPlace::Kind::offset, "offset"},
    {LogPlace::Kind::last_lines, "last-lines"},
}};

inline constexpr Words<Follow, 2> follow_words{{
    {Follow::no, "no"},
    {Follow::to_the_end, "to-the-end"},
}};

using aloft::to_string;  // core's stand beside those below
inline std::string_view to_string(LogPlace::Kind kind) { return word_of(log_place_words, kind); }
inline std::string_view to_string(Follow follow) { return word_of(follow_words, follow); }
inline std::string_view to_string(Reach reach) { return word_of(reach_words, reach); }
inline std::string_view to_string(Notice::Weight weight) { return word_of(weight_words, weight); }

template <class Kind>
std::optional<Kind> from_word(std::string_view word) {
    if constexpr (std::same_as<Kind, MachineKind>) return machine_kind_from(word);
    if constexpr (std::same_as<Kind, Check::Verdict>) return verdict_from(word);
    if constexpr (std::same_as<Kind, Setup>) return setup_from(word);
    if constexpr (std::same_as<Kind, Spot>) return spot_from(word);
    if constexpr (std::same_as<Kind, PublicAddress>) return public_address_from(word);
    if constexpr (std::same_as<Kind, DiskType>) return disk_type_from(word);
    if constexpr (std::same_as<Kind, DiskOnDown>) return disk_on_down_from(word);
    if constexpr (std::same_as<Kind, OfferOrder>) return offer_order_from(word);
    if constexpr (std::same_as<Kind, NotebookServer>) return notebook_server_from(word);
    if constexpr (std::same_as<Kind, ResourceKind>) return resource_kind_from(word);
    if constexpr (std::same_as<Kind, Condition>) return condition_from(word);
    if constexpr (std::same_as<Kind, WhenChanged>) return when_changed_from(word);
    if constexpr (std::same_as<Kind, Belongs>) return belongs_from(word);
    if constexpr (std::same_as<Kind, Action>) return action_from(word);
    if constexpr (std::same_as<Kind, Verb>) return verb_from(word);
    if constexpr (std::same_as<Kind, Reach>) return value_of(reach_words, word);
    if constexpr (std::same_as<Kind, RunAs>) return run_as_from(word);
    if constexpr (std::same_as<Kind, TaskState>) return task_state_from(word);
    if constexpr (std::same_as<Kind, SoftwareState>) return software_state_from(word);
    if constexpr (std::same_as<Kind, JobState>) return job_state_from(word);
    if constexpr (std::same_as<Kind, LogPlace::Kind>) return value_of(log_place_words, word);
    if constexpr (std::same_as<Kind, Follow>) return value_of(follow_words, word);
    // A kind of a newer version still is a failure; only the advice of what to do about it is lost.
    if constexpr (std::same_as<Kind, ErrorKind>) return error_kind_from(word);
}

}  // namespace aloft::wire
