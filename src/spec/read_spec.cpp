#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <tuple>

#include "core/nearest.hpp"
#include "spec/keys.hpp"
#include "spec/source_text.hpp"
#include "spec/spec_file.hpp"
#include "spec/text_places.hpp"
#include "spec/values.hpp"
#include "spec/yaml_tree.hpp"

namespace aloft {
namespace {

using yaml::Element;

std::string path_in(std::string_view section, std::string_view name) {
    return section.empty() ? std::string(name) : fmt::format("{}.{}", section, name);
}

std::string place_of(const Key& key) {
    return key.section().empty() ? "at the top level" : fmt::format("under {}:", key.section());
}

/// A key by its name, or by a word that people try instead; the nearest of both.
const Key* probably_meant(std::string_view word, const std::vector<const Key*>& among) {
    std::vector<std::string_view> words;
    std::vector<const Key*> meant;
    for (const Key* key : among) {
        words.push_back(key->name());
        meant.push_back(key);
    }
    for (const Key* key : among) {
        for (const std::string_view also : key->also) {
            words.push_back(also);
            meant.push_back(key);
        }
    }
    const auto best = nearest(word, words);
    if (!best) return nullptr;
    return meant[static_cast<std::size_t>(std::ranges::find(words, *best) - words.begin())];
}

std::vector<const Key*> keys_outside(std::string_view section) {
    std::vector<const Key*> keys;
    for (const Key& key : spec_keys()) {
        if (key.section() != section) keys.push_back(&key);
    }
    return keys;
}

std::string without_quotes(std::string_view word) {
    const std::string name = shown(Scalar{std::string(word), false});
    return name.substr(1, name.size() - 2);
}

/// What to say of a key that does not stand in this section.
std::string unknown_key(std::string_view section, std::string_view word) {
    const std::string bare = without_quotes(word);
    if (const Key* full = find_key(word); full && !full->section().empty()) {
        return fmt::format("{}: write {} {}", bare, full->name(), place_of(*full));
    }
    const std::vector<const Key*> elsewhere = keys_outside(section);
    const auto same = std::ranges::find(elsewhere, word, &Key::name);
    if (same != elsewhere.end()) return fmt::format("{}: belongs {}", bare, place_of(**same));
    const std::vector<const Key*> here = keys_in(section);
    if (const Key* meant = probably_meant(word, here)) {
        return fmt::format("{}: unknown key; did you mean {}?", bare, meant->name());
    }
    if (const Key* meant = probably_meant(word, elsewhere)) {
        return fmt::format("{}: unknown key; did you mean {} {}?", bare, meant->name(), place_of(*meant));
    }
    std::vector<std::string_view> names;
    names.reserve(here.size());
    for (const Key* key : here) names.push_back(key->name());
    return fmt::format("{}: unknown key; known here are {}", bare, fmt::join(names, ", "));
}

std::string shown(const Element& element) {
    switch (element.kind) {
        case Element::Kind::nothing: return "nothing";
        case Element::Kind::scalar: return aloft::shown(Scalar{element.text, element.plain});
        case Element::Kind::list: return "a list";
        case Element::Kind::record: break;
    }
    return "keys below it";
}

/// A mistake whose words are made when they are wanted: a file of another kind has a mistake in each line, and looking
/// for what each could have meant takes longer than reading it.
struct Draft {
    int line = 1;
    int column = 1;
    std::size_t number = 0;
    std::function<std::string()> words;
};

/// In the order of the file, each once: through aliases the same text can be read twice. Not without end.
std::vector<Mistake> in_order(std::vector<Draft> drafts) {
    constexpr std::size_t enough = 100;
    std::ranges::sort(drafts, {}, [](const Draft& it) { return std::tie(it.line, it.column, it.number); });
    std::vector<Mistake> mistakes;
    for (const Draft& draft : drafts) {
        if (mistakes.size() == enough) {
            const auto left = &drafts.back() - &draft + 1;
            mistakes.push_back({draft.line, draft.column, fmt::format("{} more mistakes from here on", left)});
            break;
        }
        const Mistake mistake{draft.line, draft.column, draft.words()};
        if (mistakes.empty() || mistakes.back() != mistake) mistakes.push_back(mistake);
    }
    return mistakes;
}

class SpecReader {
public:
    std::expected<Spec, std::vector<Mistake>> read(const Element* root) {
        if (root && root->kind == Element::Kind::record) {
            read_section("", *root);
        } else if (root && root->kind != Element::Kind::nothing) {
            wrong(*root, fmt::format("expected keys like machine:, found {}{}", shown(*root), missing_space(*root)));
        }
        if (drafts_.empty()) return spec_;
        return std::unexpected(in_order(std::move(drafts_)));
    }

private:
    struct Entry {
        const Element* key;
        const Element* value;
    };
    using Entries = std::map<std::string, Entry, std::less<>>;

    void read_section(std::string_view section, const Element& record) {
        const Entries entries = entries_of(record);
        for (const auto& [name, entry] : entries) {
            if (const Key* key = find_key(path_in(section, name)); key && !name.contains('.')) {
                read_key(*key, *entry.value);
            } else {
                wrong_when_asked(*entry.key, [section, word = name] { return unknown_key(section, word); });
            }
        }
        for (const Key* key : keys_in(section)) {
            if (key->required && !says(entries, key->name())) {
                wrong(record, fmt::format("{}: {} is missing", section, key->name()));
            }
        }
    }

    static bool says(const Entries& entries, std::string_view name) {
        const auto entry = entries.find(name);
        return entry != entries.end() && entry->second.value->kind != Element::Kind::nothing;
    }

