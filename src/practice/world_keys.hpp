#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "practice/world.hpp"
#include "practice/world_forms.hpp"
#include "practice/world_mistakes.hpp"
#include "spec/spec_file.hpp"
#include "spec/yaml_tree.hpp"

namespace aloft::practice {

/// What there is to know of one key of a world file.
struct KeyWords {
    std::string_view name;
    std::string_view description;
    std::string_view example;
    std::vector<std::string_view> also;  ///< words that people try instead; suggestions, never accepted
    bool required = false;
};

struct KeyEntry;

/// A key of a record, and how its value goes there and back.
template <class Record>
struct Key {
    KeyWords words;
    std::string_view values;                     ///< what may be written
    std::vector<KeyEntry> below;                 ///< of a list of records: their keys
    void (*read)(std::string_view key, const yaml::Element& value, Record& record, Mistakes& mistakes) = nullptr;
    std::string (*write)(const Record& record) = nullptr;  ///< what follows the colon; empty when it is not said
};

/// What the reference says of a key.
struct KeyEntry {
    KeyWords words;
    std::string_view values;
    std::vector<KeyEntry> below;
};

/// In the order in which they are documented and written. One for each kind of record.
template <class Record>
const std::vector<Key<Record>>& keys();

template <class Record>
void read_record(const yaml::Element& element, Record& record, Mistakes& mistakes) {
    std::vector<std::string_view> seen, said;
    for (std::size_t at = 0; at < element.keys.size() && !mistakes.enough(); ++at) {
        const yaml::Element& name = *element.keys[at];
        const yaml::Element& value = *element.values[at];
        const auto key = std::ranges::find_if(keys<Record>(), [&](const Key<Record>& it) {
            return name.kind == yaml::Element::Kind::scalar && it.words.name == name.text;
        });
        if (key == keys<Record>().end()) {
            std::vector<const KeyWords*> known;
            known.reserve(keys<Record>().size());
            for (const Key<Record>& it : keys<Record>()) known.push_back(&it.words);
            mistakes.add(name, unknown_key(forms::shown(name), name.text, known));
            continue;
        }
        if (std::ranges::find(seen, key->words.name) != seen.end())
            mistakes.add(name, std::string(key->words.name) + ": said twice");
        seen.push_back(key->words.name);
        if (value.kind != yaml::Element::Kind::nothing) {  // `zones:` and nothing after it says nothing
            said.push_back(key->words.name);
            key->read(key->words.name, value, record, mistakes);
        }
    }
    for (const Key<Record>& key : keys<Record>()) {
        if (key.words.required && std::ranges::find(said, key.words.name) == said.end())
            mistakes.add(element, std::string(key.words.name) + " is missing");
    }
}

/// As the lines of a record, each of which begins with `indent`.
template <class Record>
std::string write_record(const Record& record, const std::string& indent) {
    std::string lines;
    for (const Key<Record>& key : keys<Record>()) {
        const std::string value = key.write(record);
        if (value.empty()) continue;
        lines += indent + std::string(key.words.name) + (value.starts_with('\n') ? ":" : ": ") + value + "\n";
    }
    return lines;
}

template <class Value>
constexpr bool is_optional = false;
template <class Value>
constexpr bool is_optional<std::optional<Value>> = true;

/// What a record is of which nothing is said.
template <class Record>
const Record& usual() {
    static const Record record{};
    return record;
}

/// `Place` answers the value's place in a record: [](auto& rule) -> auto& { return rule.zones; }
template <class Record, class Form, class Place>
Key<Record> key(const KeyWords& words, Place /*place*/) {
    Key<Record> made{.words = words, .values = Form::expected, .below = {}};
    made.read = [](std::string_view key, const yaml::Element& value, Record& record, Mistakes& mistakes) {
        auto read = Form::read(value);
        if (read) {
            Place{}(record) = std::move(*read);
        } else {
            mistakes.add(value, key, read.error());
        }
    };
    made.write = [](const Record& record) -> std::string {
        const auto& value = Place{}(record);
        if (value == Place{}(usual<Record>())) return {};
        using Value = std::remove_cvref_t<decltype(value)>;
        if constexpr (is_optional<Value> && !std::is_same_v<Form, forms::Limit>) {
            return Form::write(*value);
        } else {
            return Form::write(value);
        }
    };
    return made;
}

/// A key that is said even where its value is the usual one, because the record means nothing without it.
template <class Record, class Form, class Place>
Key<Record> needed_key(KeyWords words, Place place) {
    words.required = true;
    Key<Record> made = key<Record, Form>(std::move(words), place);
    made.write = [](const Record& record) { return Form::write(Place{}(record)); };
    return made;
}

template <class Record>
std::vector<KeyEntry> entries() {
    std::vector<KeyEntry> entries;
    entries.reserve(keys<Record>().size());
    for (const Key<Record>& key : keys<Record>()) entries.push_back({key.words, key.values, key.below});
    return entries;
}

/// A list of records.
template <class Record, class Item, class Place>
Key<Record> records(const KeyWords& words, Place /*place*/) {
    Key<Record> made{.words = words, .values = "a list, each with the keys below", .below = entries<Item>()};
    made.read = [](std::string_view key, const yaml::Element& value, Record& record, Mistakes& mistakes) {
        constexpr std::size_t most = 1000;
        if (value.kind != yaml::Element::Kind::list)
            return mistakes.add(value, key, "expected a list, each beginning with -, found " + forms::shown(value));
        if (value.values.size() > most)
            return mistakes.add(value, key, "a list of more than 1000, which is more than any world needs");
        for (const yaml::Element* element : value.values) {
            if (mistakes.enough()) return;
            if (element->kind != yaml::Element::Kind::record) {
                mistakes.add(*element, key,
                             "expected keys like " + std::string(keys<Item>().front().words.name) + ":, found " +
                                 forms::shown(*element));
                continue;
            }
            Item item;
            const std::size_t before = mistakes.count();
            read_record(*element, item, mistakes);
            if (mistakes.count() > before) continue;
            if (const std::string why = why_wrong(item); !why.empty()) mistakes.add(*element, why);
            Place{}(record).push_back(std::move(item));
        }
    };
    made.write = [](const Record& record) {
        std::string lines;
        for (const Item& item : Place{}(record)) {
            std::string text = write_record(item, "    ");
            text.replace(0, 4, "  - ");
            lines += "\n" + text;
            lines.pop_back();
        }
        return lines;
    };
    return made;
}

}  // namespace aloft::practice
