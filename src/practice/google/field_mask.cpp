#include "practice/google/field_mask.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace aloft::practice::google {
namespace {

using Json = nlohmann::json;

/// Deeper than any answer of Google's, and shallow enough for code that calls itself.
constexpr int deepest = 30;

std::unexpected<Refusal> cannot_select(const MethodFacts& method, std::string_view path) {
    if (api_of(method.id) == "compute")
        return refused(400, "invalidParameter", fmt::format("Invalid field selection {}", path));
    Refusal refusal{400, "badRequest", "Request contains an invalid argument.", "INVALID_ARGUMENT", {}};
    refusal.details = Json::array(
        {{{"@type", "type.googleapis.com/google.rpc.BadRequest"},
          {"fieldViolations",
           Json::array({{{"field", path},
                         {"description",
                          fmt::format("Error expanding 'fields' parameter. Cannot find matching fields for path '{}'.",
                                      path)}}})}}});
    return std::unexpected(std::move(refusal));
}

/// Reads such a text from its beginning; what it cannot read stays in `rest`.
class Parser {
public:
    explicit Parser(std::string_view text) : rest_(text) {}

    std::optional<FieldMask> whole() {
        FieldMask mask;
        if (!list(mask, 0) || !rest_.empty()) return std::nullopt;
        return mask;
    }
    std::string_view rest() const { return rest_; }

private:
    bool takes(char letter) {
        if (!rest_.starts_with(letter)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    void skip_spaces() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }

    bool list(FieldMask& mask, int depth) {
        do {
            skip_spaces();
            if (!field(mask, depth)) return false;
            skip_spaces();
        } while (takes(','));
        return true;
    }

    bool field(FieldMask& mask, int depth) {
        const auto end = std::min(rest_.find_first_of("/.(), "), rest_.size());
        if (end == 0 || depth > deepest) return false;
        auto [place, is_new] = mask.below.try_emplace(std::string(rest_.substr(0, end)));
        rest_.remove_prefix(end);
        FieldMask& inner = place->second;
        const bool was_whole = !is_new && inner.below.empty();
        bool whole = false;
        if (takes('/') || takes('.')) {
            if (!field(inner, depth + 1)) return false;
        } else if (takes('(')) {
            if (!list(inner, depth + 1) || !takes(')')) return false;
        } else {
            whole = true;
        }
        // Whatever more is said of one that is wanted whole is in that.
        if (whole || was_whole) inner.below.clear();
        return true;
    }

    std::string_view rest_;
};

/// The first name that an answer of that type cannot have, with those above it; empty: there is none.
std::string wrong_name(const Schemas& schemas, std::string_view api, const Type& type, const FieldMask& mask) {
    if (mask.below.empty() || type.kind == Type::Kind::any) return {};
    if (type.kind == Type::Kind::list) return wrong_name(schemas, api, *type.of, mask);
    const Fields* fields = type.kind == Type::Kind::object ? schemas.fields(api, type.schema) : nullptr;
    for (const auto& [name, inner] : mask.below) {
        const auto below = [&](const Type& of) {
            const std::string wrong = wrong_name(schemas, api, of, inner);
            return wrong.empty() ? wrong : fmt::format("{}/{}", name, wrong);
        };
        std::string wrong;
        if (type.kind == Type::Kind::map) {
            wrong = below(*type.of);
        } else if (fields == nullptr) {
            wrong = name;
        } else if (name == "*") {
            // What is below it must be in one of the fields at least.
            bool fits = inner.below.empty();
            for (const auto& [field, of] : *fields) fits = fits || below(of).empty();
            wrong = fits ? "" : name;
        } else {
            auto field = fields->find(name);
            if (field == fields->end()) field = fields->find("*");
            wrong = field == fields->end() ? name : below(field->second);
        }
        if (!wrong.empty()) return wrong;
    }
    return {};
}

}  // namespace

std::expected<FieldMask, Refusal> read_field_mask(const Schemas& schemas, const MethodFacts& method,
                                                  std::string_view text) {
    if (text.find_first_not_of(' ') == std::string_view::npos) return FieldMask{};
    Parser parser(text);
    auto mask = parser.whole();
    if (!mask) return cannot_select(method, parser.rest().empty() ? text : parser.rest());
    const Type answer{Type::Kind::object, {}, nullptr, method.answer};
    if (const std::string wrong = wrong_name(schemas, api_of(method.id), answer, *mask); !wrong.empty())
        return cannot_select(method, wrong);
    return std::move(*mask);
}

Json masked(const Json& answer, const FieldMask& mask) {
    if (mask.below.empty()) return answer;
    if (answer.is_array()) {
        Json left = Json::array();
        for (const Json& item : answer) left.push_back(masked(item, mask));
        return left;
    }
    if (!answer.is_object()) return answer;
    Json left = Json::object();
    const auto every = mask.below.find("*");
    for (const auto& [name, value] : answer.items()) {
        auto wanted = mask.below.find(name);
        if (wanted == mask.below.end()) wanted = every;
        if (wanted != mask.below.end()) left[name] = masked(value, wanted->second);
    }
    return left;
}

}  // namespace aloft::practice::google