    /// The record's own keys first, then those of the records that it merges by `<<`, which never overrule. Without
    /// calling itself, since records may merge one another as often as a file is long; and each record once, since
    /// records that merge lists of records would otherwise be read exponentially often.
    Entries entries_of(const Element& record) {
        Entries entries;
        std::set<const Element*> seen;
        std::vector<const Element*> pending{&record};
        while (!pending.empty()) {
            const Element& next = *pending.back();
            pending.pop_back();
            if (!seen.insert(&next).second) continue;
            const std::vector<const Element*> merges = collect(next, entries);
            pending.insert(pending.end(), merges.rbegin(), merges.rend());
        }
        return entries;
    }

    /// Takes a record's own keys; answers the records that it merges.
    std::vector<const Element*> collect(const Element& record, Entries& entries) {
        std::map<std::string_view, const Element*> own;
        std::vector<const Element*> merges;
        for (std::size_t at = 0; at < record.values.size(); ++at) {
            const Element& key = *record.keys[at];
            if (key.kind != Element::Kind::scalar) {
                wrong(key, fmt::format("a key is a word, found {}", shown(key)));
            } else if (key.text == "<<" && key.plain) {
                collect_merges(*record.values[at], merges);
            } else if (const auto [first, is_new] = own.try_emplace(key.text, &key); is_new) {
                entries.try_emplace(key.text, Entry{&key, record.values[at]});
            } else {
                wrong(key,
                      fmt::format("{}: said twice, first on line {}", without_quotes(key.text), first->second->line));
            }
        }
        return merges;
    }

    void collect_merges(const Element& value, std::vector<const Element*>& merges) {
        const std::vector<const Element*> single{&value};
        for (const Element* merge : value.kind == Element::Kind::list ? value.values : single) {
            if (merge->kind == Element::Kind::record) {
                merges.push_back(merge);
            } else if (merge->kind != Element::Kind::nothing) {
                wrong(*merge, fmt::format("<<: expected an alias of keys, found {}", shown(*merge)));
            }
        }
    }

    void read_key(const Key& key, const Element& value) {
        if (value.kind == Element::Kind::nothing) return;  // `gpu:` and nothing after it says nothing
        const bool is_section = key.type == KeyType::section;
        if (is_section && value.kind == Element::Kind::record) {
            read_section(key.path, value);
        } else if (is_section && key.short_form && value.kind == Element::Kind::scalar) {
            read_short_form(key, value);
        } else if (key.type == KeyType::texts && value.kind == Element::Kind::list) {
            read_list(key, value);
        } else if (is_section || value.kind != Element::Kind::scalar) {
            wrong(value, fmt::format("{}: expected {}, found {}{}", key.name(), expected_value(key), shown(value),
                                     missing_space(value)));
        } else {
            put(key, key.name(), value, {value.text, value.plain});
        }
    }

    void read_list(const Key& key, const Element& list) {
        std::vector<Scalar> scalars;
        for (const Element* item : list.values) {
            if (item->kind != Element::Kind::scalar)
                return wrong(*item, fmt::format("{}: expected a text, found {}", key.name(), shown(*item)));
            scalars.push_back({item->text, item->plain});
            // Each mistake at its own place; that the whole can be read follows.
            if (const auto text = read_values(key, {scalars.back()}); !text)
                return wrong(*item, fmt::format("{}: {}", key.name(), text.error()));
        }
        key.slot.put(spec_, *read_values(key, scalars));
    }

    /// "T4:2" for {name: T4, count: 2}.
    void read_short_form(const Key& section, const Element& value) {
        const std::vector<const Key*> keys = keys_in(section.path);
        // A part of a longer text is no `true` and no number to YAML, so it never needs quotes; a count has none.
        const bool has_parts = value.text.contains(':');
        std::string_view rest = value.text;
        for (const Key* key : keys) {
            const std::size_t colon = key == keys.back() ? std::string_view::npos : rest.find(':');
            const bool plain = key->type == KeyType::whole_number || (value.plain && !has_parts);
            put(*key, section.name(), value, {std::string(rest.substr(0, colon)), plain});
            if (colon == std::string_view::npos) return;
            rest.remove_prefix(colon + 1);
        }
    }

    void put(const Key& key, std::string_view name, const Element& place, const Scalar& scalar) {
        const auto value = read_value(key, scalar);
        if (value) {
            key.slot.put(spec_, *value);
        } else {
            wrong(place, fmt::format("{}: {}", name, value.error()));
        }
    }

    /// `cpus:4` is a text to YAML.
    static std::string missing_space(const Element& element) {
        const std::string_view text = element.text;
        const bool looks_so = element.kind == Element::Kind::scalar && element.plain && text.contains(':');
        return looks_so ? "; a space belongs after the ':'" : "";
    }

    void wrong(const Element& place, std::string message) {
        wrong_when_asked(place, [words = std::move(message)] { return words; });
    }

    void wrong_when_asked(const Element& place, std::function<std::string()> words) {
        drafts_.push_back({place.line, place.column, drafts_.size(), std::move(words)});
    }

    Spec spec_;
    std::vector<Draft> drafts_;
};

}  // namespace

std::expected<Spec, std::vector<Mistake>> read_spec(std::string_view bytes) {
    const auto text = source_text(bytes);
    if (!text) return std::unexpected(text.error());
    const auto document = yaml::parse(*text);
    auto spec = document ? SpecReader().read(document->root) : std::unexpected(std::vector{document.error()});
    if (spec) return spec;
    const TextPlaces places(*text);
    for (Mistake& mistake : spec.error()) places.mend(mistake);
    return spec;
}

std::string describe(const std::vector<Mistake>& mistakes, std::string_view file) {
    std::string lines;
    for (const Mistake& mistake : mistakes) {
        lines += fmt::format("{}:{}:{}: {}\n", file, mistake.line, mistake.column, mistake.message);
    }
    return lines;
}

}  // namespace aloft
