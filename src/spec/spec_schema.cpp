#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "spec/keys.hpp"
#include "spec/spec_file.hpp"
#include "spec/values.hpp"

namespace aloft {
namespace {

using Json = nlohmann::ordered_json;  // a person reads the published file: descriptions first, keys as documented

Json schema_of(const Key& key);

std::string anchored(std::string_view pattern) { return fmt::format("^{}$", pattern); }

Json properties_of(std::string_view section) {
    Json properties = Json::object();
    for (const Key* key : keys_in(section)) properties[std::string(key->name())] = schema_of(*key);
    return properties;
}

void describe_section(Json& schema, std::string_view section) {
    schema["properties"] = properties_of(section);
    for (const Key* key : keys_in(section)) {
        if (key->required) schema["required"].push_back(std::string(key->name()));
    }
    schema["additionalProperties"] = false;
}

/// Everything may be null: a key with nothing after it says nothing. So each form stands beside null.
Json section_forms(const Key& key) {
    Json record{{"type", "object"}};
    describe_section(record, key.path);
    if (!key.short_form) return Json::array({record});
    const Json text{{"type", "string"}, {"pattern", anchored(fmt::format("{}(:[1-9][0-9]*)?", gpu_name_pattern))}};
    return Json::array({text, record});
}

Json forms_of(const Key& key) {
    switch (key.type) {
        case KeyType::name: return Json::array({{{"type", "string"}, {"pattern", anchored(machine_name_pattern)}}});
        case KeyType::gpu_name: return Json::array({{{"type", "string"}, {"pattern", anchored(gpu_name_pattern)}}});
        case KeyType::word: return Json::array({{{"enum", key.words}}});
        case KeyType::whole_number:
            return Json::array({{{"type", "integer"}, {"minimum", key.least}, {"maximum", key.most}}});
        case KeyType::size:
            return Json::array(
                {{{"type", "string"}, {"pattern", R"(^[0-9]*\.?[0-9]+ *([kmgtpKMGTP]([iI]?[bB])?|[bB])?$)"}},
                 {{"type", "number"}, {"exclusiveMinimum", 0}}});
        case KeyType::price:
            return Json::array({{{"type", "number"}, {"exclusiveMinimum", 0}},
                                {{"type", "string"}, {"pattern", R"(^\$?[0-9]*\.?[0-9]{1,6}$)"}}});
        case KeyType::time_span:
            return Json::array({{{"type", "string"}, {"pattern", anchored("(none|([0-9]+[dhms])+)")}}});
        case KeyType::place:
            return Json::array({{{"type", "string"}, {"pattern", anchored(fmt::format("({})", place_pattern))}}});
        case KeyType::text: return Json::array({{{"type", "string"}, {"minLength", 1}}});
        case KeyType::version:
            return Json::array({{{"type", "string"}, {"pattern", anchored(version_pattern)}}, {{"type", "number"}}});
        case KeyType::texts: {
            const Json text =
                key.words.empty() ? Json{{"type", "string"}, {"minLength", 1}} : Json{{"enum", key.words}};
            return Json::array({{{"type", "array"}, {"items", text}}, text});
        }
        case KeyType::section: break;
    }
    return section_forms(key);
}

Json example_of(const Key& key) {
    if (key.type == KeyType::texts) {
        // "[a, b]" as it stands in the file.
        Json list = Json::array();
        std::string_view rest = key.example.substr(1, key.example.size() - 2);
        while (!rest.empty()) {
            const std::size_t comma = std::min(rest.find(", "), rest.size());
            list.push_back(std::string(rest.substr(0, comma)));
            rest.remove_prefix(std::min(comma + 2, rest.size()));
        }
        return list;
    }
    if (key.type == KeyType::whole_number) return std::stoll(std::string(key.example));
    return std::string(key.example);
}

Json schema_of(const Key& key) {
    Json schema = Json::object();
    schema["description"] = key.when_not_said.empty()
                                ? std::string(key.description)
                                : fmt::format("{} When not said: {}", key.description, key.when_not_said);
    if (!key.example.empty()) schema["examples"] = Json::array({example_of(key)});
    Json forms = forms_of(key);
    forms.push_back({{"type", "null"}});
    schema["anyOf"] = std::move(forms);
    return schema;
}

}  // namespace

std::string spec_schema() {
    Json schema{
        {"$schema", "https://json-schema.org/draft/2020-12/schema"},
        {"title", "aloft.yaml"},
        {"description", "What machine aloft makes. Every key may be left out."},
        {"type", {"object", "null"}},
    };
    describe_section(schema, "");
    return schema.dump(2) + "\n";
}

}  // namespace aloft
