#include <fmt/format.h>

#include "core/time_span.hpp"
#include "spec/keys.hpp"
#include "spec/spec_file.hpp"
#include "spec/values.hpp"

namespace aloft {
namespace {

constexpr std::string_view introduction = R"(# aloft.yaml

What machine `aloft up` makes. It reads `aloft.yaml` in the folder where it is called, or the file that it is given.
Every key may be left out, and so may the file: what is not said is chosen. Of the machine, one that stands already keeps
what it has; of the work, from `python` on, the file says all there is, and what it leaves out is not wished any more.

```yaml
{}```

Editors that know the YAML language server complete and check the file when its first line is

```yaml
# yaml-language-server: $schema=aloft.schema.json
```

with the path of [aloft.schema.json](aloft.schema.json), which is beside this page.

A file with mistakes changes nothing. All of them are told at once, each with its place:

```
{}```

Anchors, aliases and merge keys (`<<`) work as everywhere in YAML. A key that is said twice is a mistake.

## The keys
)";

/// The examples of the table as one file.
std::string whole_example(std::string_view section, const std::string& indent) {
    std::string lines;
    for (const Key* key : keys_in(section)) {
        if (!key->example.empty()) {
            lines += fmt::format("{}{}: {}\n", indent, key->name(), key->example);
        } else {
            lines += fmt::format("{}{}:\n{}", indent, key->name(), whole_example(key->path, indent + "  "));
        }
    }
    return lines;
}

std::string mistaken_example() {
    const auto spec = read_spec("name: My Box\nmachine:\n  memroy: 8GB\n  cpus: four\ngup: T4\n");
    return spec ? "" : describe(spec.error(), "aloft.yaml");
}

std::string values_of(const Key& key) {
    switch (key.type) {
        case KeyType::name: return "text: lower-case letters, digits and dashes, at most 32";
        case KeyType::word: return fmt::format("`{}`", fmt::join(key.words, "`, `"));
        case KeyType::whole_number: return fmt::format("a whole number from {} to {}", key.least, key.most);
        case KeyType::size:
            return fmt::format("a size, from {} to {}", to_string(Bytes{key.least}), to_string(Bytes{key.most}));
        case KeyType::price: return "dollars";
        case KeyType::time_span:
            return fmt::format("a time in d, h, m and s, from {} to {}; or `none`",
                               time_span_text(std::chrono::seconds(key.least)),
                               time_span_text(std::chrono::seconds(key.most)));
        case KeyType::gpu_name:
        case KeyType::text: return "text";
        case KeyType::place: return "`local`, `gcp`, or `ssh:` and hosts";
        case KeyType::version: return "a version of two or three parts";
        case KeyType::texts:
            return key.words.empty() ? "a list of texts, or one"
                                     : fmt::format("a list of `{}`, or one of them", fmt::join(key.words, "`, `"));
        case KeyType::section: break;
    }
    return key.short_form ? "text, or the keys below it" : "the keys below it";
}

std::string entry_of(const Key& key) {
    std::string entry = fmt::format("\n### {}\n\n{}\n\n- Values: {}", key.path, key.description, values_of(key));
    if (key.required) entry += fmt::format("; needed in `{}`", key.section());
    if (!key.when_not_said.empty()) entry += fmt::format("\n- When not said: {}", key.when_not_said);
    if (!key.example.empty()) entry += fmt::format("\n- Example: `{}: {}`", key.name(), key.example);
    return entry + "\n";
}

}  // namespace

std::string spec_reference() {
    std::string page = fmt::format(introduction, whole_example("", ""), mistaken_example());
    for (const Key& key : spec_keys()) page += entry_of(key);
    return page;
}

}  // namespace aloft
