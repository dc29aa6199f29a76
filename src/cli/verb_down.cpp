#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/exit_code.hpp"
#include "cli/plain_lines.hpp"
#include "cli/records.hpp"
#include "cli/verbs.hpp"
#include "cli/view_outcome.hpp"
#include "operations/down.hpp"

namespace aloft::cli {
namespace {

Result<std::vector<std::string>> machines_meant(Call& call) {
    if (call.words.has("keep-disk") && call.words.has("with-disk"))
        return failure(ErrorKind::bad_input, {}, "down: --keep-disk and --with-disk contradict each other");
    const std::optional<std::string> name = call.words.argument("NAME");
    if (name.has_value() == call.words.has("all"))
        return failure(ErrorKind::bad_input, {},
                       name ? "down: NAME and --all contradict each other" : "down: NAME is missing",
                       "one machine: aloft down NAME; every machine: aloft down --all");
    if (name) return std::vector{*name};
    NoProgress nothing;
    Result<Scene> scene = open_scene(call, nothing);
    if (!scene) return failed(scene);
    const Result<std::vector<MachineSummary>> known = scene->ledger->machines();
    if (!known) return failed(known);
    std::vector<std::string> names;
    for (const MachineSummary& summary : *known) names.push_back(summary.machine.name);
    return names;
}

DiskToo disk_too(const Words& words) {
    if (words.has("keep-disk")) return DiskToo::no;
    return words.has("with-disk") ? DiskToo::yes : DiskToo::as_wished;
}

Result<Outcome> remove(Call& call, const std::string& machine) {
    const DownRequest request{machine, when_held(call.words), call.words.has("purge") ? Purge::cache_too : Purge::no,
                              disk_too(call.words)};
    return perform(call, call.words.has("yes") ? Consent::given : Consent::wanted,
                   [&](Surroundings& around, Person& person) { return down(around, request, person); });
}

/// What was kept for the next machine and is gone now.
Result<std::vector<std::string>> purged(Call& call) {
    std::vector<std::string> names;
    if (!call.words.has("purge")) return names;
    NoProgress nothing;
    Result<Scene> scene = open_scene(call, nothing);
    if (!scene) return failed(scene);
    const Result<std::vector<ResourceRef>> removed = purge_cache(scene->around);
    if (!removed) return failed(removed);
    for (const ResourceRef& ref : *removed) names.push_back(describe(ref));
    return names;
}

}  // namespace

int verb_down(Call& call) {
    const Result<std::vector<std::string>> machines = machines_meant(call);
    if (!machines) return call.voice.fail(machines.error());
    nlohmann::json records = nlohmann::json::array();
    std::optional<Error> first_failure;
    for (const std::string& machine : *machines) {
        const Result<Outcome> outcome = remove(call, machine);
        records.push_back(down_record(machine, outcome));
        if (outcome) {
            if (!call.voice.in_records()) call.voice.give(outcome_sentence(machine, *outcome));
            continue;
        }
        // One machine that cannot go must not keep the others; a Ctrl-C is meant for all of them.
        if (!call.voice.in_records()) call.voice.fail(outcome.error());
        if (!first_failure) first_failure = outcome.error();
        if (outcome.error().kind == ErrorKind::interrupted) break;
    }
    if (first_failure && !call.voice.in_records()) return exit_code(first_failure->kind);
    const Result<std::vector<std::string>> gone =
        first_failure ? Result<std::vector<std::string>>(std::unexpected(*first_failure)) : purged(call);
    const nlohmann::json fields = {{"machines", records}, {"purged", gone.value_or(std::vector<std::string>())}};
    if (!gone) return call.voice.fail(gone.error(), fields);
    if (call.voice.in_records()) return call.voice.give_record(fields);
    for (const std::string& name : *gone) call.voice.give(fmt::format("{} is gone, which no machine used\n", name));
    if (machines->empty() && gone->empty()) call.voice.give("there are no machines: nothing to do\n");
    return 0;
}

}  // namespace aloft::cli
