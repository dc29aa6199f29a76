#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "golden.hpp"
#include "spec/keys.hpp"
#include "spec/spec_file.hpp"
#include "spec/values.hpp"

namespace aloft {
namespace {

using ::testing::HasSubstr;

TEST(Published, SchemaIsWhatTheReaderKnows) { tests::expect_file("docs/aloft.schema.json", spec_schema()); }

TEST(Published, ReferenceIsWhatTheReaderKnows) { tests::expect_file("docs/aloft-yaml.md", spec_reference()); }

/// The keys that a part of the schema has below it, itself or in one of its forms.
const nlohmann::json* properties_of(const nlohmann::json& schema) {
    if (schema.contains("properties"))
        return schema.at("additionalProperties") == false ? &schema["properties"] : nullptr;
    if (!schema.contains("anyOf")) return nullptr;
    for (const nlohmann::json& form : schema["anyOf"]) {
        if (const nlohmann::json* properties = properties_of(form)) return properties;
    }
    return nullptr;
}

const nlohmann::json* find_in(const nlohmann::json& schema, std::string_view path) {
    const std::string name(path.substr(0, path.find('.')));
    const nlohmann::json* properties = properties_of(schema);
    if (!properties || !properties->contains(name)) return nullptr;
    const nlohmann::json& found = properties->at(name);
    return path.contains('.') ? find_in(found, path.substr(name.size() + 1)) : &found;
}

TEST(Schema, HasEveryKeyWithItsWords) {
    const nlohmann::json schema = nlohmann::json::parse(spec_schema());
    EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    for (const Key& key : spec_keys()) {
        const nlohmann::json* found = find_in(schema, key.path);
        ASSERT_NE(found, nullptr) << key.path;
        EXPECT_THAT((*found)["description"].get<std::string>(), HasSubstr(std::string(key.description)));
        EXPECT_EQ(found->contains("examples"), !key.example.empty());
    }
}

TEST(Keys, EveryExampleReadsAndReadsBack) {
    for (const Key& key : spec_keys()) {
        EXPECT_FALSE(key.description.empty()) << key.path;
        if (key.type == KeyType::section) continue;
        // A list is for who reads lists; here it would be one text.
        const bool is_list_of_words = key.type == KeyType::texts && !key.words.empty();
        const auto value = read_value(key, {std::string(is_list_of_words ? key.words.front() : key.example)});
        ASSERT_TRUE(value) << key.path << ": " << value.error();
        Spec spec;
        EXPECT_EQ(spec, Spec{});
        key.slot.put(spec, *value);
        EXPECT_EQ(key.slot.get(spec), *value) << key.path;
    }
}

TEST(Keys, EverySectionComesBeforeItsKeys) {
    std::vector<std::string_view> sections{""};
    for (const Key& key : spec_keys()) {
        EXPECT_THAT(sections, ::testing::Contains(key.section())) << key.path;
        if (key.type == KeyType::section) sections.push_back(key.path);
    }
}

}  // namespace
}  // namespace aloft
