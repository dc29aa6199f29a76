#include <fmt/format.h>

#include "practice/ready_worlds.hpp"
#include "practice/world_file.hpp"
#include "practice/world_keys.hpp"

namespace aloft::practice {
namespace {

constexpr std::string_view introduction = R"(# World files

What the practice cloud is like: where there are machines, how many and at what price, what is allowed, and what goes
wrong. `aloft practice start --world FILE` begins with one, and `aloft practice weather` changes to one while it runs.
Every key may be left out: what is not said is as calm as can be. An example:

```yaml
{}```

A file with mistakes changes nothing. All of them are told at once, each with its place:

```
{}```

Lists of rules are read from above: the first that fits counts. Names may have `*` for any part of them. Times of day are
the world's, in UTC; its clock can be turned.

## The ready worlds

| world | what it is like |
|---|---|
{}
Each is a world file itself, in [src/practice/worlds](../src/practice/worlds).

## The keys
)";

constexpr std::string_view example = R"(name: monday
about: T4s are rare while offices are open, and one call in five is refused.
regions: [us-central1, europe-west4]
stock:
  - gpus: nvidia-tesla-t4
    zones: us-central1-*
    days: mon-fri
    hours: 08:00-20:00
    there_are: 0
quota_limits:
  - ids: GPUS_ALL_REGIONS
    limit: 0
quota_answers:
  - ids: GPUS_ALL_REGIONS
    above: 4
    answer: in-part
    part: 4
    after: 2m
  - answer: granted
    after: 10s
faults:
  - methods: compute.instances.*
    calls: 5- every 5
    fault: refuse
    status: 503
    reason: backendError
    message: Backend Error
preemptions:
  - gpus: nvidia-*
    per_hour: 0.2
billing_accounts:
  - id: 012345-6789AB-CDEF01
projects:
  - id: my-project
    billing_account: 012345-6789AB-CDEF01
    services: [compute.googleapis.com]
)";

constexpr std::string_view mistaken = R"(stock:
  - gpu: T4
    hours: 8-20
quota_limits:
  - ids: GPUS_ALL_REGIONS
)";

std::string mistakes() {
    const auto world = read_world(mistaken);
    return world ? "" : describe(world.error(), "monday.yaml");
}

std::string ready_rows() {
    std::string rows;
    for (const ReadyWorld& ready : ready_worlds()) {
        const auto world = read_world(ready.yaml);
        rows += fmt::format("| {} | {} |\n", ready.name, world ? world->about : "");
    }
    return rows;
}

std::string entry_of(const KeyEntry& key, std::string_view section, std::string_view heading) {
    const std::string path =
        section.empty() ? std::string(key.words.name) : fmt::format("{}.{}", section, key.words.name);
    std::string entry = fmt::format("\n{} {}\n\n{}\n\n- Values: {}", heading, path, key.words.description, key.values);
    if (key.words.required) entry += fmt::format("; needed in each of `{}`", section);
    if (!key.words.example.empty()) entry += fmt::format("\n- Example: `{}: {}`", key.words.name, key.words.example);
    entry += "\n";
    for (const KeyEntry& below : key.below) entry += entry_of(below, path, "####");
    return entry;
}

}  // namespace

std::string world_reference() {
    std::string page = fmt::format(introduction, example, mistakes(), ready_rows());
    for (const KeyEntry& key : entries<World>()) page += entry_of(key, "", "###");
    return page;
}

}  // namespace aloft::practice
