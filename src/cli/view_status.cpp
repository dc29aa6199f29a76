#include "cli/view_status.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/address.hpp"
#include "cli/table_view.hpp"
#include "cli/text.hpp"
#include "cli/view_readings.hpp"
#include "core/time_span.hpp"

namespace aloft::cli {
namespace {

Tint tint_of(MachineState state) {
    switch (state) {
        case MachineState::running: return Tint::good;
        case MachineState::stopped:
        case MachineState::disk_only:
        case MachineState::absent: return Tint::quiet;
        case MachineState::busy: return Tint::busy;
        case MachineState::interrupted: return Tint::warning;
    }
    return Tint::plain;
}

std::string place_of(const Offer& offer) {
    // For the computer one sits at, "local" says it all.
    return offer.cloud == default_place || offer.place.empty() ? offer.cloud : offer.cloud + " " + offer.place;
}

std::string short_sizes(const Offer& offer) {
    std::string text = fmt::format("{} cpu, {}, {}", offer.cpus, to_string(offer.memory), to_string(offer.disk));
    if (offer.gpu) text += fmt::format(", {} {}", offer.gpu->count, offer.gpu->name);
    return text;
}

/// What to say of a machine beside its row: empty when all is plain.
std::string remark_on(const MachineStatus& machine) {
    const std::string& name = machine.summary.machine.name;
    if (machine.state == MachineState::busy)
        return machine.held_by.empty() ? fmt::format("{}: another aloft works on it", name)
                                       : fmt::format("{}: {} works on it", name, machine.held_by);
    if (machine.state == MachineState::disk_only)
        return fmt::format(
            "{}: only its disk is left, at {}; the machine again on it: aloft up --name {}; to remove it: "
            "aloft down {} --with-disk",
            name, price_of_disk(machine.summary.machine.offer, machine.summary.price), name, name);
    if (machine.state != MachineState::interrupted) return "";
    const std::optional<OpenPlan>& plan = machine.summary.open_plan;
    const std::string_view verb = plan ? command_of(plan->verb) : "up";
    const bool names_it = plan && plan->verb != Verb::up;
    const std::string go_on =
        names_it ? fmt::format("aloft {} {}", verb, name) : fmt::format("aloft up --name {}", name);
    const std::string remove =
        plan && plan->verb == Verb::down ? "" : fmt::format("; to remove it: aloft down {}", name);
    return fmt::format("{}: `{}` was cut off; to go on: {}{}", name, verb, go_on, remove);
}

/// When the cloud itself stops it, as was seen last; nothing for a machine without a deadline, or that is off.
std::optional<Instant> end_of(const MachineStatus& machine) {
    if (machine.state != MachineState::running) return std::nullopt;
    for (const ResourceRecord& record : machine.resources)
        if (record.resource.ref.kind == ResourceKind::instance)
            if (const std::string* ends = seen(record.found, "ends")) return from_iso(*ends);
    return std::nullopt;
}

std::string deadline_words(const std::string& deadline, std::optional<Instant> end, Instant now) {
    if (!end) return fmt::format("{} after each start", deadline);
    return *end <= now ? fmt::format("{} after each start; it was at {}: `aloft status --refresh` looks", deadline,
                                     to_iso(*end))
                       : fmt::format("{} after each start: the cloud stops it at {}", deadline, to_iso(*end));
}

std::string kind_for_people(ResourceKind kind) {
    std::string word(to_string(kind));
    std::ranges::replace(word, '_', ' ');
    return word;
}

std::string_view word_of(const ResourceRecord& record) {
    switch (record.state) {
        case ResourceState::intended: return "begun";
        case ResourceState::leaving: return "leaving";
        case ResourceState::standing: return to_string(record.found.condition);
    }
    return "";
}

std::vector<Found> found_in(const MachineStatus& machine) {
    std::vector<Found> found;
    found.reserve(machine.resources.size());
    for (const ResourceRecord& record : machine.resources) found.push_back(record.found);
    return found;
}

std::string resources_of(const MachineStatus& machine, const Paint& paint, int columns) {
    std::vector<std::vector<Cell>> rows;
    for (const ResourceRecord& record : machine.resources) {
        const ResourceRef& ref = record.resource.ref;
        const bool shared = is_shared(record.resource.belongs);
        rows.push_back({{"", Tint::plain},
                        {kind_for_people(ref.kind), Tint::quiet},
                        {ref.name, Tint::plain},
                        {std::string(word_of(record)), Tint::plain},
                        {shared ? "shared" : "", Tint::quiet}});
    }
    return rows.empty() ? "" : "\n" + table_view(rows, paint, columns);
}

}  // namespace

std::string status_table(const std::vector<MachineStatus>& machines, Instant now, const Paint& paint, int columns) {
    if (machines.empty()) return "there are no machines; to make one: aloft up\n";
    std::vector<std::vector<Cell>> rows;
    rows.reserve(machines.size() + 1);
    rows.emplace_back();
    for (const std::string_view title : {"NAME", "STATE", "WHERE", "SIZE", "$/H", "$/H STOPPED", "AGE"})
        rows.front().push_back({std::string(title), Tint::quiet});
    std::string remarks;
    for (const MachineStatus& machine : machines) {
        const MachineRecord& record = machine.summary.machine;
        rows.push_back({{record.name, Tint::strong},
                        {std::string(to_string(machine.state)), tint_of(machine.state)},
                        {place_of(record.offer), Tint::plain},
                        {short_sizes(record.offer), Tint::plain},
                        {to_string(machine.summary.price.running), Tint::plain},
                        {to_string(machine.summary.price.stopped), Tint::plain},
                        {age_text(record.created, now), Tint::plain}});
        if (const std::string remark = remark_on(machine); !remark.empty()) remarks += remark + "\n";
    }
    return table_view(rows, paint, columns) + (remarks.empty() ? "" : "\n" + remarks);
}

std::string status_details(const MachineStatus& machine, Instant now, const Paint& paint, int columns) {
    const MachineRecord& record = machine.summary.machine;
    const std::optional<FoundAddress> address = address_in(found_in(machine));
    std::string text = Line()
                           .add(record.name, Tint::strong)
                           .add("  ")
                           .add(to_string(machine.state), tint_of(machine.state))
                           .fit(columns, paint) +
                       "\n\n";
    std::vector<std::vector<Cell>> rows;
    const auto row = [&](std::string_view title, std::string value) {
        rows.push_back({{fmt::format("  {}", title), Tint::quiet}, {std::move(value), Tint::plain}});
    };
    row("where", where_text(record.offer));
    row("size", fmt::format("{}, {}", kind_text(record.offer), sizes_text(record.offer)));
    const bool is_shelved = machine.state == MachineState::disk_only;
    row("price", is_shelved ? price_of_disk(record.offer, machine.summary.price)
                            : price_text(record.offer, machine.summary.price));
    if (address) row("address", to_string(*address));
    if (const auto deadline = record.spec.deadline; deadline && deadline->count() > 0)
        row("deadline", deadline_words(time_span_text(*deadline), end_of(machine), now));
    row("made", fmt::format("{} ({})", record.created, age_text(record.created, now)));
    if (record.changed != record.created && !record.changed.empty())
        row("changed", fmt::format("{} ({})", record.changed, age_text(record.changed, now)));
    if (machine.readings)
        for (auto& [title, value] : reading_rows(*machine.readings)) row(title, std::move(value));
    text += table_view(rows, paint, columns) + resources_of(machine, paint, columns);
    const std::string remark = remark_on(machine);
    if (!remark.empty()) text += "\n" + remark + "\n";
    return text;
}

}  // namespace aloft::cli
