#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "practice/google/office.hpp"

namespace aloft::practice::google {

/// What is to happen to something at a moment of the world. Kept in the records, so that it happens after our own death
/// too. What has become pointless in between is for whoever does it to see.
struct Due {
    Moment at;
    std::string what;  ///< "finish"
    std::string name;  ///< of an operation or an instance
};

namespace agenda {
inline constexpr std::string_view begin = "begin";  ///< an operation's work
inline constexpr std::string_view halfway = "halfway";  ///< a machine that is made: provisioned, now staged
inline constexpr std::string_view finish = "finish";  ///< an operation that has been at work long enough
inline constexpr std::string_view preempt = "preempt";  ///< a spot machine is taken away
inline constexpr std::string_view time_is_up = "time-is-up";  ///< a machine's own limit
inline constexpr std::string_view read_meter = "read-meter";  ///< of a spot machine, whose price may be another one
}  // namespace agenda

void plan(Office& office, Moment at, std::string_view what, std::string_view name);
/// The earliest, when it is due by then; it is taken off.
std::optional<Due> take_due(Office& office, Moment by);
/// When the earliest is due.
std::optional<Moment> next_due(const Office& office);

/// Removes the record when the moment has come, some time: for what is of no interest any more.
void forget_at(Office& office, Moment at, std::string_view name);
void forget_due(Office& office, Moment by);

}  // namespace aloft::practice::google
