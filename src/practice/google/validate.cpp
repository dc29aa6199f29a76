#include "practice/google/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

namespace aloft::practice::google {
namespace {

using Json = nlohmann::json;
using Read = std::expected<Json, Refusal>;

constexpr std::array<std::string_view, 15> common_parameters = {
    "$.xgafv", "$alt", "$fields",     "$prettyPrint", "$userProject", "access_token", "alt",   "callback",
    "fields",  "key",  "oauth_token", "prettyPrint",  "quotaUser",    "uploadType",   "userIp"};

/// Deeper than anything of Google's, and shallow enough for code that calls itself.
constexpr int deepest = 60;

std::string shown(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string in_proto_case(std::string_view path) { return snake_case(path); }

/// Where in the body we are, and in whose words to refuse.
struct Reader {
    const Schemas& schemas;
    std::string_view api;
    bool answers;  ///< what we say ourselves is judged, not what we are told

    bool is_compute() const { return api == "compute"; }
    Read object(std::string_view schema, const Json& value, const std::string& at) const;
    Read value(const Type& type, const Json& value, const std::string& at) const;
    Read whole_number(const Type& type, const Json& value, const std::string& at) const;
    Read word(const Type& type, const Json& value, const std::string& at) const;
    Read list(const Type& type, const Json& value, const std::string& at) const;
    Read map(const Type& type, const Json& value, const std::string& at) const;
    std::unexpected<Refusal> ill_typed(std::string_view type, const Json& value, const std::string& at) const;
    std::unexpected<Refusal> unknown(std::string_view name, const std::string& at) const;
};

std::unexpected<Refusal> bad_request(std::string message, std::string field) {
    Refusal refusal{400, "badRequest", message, "INVALID_ARGUMENT", {}};
    Json violation = {{"description", std::move(message)}};
    if (!field.empty()) violation["field"] = std::move(field);
    refusal.details = Json::array({{{"@type", "type.googleapis.com/google.rpc.BadRequest"},
                                    {"fieldViolations", Json::array({std::move(violation)})}}});
    return std::unexpected(std::move(refusal));
}

std::unexpected<Refusal> Reader::ill_typed(std::string_view type, const Json& value, const std::string& at) const {
    const std::string place = in_proto_case(at);
    const std::string text = value.is_string() ? fmt::format("\"{}\"", shown(value)) : shown(value);
    return bad_request(fmt::format("Invalid value at '{}' ({}), {}", place, type, text), place);
}

std::unexpected<Refusal> Reader::unknown(std::string_view name, const std::string& at) const {
    const std::string place = in_proto_case(at);
    const std::string where = place.empty() ? std::string() : fmt::format(" at '{}'", place);
    return bad_request(
        fmt::format("Invalid JSON payload received. Unknown name \"{}\"{}: Cannot find field.", name, where), place);
}

/// The number that a JSON number or a string of digits says; doubles too when they are whole.
template <class Number>
std::optional<Number> number_in(const Json& value) {
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        if (std::in_range<Number>(number)) return static_cast<Number>(number);
        return std::nullopt;
    }
    if (value.is_number_integer()) {
        const auto number = value.get<std::int64_t>();
        if (std::in_range<Number>(number)) return static_cast<Number>(number);
        return std::nullopt;
    }
    if (value.is_number_float()) {
        const double number = value.get<double>();
        if (std::abs(number) < 9e15 && number == static_cast<double>(static_cast<std::int64_t>(number)) &&
            std::in_range<Number>(static_cast<std::int64_t>(number)))
            return static_cast<Number>(number);
        return std::nullopt;
    }
    if (!value.is_string()) return std::nullopt;
    const auto& text = value.get_ref<const std::string&>();
    Number number{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

Read Reader::whole_number(const Type& type, const Json& value, const std::string& at) const {
    switch (type.kind) {
        case Type::Kind::int64:
            if (answers && !value.is_string()) break;
            if (const auto number = number_in<std::int64_t>(value)) return std::to_string(*number);
            break;
        case Type::Kind::uint64:
            if (answers && !value.is_string()) break;
            if (const auto number = number_in<std::uint64_t>(value)) return std::to_string(*number);
            break;
        case Type::Kind::int32:
            if (answers && !value.is_number_integer()) break;
            if (const auto number = number_in<std::int32_t>(value)) return *number;
            break;
        default:
            if (answers && !value.is_number_integer()) break;
            if (const auto number = number_in<std::uint32_t>(value)) return *number;
            break;
    }
    constexpr std::array<std::string_view, 5> names = {"TYPE_STRING", "TYPE_INT64", "TYPE_UINT64", "TYPE_INT32",
                                                       "TYPE_UINT32"};
    return ill_typed(names.at(static_cast<std::size_t>(type.kind)), value, at);
}

Read Reader::word(const Type& type, const Json& value, const std::string& at) const {
    if (value.is_string() && std::ranges::find(type.words, value.get<std::string_view>()) != type.words.end())
        return value;
    // The newer APIs' clients may send a word by its number.
    if (!is_compute() && value.is_number_unsigned() && value.get<std::uint64_t>() < type.words.size())
        return std::string(type.words[value.get<std::size_t>()]);
    if (!is_compute() || answers) return ill_typed("TYPE_ENUM", value, at);
    return refused(400, "invalid",
                   fmt::format("Invalid value for field '{}': '{}'. The value must be one of: {}.", at, shown(value),
                               fmt::join(type.words, ", ")));
}

Read Reader::list(const Type& type, const Json& value, const std::string& at) const {
    if (!value.is_array()) return ill_typed("TYPE_MESSAGE", value, at);
    Json read = Json::array();
    for (std::size_t index = 0; index < value.size(); ++index) {
        auto item = this->value(*type.of, value[index], fmt::format("{}[{}]", at, index));
        if (!item) return item;
        read.push_back(std::move(*item));
    }
    return read;
}

Read Reader::map(const Type& type, const Json& value, const std::string& at) const {
    if (!value.is_object()) return ill_typed("TYPE_MESSAGE", value, at);
    Json read = Json::object();
    for (const auto& [name, inner] : value.items()) {
        auto item = this->value(*type.of, inner, fmt::format("{}[{}]", at, name));
        if (!item) return item;
        read[name] = std::move(*item);
    }
    return read;
}

Read Reader::value(const Type& type, const Json& value, const std::string& at) const {
    switch (type.kind) {
        case Type::Kind::string:
        case Type::Kind::bytes:
            if (!value.is_string()) return ill_typed("TYPE_STRING", value, at);
            return value;
        case Type::Kind::int64:
        case Type::Kind::uint64:
        case Type::Kind::int32:
        case Type::Kind::uint32: return whole_number(type, value, at);
        case Type::Kind::number:
            if (!value.is_number()) return ill_typed("TYPE_DOUBLE", value, at);
            return value;
        case Type::Kind::boolean:
            if (!value.is_boolean()) return ill_typed("TYPE_BOOL", value, at);
            return value;
        case Type::Kind::any: return value;
        case Type::Kind::words: return word(type, value, at);
        case Type::Kind::list: return list(type, value, at);
        case Type::Kind::map: return map(type, value, at);
        case Type::Kind::object: return object(type.schema, value, at);
    }
    return value;
}

Read Reader::object(std::string_view schema, const Json& value, const std::string& at) const {
    const Fields* fields = schemas.fields(api, schema);
    if (fields == nullptr) return value;
    if (!value.is_object()) return ill_typed("TYPE_MESSAGE", value, at);
    const auto others = fields->find("*");
    Json read = Json::object();
    for (const auto& [name, inner] : value.items()) {
        auto field = fields->find(name);
        if (field == fields->end()) field = others;
        if (field == fields->end()) return unknown(name, at);
        if (inner.is_null()) continue;
        auto item = this->value(field->second, inner, at.empty() ? name : at + "." + name);
        if (!item) return item;
        read[name] = std::move(*item);
    }
    return read;
}

bool too_deep(std::string_view text) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        if (quoted && letter == '\\') ++at;
        if (letter == '"') quoted = !quoted;
        if (quoted) continue;
        if (letter == '{' || letter == '[') ++depth;
        if (letter == '}' || letter == ']') --depth;
        if (depth > deepest) return true;
    }
    return false;
}

std::expected<void, Refusal> check_parameter(const Parameter& parameter, const std::string& said) {
    const auto wrong = [&](std::string_view type) {
        return bad_request(fmt::format("Invalid value at '{}' ({}), \"{}\"", snake_case(parameter.name), type, said),
                           snake_case(parameter.name));
    };
    const Json value = said;
    switch (parameter.type.kind) {
        case Type::Kind::int64:
            if (!number_in<std::int64_t>(value)) return wrong("TYPE_INT64");
            break;
        case Type::Kind::uint64:
            if (!number_in<std::uint64_t>(value)) return wrong("TYPE_UINT64");
            break;
        case Type::Kind::int32:
            if (!number_in<std::int32_t>(value)) return wrong("TYPE_INT32");
            break;
        case Type::Kind::uint32:
            if (!number_in<std::uint32_t>(value)) return wrong("TYPE_UINT32");
            break;
        case Type::Kind::boolean:
            if (said != "true" && said != "false") return wrong("TYPE_BOOL");
            break;
        default: break;
    }
    return {};
}

}  // namespace

std::string snake_case(std::string_view name) {
    std::string snake;
    for (const char letter : name) {
        if (letter >= 'A' && letter <= 'Z') {
            if (!snake.empty() && snake.back() != '.' && snake.back() != '[') snake += '_';
            snake += static_cast<char>(letter - 'A' + 'a');
        } else {
            snake += letter;
        }
    }
    return snake;
}

bool is_common_parameter(std::string_view name) {
    return std::ranges::find(common_parameters, name) != common_parameters.end();
}

std::expected<void, Refusal> check_query(const MethodFacts& method, const Words& query) {
    for (const auto& [name, said] : query) {
        if (is_common_parameter(name)) continue;
        // The newer clients say names either way.
        const auto known = std::ranges::find_if(method.query, [&](const Parameter& parameter) {
            return parameter.name == name || snake_case(parameter.name) == name;
        });
        if (known == method.query.end())
            return bad_request(fmt::format("Invalid JSON payload received. Unknown name \"{}\": Cannot bind query "
                                           "parameter. Field '{}' could not be found in request message.",
                                           name, name),
                               "");
        if (auto fits = check_parameter(*known, said); !fits) return fits;
    }
    for (const Parameter& parameter : method.query)
        if (parameter.required && !query.contains(parameter.name))
            return refused(400, "required", fmt::format("Required field '{}' not specified", parameter.name));
    return {};
}

std::expected<Json, Refusal> read_body(const Schemas& schemas, const MethodFacts& method, std::string_view body) {
    const bool empty = body.find_first_not_of(" \t\r\n") == std::string_view::npos;
    const std::string_view api = api_of(method.id);
    if (method.request.empty()) {
        // Clients send an empty object where there is nothing to say; the one for Node sends an empty text.
        if (empty || body == "{}" || body == "null" || body == "\"\"") return Json::object();
    } else if (empty) {
        if (api == "compute") return refused(400, "required", "Required field 'resource' not specified");
        return Json::object();
    }
    if (too_deep(body)) return bad_request("Invalid JSON payload received. Nesting is too deep.", "");
    Json parsed = Json::parse(body, nullptr, false);
    if (parsed.is_discarded()) return bad_request("Invalid JSON payload received. Unexpected token.", "");
    if (!parsed.is_object())
        return bad_request("Invalid JSON payload received. Unknown name \"\": Root element must be a message.", "");
    const Reader reader{schemas, api, false};
    if (method.request.empty()) {
        if (parsed.empty()) return parsed;
        return reader.unknown(parsed.begin().key(), "");
    }
    auto read = reader.object(method.request, parsed, api == "compute" ? "resource" : "");
    // Here null takes away what is there: so gcloud says --clear-max-run-duration.
    if (read && method.id == "compute.instances.setScheduling")
        for (const auto& [name, inner] : parsed.items())
            if (inner.is_null()) (*read)[name] = nullptr;
    return read;
}

std::string wrong_in_answer(const Schemas& schemas, const MethodFacts& method, const Json& answer) {
    if (method.answer.empty()) return answer.empty() ? std::string() : "an answer where there is none";
    const Reader reader{schemas, api_of(method.id), true};
    const auto read = reader.object(method.answer, answer, "");
    return read ? std::string() : read.error().message;
}

}  // namespace aloft::practice::google
