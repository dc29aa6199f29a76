#include "practice/google/repeats.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "practice/google/agenda.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

constexpr auto remembered = std::chrono::minutes(60);

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    bool zero = true;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
        if (dash != (text[at] == '-')) return false;
        if (!dash && std::isxdigit(static_cast<unsigned char>(text[at])) == 0) return false;
        zero = zero && (dash || text[at] == '0');
    }
    return !zero;
}

std::string record_of(const Call& call) {
    return fmt::format("requests/{}/{}", call.in_path("project"), call.in_query("requestId"));
}

/// What was asked for, without the id itself.
std::string asked(const Call& call) {
    Json words = {call.method, call.body};
    for (const auto& [name, value] : call.path) words.push_back(value);
    for (const auto& [name, value] : call.query)
        if (name != "requestId") words.push_back(name + "=" + value);
    return fingerprint(words);
}

}  // namespace

std::optional<Outcome> repeated_answer(Office& office, const Call& call) {
    const std::string_view id = call.in_query("requestId");
    if (id.empty()) return std::nullopt;
    if (!is_uuid(id))
        return std::unexpected(
            invalid_value("requestId", id, "The request ID must be a valid UUID, and not the zero UUID."));
    const Json* before = office.records.find(record_of(call));
    if (before == nullptr || to_moment((*before)["until"].get<std::int64_t>()) < office.clock.now())
        return std::nullopt;
    if (text_in(*before, "asked") != asked(call))
        return std::unexpected(invalid_value("requestId", id, "The request ID has been used for a different request."));
    const Json* operation = office.records.find(text_in(*before, "operation"));
    if (operation == nullptr) return std::nullopt;
    return shown(*operation);
}

void remember_request(Office& office, const Call& call, const Json& operation) {
    if (call.in_query("requestId").empty()) return;
    const Moment until = office.clock.now() + remembered;
    const std::string record = record_of(call);
    if (office.records.find(record) != nullptr) return;
    office.records.put(
        record,
        {{"operation", unlinked(text_in(operation, "selfLink"))}, {"asked", asked(call)}, {"until", to_number(until)}});
    forget_at(office, until, record);
}

}  // namespace aloft::practice::google
