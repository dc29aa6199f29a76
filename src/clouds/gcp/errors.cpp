#include "clouds/gcp/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "clouds/gcp/error_table.hpp"
#include "clouds/gcp/fields.hpp"
#include "core/utf8.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;

const Meaning* meaning_of(std::string_view code, std::string_view message) {
    const auto found = std::ranges::find_if(meanings(), [&](const Meaning& row) {
        return row.code == code && message.find(row.words) != std::string_view::npos;
    });
    return found == meanings().end() ? nullptr : &*found;
}

/// Of an answer whose reason nobody knows.
Meaning meaning_of_status(long status) {
    if (status == 401) return {"", "", ErrorKind::not_signed_in, Reach::cloud, hints::sign_in};
    if (status == 403) return {"", "", ErrorKind::denied, Reach::cloud, hints::rights};
    if (status == 404) return {"", "", ErrorKind::not_found, Reach::nothing, ""};
    if (status == 409 || status == 412) return {"", "", ErrorKind::conflict, Reach::nothing, ""};
    if (status == 429) return {"", "", ErrorKind::throttled, Reach::nothing, hints::wait};
    if (status == 400) return {"", "", ErrorKind::bad_input, Reach::nothing, ""};
    if (status >= 500) return {"", "", ErrorKind::unreachable, Reach::nothing, hints::wait};
    return {"", "", ErrorKind::failed, Reach::nothing, ""};
}

Error made_of(const Meaning& meaning, std::string doing, std::string detail) {
    return Error{meaning.kind, std::move(doing), std::move(detail), std::string(meaning.hint), meaning.reach};
}

/// The older APIs say it in "errors", the newer in "details"; where both do, "forbidden" is all that the older word says.
std::vector<std::string> reasons_in(const json& error) {
    std::vector<std::string> reasons;
    for (const char* list : {"details", "errors"}) {
        const json& entries = member(error, list);
        if (!entries.is_array()) continue;
        for (const json& entry : entries)
            if (std::string reason = text_in(entry, "reason"); !reason.empty()) reasons.push_back(std::move(reason));
    }
    return reasons;
}

/// Google's words for people, which are clearer than those for programs where there are some.
std::string message_for_people(const json& error) {
    const json& details = member(error, "errorDetails");
    if (details.is_array())
        for (const json& detail : details)
            if (std::string words = text_in(member(detail, "localizedMessage"), "message"); !words.empty())
                return words;
    return text_in(error, "message");
}

std::vector<std::string> names_between_commas(std::string_view text) {
    std::vector<std::string> names;
    while (!text.empty()) {
        const std::string_view name = text.substr(0, text.find(','));
        text.remove_prefix(std::min(name.size() + 1, text.size()));
        const std::size_t begin = name.find_first_not_of(' ');
        if (begin != std::string_view::npos) names.emplace_back(name.substr(begin));
    }
    return names;
}

std::vector<std::string> zones_available(const json& error) {
    const json& details = member(error, "errorDetails");
    if (!details.is_array()) return {};
    for (const json& detail : details) {
        const std::string zones = text_in(member(member(detail, "errorInfo"), "metadatas"), "zonesAvailable");
        if (!zones.empty()) return names_between_commas(zones);
    }
    return {};
}

}  // namespace

Error refusal(long status, std::string_view body, std::string doing) {
    const json answer = json::parse(body, nullptr, false);
    const json& error = member(answer, "error");
    const std::string message = text_in(error, "message");
    const std::string detail = valid_utf8(message.empty() ? fmt::format("Google answered {}", status) : message);
    for (const std::string& reason : reasons_in(error))
        if (const Meaning* meaning = meaning_of(reason, message)) return made_of(*meaning, std::move(doing), detail);
    return made_of(meaning_of_status(status), std::move(doing), detail);
}

Error failed_operation(const json& operation, std::string doing) {
    const json& errors = member(member(operation, "error"), "errors");
    if (!errors.is_array() || errors.empty())
        return made_of(meaning_of_status(500), std::move(doing), "the operation failed and does not say why");
    const json& first = errors.front();
    const std::string message = text_in(first, "message");
    const std::string words = valid_utf8(message_for_people(first));
    const Meaning* meaning = meaning_of(text_in(first, "code"), message);
    const Meaning unknown{"", "", ErrorKind::failed, Reach::nothing, ""};
    Error error = made_of(meaning == nullptr ? unknown : *meaning, std::move(doing),
                          words.empty() ? text_in(first, "code") : words);
    error.places = zones_available(first);
    return error;
}

bool is_passing(const Error& error) {
    return error.kind == ErrorKind::throttled || error.kind == ErrorKind::unreachable;
}

}  // namespace aloft::gcp
