#include "ledger/documents.hpp"

#include <nlohmann/json.hpp>

#include "ledger/database.hpp"
#include "wire/json.hpp"

namespace aloft {
namespace {

/// Bytes that are not UTF-8, say in the last words of a program, become U+FFFD: no text may keep us from recording.
std::string text_of(const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

template <class Value>
Value believed(Result<Value> value) {
    if (!value) throw CorruptRow(describe(value.error()));
    return *std::move(value);
}

/// Small lists and records without a schema of their own; most are empty, and thousands may be read at once.
template <class Value>
Value small_value(const std::string& text, std::string_view empty) {
    if (text == empty) return {};
    try {
        return nlohmann::json::parse(text).get<Value>();
    } catch (const nlohmann::json::exception& mistake) {
        throw CorruptRow(mistake.what());
    }
}

}  // namespace

std::string document(const Resource& resource) { return text_of(wire::to_json(resource)); }
std::string document(const Found& found) { return text_of(wire::to_json(found)); }
std::string document(const Spec& spec) { return text_of(wire::to_json(spec)); }
std::string document(const Step& step) { return text_of(wire::to_json(step)); }
std::string document(const std::map<std::string, std::string>& details) {
    return details.empty() ? "{}" : text_of(details);
}
std::string document(const std::vector<std::string>& warnings) { return warnings.empty() ? "[]" : text_of(warnings); }
std::string document(const std::optional<Error>& error) { return error ? text_of(wire::to_json(*error)) : ""; }

Resource resource_from_document(const std::string& text) { return believed(wire::resource_from_json(text)); }
Found found_from_document(const std::string& text) { return believed(wire::found_from_json(text)); }
Spec spec_from_document(const std::string& text) { return believed(wire::spec_from_json(text)); }
Step step_from_document(const std::string& text) { return believed(wire::step_from_json(text)); }
std::map<std::string, std::string> details_from_document(const std::string& text) {
    return small_value<std::map<std::string, std::string>>(text, "{}");
}
std::vector<std::string> warnings_from_document(const std::string& text) {
    return small_value<std::vector<std::string>>(text, "[]");
}

}  // namespace aloft
