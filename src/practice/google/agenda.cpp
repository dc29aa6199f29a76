#include "practice/google/agenda.hpp"

#include <fmt/format.h>

#include <utility>

#include "practice/google/shelf.hpp"

namespace aloft::practice::google {
namespace {

constexpr std::string_view dues = "agenda/";
constexpr std::string_view forgotten = "forgetting/";

/// The records are in order of name, so the moment comes first in it.
std::string key(std::string_view list, Moment at, std::string_view what, std::string_view name) {
    return fmt::format("{}{:015}/{}/{}", list, to_number(at), what, name);
}

}  // namespace

void plan(Office& office, Moment at, std::string_view what, std::string_view name) {
    office.records.put(key(dues, at, what, name), {{"at", to_number(at)}, {"what", what}, {"name", name}});
}

std::optional<Moment> next_due(const Office& office) {
    const std::string first = office.records.first(dues);
    if (first.empty()) return std::nullopt;
    return to_moment(number_in(*office.records.find(first), "at", 0));
}

std::optional<Due> take_due(Office& office, Moment by) {
    const std::string first = office.records.first(dues);
    if (first.empty()) return std::nullopt;
    const Json& entry = *office.records.find(first);
    Due due{to_moment(number_in(entry, "at", 0)), text_in(entry, "what"), text_in(entry, "name")};
    if (due.at > by) return std::nullopt;
    office.records.remove(first);
    return due;
}

void forget_at(Office& office, Moment at, std::string_view name) {
    office.records.put(key(forgotten, at, "record", name), {{"at", to_number(at)}, {"name", name}});
}

void forget_due(Office& office, Moment by) {
    for (std::string first = office.records.first(forgotten); !first.empty(); first = office.records.first(forgotten)) {
        const Json entry = *office.records.find(first);
        if (to_moment(number_in(entry, "at", 0)) > by) return;
        const std::string name = text_in(entry, "name");
        const Json* kept = office.records.find(name);
        // It may be another of the same name by now, whose own end was told as well.
        if (kept == nullptr || number_in(*kept, "until", 0) <= to_number(by)) office.records.remove(name);
        office.records.remove(first);
    }
}

}  // namespace aloft::practice::google
