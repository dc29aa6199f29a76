#include "practice/google/shelf.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <map>

#include "practice/google/agenda.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

/// What lists still show of a changed resource: {until, document}; null: that it was not there.
std::string shadow_of(std::string_view name) { return fmt::format("lists/{}", name); }

void cast_shadow(Office& office, std::string_view name) {
    const auto lag = office.weather.consistency_lag();
    const std::string shadow = shadow_of(name);
    if (lag.count() <= 0) return office.records.remove(shadow);
    // An older shadow stays: lists are never newer for having been changed twice.
    const Moment now = office.clock.now();
    const Json* before = office.records.find(shadow);
    if (before != nullptr && to_moment((*before)["until"]) > now) return;
    const Json* current = office.records.find(name);
    office.records.put(shadow, {{"until", to_number(now + lag)}, {"document", current == nullptr ? Json() : *current}});
    forget_at(office, now + lag, shadow);
}

bool is_of(std::string_view name, std::string_view collection) {
    const auto last = name.rfind('/');
    return last != std::string_view::npos && name.substr(0, last).ends_with(collection) &&
           name[last - collection.size() - 1] == '/';
}

}  // namespace

void keep(Office& office, std::string_view name, Json document) {
    const Json* before = office.records.find(name);
    if (before == nullptr || shown(*before) != shown(document)) cast_shadow(office, name);
    office.records.put(name, std::move(document));
}

void drop(Office& office, std::string_view name) {
    cast_shadow(office, name);
    office.records.remove(name);
}

Json shown(const Json& document) {
    Json copy = document;
    copy.erase(std::string(ours));
    return copy;
}

std::vector<std::string> kept_names(const Office& office, std::string_view beginning, std::string_view collection) {
    std::vector<std::string> names = office.records.names(beginning);
    std::erase_if(names, [&](const std::string& name) { return !is_of(name, collection); });
    return names;
}

std::vector<Json> listed(const Office& office, std::string_view beginning, std::string_view collection) {
    std::map<std::string, const Json*> documents;
    for (const std::string& name : kept_names(office, beginning, collection))
        documents[name] = office.records.find(name);
    const Moment now = office.clock.now();
    for (const std::string& shadow : kept_names(office, shadow_of(beginning), collection)) {
        const Json* document = office.records.find(shadow);
        if (to_moment((*document)["until"]) <= now) continue;
        const Json& before = (*document)["document"];
        documents[shadow.substr(shadow_of("").size())] = before.is_null() ? nullptr : &before;
    }
    std::vector<Json> seen;
    seen.reserve(documents.size());
    for (const auto& [name, document] : documents)
        if (document != nullptr) seen.push_back(shown(*document));
    return seen;
}

std::string new_id(Office& office) {
    constexpr std::uint64_t least = 1'000'000'000'000'000'000ULL;
    return std::to_string(least + office.random.next() % (8 * least));
}

std::string google_time(Moment moment) {
    const auto there = moment - std::chrono::hours(8);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(there);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}-08:00", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
                       (there - seconds).count());
}

std::optional<Moment> from_google_time(std::string_view text) {
    // "2026-11-20T03:04:05.678-08:00", "…Z", with or without the part of a second.
    if (text.size() < 20) return std::nullopt;
    const auto zone_at = text.find_first_of("Z+-", 19);
    if (zone_at == std::string_view::npos) return std::nullopt;
    auto moment = from_iso(std::string(text.substr(0, 19)) + "Z");
    if (!moment) return std::nullopt;
    const std::string_view zone = text.substr(zone_at);
    if (zone == "Z") return moment;
    int hours = 0;
    int minutes = 0;
    if (zone.size() != 6 || zone[3] != ':' || std::from_chars(&zone[1], &zone[3], hours).ptr != &zone[3] ||
        std::from_chars(&zone[4], zone.data() + 6, minutes).ptr != zone.data() + 6)
        return std::nullopt;
    const auto ahead = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return zone[0] == '+' ? *moment - ahead : *moment + ahead;
}

std::string fingerprint(const Json& content) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char letter : content.dump(-1, ' ', false, Json::error_handler_t::replace))
        hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211ULL;
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    for (int at = 0; at < 10; ++at) text += letters[(hash >> (58 - 6 * at)) & 63U];
    text += letters[(hash << 2U) & 63U];
    return text + "=";
}

std::int64_t to_number(Moment moment) { return moment.time_since_epoch().count(); }
Moment to_moment(std::int64_t number) { return Moment(std::chrono::milliseconds(number)); }

std::string text_in(const Json& document, std::string_view field) {
    if (!document.is_object()) return {};
    const auto found = document.find(field);
    return found != document.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t number_in(const Json& document, std::string_view field, std::int64_t otherwise) {
    if (!document.is_object()) return otherwise;
    const auto found = document.find(field);
    if (found == document.end()) return otherwise;
    if (found->is_number_integer()) return found->get<std::int64_t>();
    if (!found->is_string()) return otherwise;
    const auto& text = found->get_ref<const std::string&>();
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc() && end == text.data() + text.size() ? number : otherwise;
}

}  // namespace aloft::practice::google
