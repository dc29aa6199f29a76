#include "operations/hold.hpp"

#include <unistd.h>
#include <fmt/format.h>

#include <map>
#include <vector>

#include "clouds/abilities.hpp"
#include "operations/observe.hpp"

namespace aloft {
namespace {

/// States that only a look at the world can settle.
bool uncertain(const ResourceRecord& record) { return record.state != ResourceState::standing; }

std::string what_was_found(const ResourceRecord& record, const Found& found) {
    const std::string thing = describe(record.resource.ref);
    switch (found.condition) {
        case Condition::absent: return fmt::format("{} is not there", thing);
        case Condition::partial: return fmt::format("{} is half made", thing);
        case Condition::stopped:
        case Condition::ready: return fmt::format("{} is there", thing);
    }
    return thing;
}

/// Only then a look tells the truth.
Result<void> wait_for_what_was_told(Surroundings& around, const OpenPlan& open) {
    std::map<std::string, std::vector<ResourceRef>> told;
    for (const Step& step : open.open_steps) told[step.resource.ref.provider].push_back(step.resource.ref);
    for (const auto& [name, refs] : told) {
        auto provider = provider_named(around, name);
        if (!provider) return failed(provider);
        auto* hearer = dynamic_cast<HearsLate*>(*provider);
        if (hearer == nullptr) continue;
        around.events.show(Notice{Notice::Weight::news,
                                  fmt::format("waiting until {} has done what an aloft that died had told it", name)});
        if (auto rested = hearer->come_to_rest(refs); !rested) return rested;
    }
    return {};
}

}  // namespace

Result<FileLock> hold_machine(Surroundings& around, const std::string& machine, Verb verb, WhenHeld when_held) {
    const auto path = around.home.lock("machine-" + machine);
    const std::string holder =
        fmt::format("aloft {} (process {}, since {})", to_string(verb), ::getpid(), to_iso(around.clock.now()));
    auto lock = FileLock::try_take(path, holder);
    if (!lock) return failed(lock);
    if (*lock) return std::move(**lock);
    const std::string other = FileLock::holder(path).value_or("another aloft");
    if (when_held == WhenHeld::fail)
        return failure(ErrorKind::conflict, fmt::format("beginning to {} machine {}", to_string(verb), machine),
                       fmt::format("{} is working on it", other),
                       "wait until it has ended, or leave out --no-wait to wait here");
    around.events.show(
        Notice{Notice::Weight::news, fmt::format("waiting: {} is working on machine {}", other, machine)});
    return FileLock::take(path, holder);
}

Result<History> settle(Surroundings& around, const std::string& machine) {
    auto open = around.ledger.open_plan(machine);
    if (!open) return failed(open);
    if (*open)
        if (auto waited = wait_for_what_was_told(around, **open); !waited) return failed(waited);
    auto records = around.ledger.resources(machine);
    if (!records) return failed(records);
    std::string findings;
    for (const ResourceRecord& record : *records) {
        if (!uncertain(record)) continue;
        if (record.resource.belongs == Belongs::to_disk) {
            // Only the machine itself could tell, and it may be off; whoever needs to know asks it then.
            findings += (findings.empty() ? "" : ", ") + describe(record.resource.ref) + " was not finished";
            continue;
        }
        auto provider = provider_named(around, record.resource.ref.provider);
        if (!provider) return failed(provider);
        auto found = (*provider)->find(record.resource.ref);
        if (!found) return failed(found);
        if (auto recorded = around.ledger.record(machine, record.resource, *found); !recorded) return failed(recorded);
        findings += (findings.empty() ? "" : ", ") + what_was_found(record, *found);
    }
    if (!*open) return History::clean;
    around.events.show(Notice{Notice::Weight::news,
                              fmt::format("an `aloft {}` of {} was cut off; {}", command_of((*open)->verb),
                                          (*open)->begun, findings.empty() ? "nothing was under way" : findings)});
    return History::cut_off;
}

Result<void> end_what_was_cut_off(Surroundings& around, const std::string& machine) {
    auto open = around.ledger.open_plan(machine);
    if (!open) return failed(open);
    if (!*open) return {};
    return around.journal.end((*open)->id,
                              Error{ErrorKind::interrupted, "", "its aloft ended before it did", "", Reach::nothing});
}

}  // namespace aloft
