#include "cli/records.hpp"

#include <nlohmann/json.hpp>

#include "cli/address.hpp"
#include "wire/json.hpp"

namespace aloft::cli {
namespace {

using nlohmann::json;

json address_record(const std::vector<Found>& found) {
    const std::optional<FoundAddress> address = address_in(found);
    if (!address) return nullptr;
    return {{"host", address->host}, {"port", std::stoi("0" + address->port)}, {"user", address->user}};
}

template <class Value>
json list_of(const std::vector<Value>& values) {
    json list = json::array();
    for (const Value& value : values) list.push_back(wire::to_json(value));
    return list;
}

std::string_view word_of(ResourceState state) {
    switch (state) {
        case ResourceState::intended: return "intended";
        case ResourceState::standing: return "standing";
        case ResourceState::leaving: return "leaving";
    }
    return "";
}

json resource_record(const ResourceRecord& record) {
    return {{"resource", wire::to_json(record.resource)},
            {"found", wire::to_json(record.found)},
            {"state", word_of(record.state)}};
}

json readings_record(const std::optional<Result<Readings>>& readings) {
    if (!readings) return nullptr;
    return *readings ? wire::to_json(**readings) : json{{"error", wire::to_json(readings->error())}};
}

json open_plan_record(const std::optional<OpenPlan>& plan) {
    if (!plan) return nullptr;
    return {{"id", plan->id},
            {"verb", to_string(plan->verb)},
            {"begun", plan->begun},
            {"open_steps", list_of(plan->open_steps)}};
}

std::vector<Found> found_in(const std::vector<ResourceRecord>& records) {
    std::vector<Found> found;
    found.reserve(records.size());
    for (const ResourceRecord& record : records) found.push_back(record.found);
    return found;
}

json machine_record(const MachineStatus& status) {
    const MachineRecord& machine = status.summary.machine;
    json resources = json::array();
    for (const ResourceRecord& record : status.resources) resources.push_back(resource_record(record));
    return {{"name", machine.name},
            {"state", to_string(status.state)},
            {"owner", machine.owner},
            {"held_by", status.held_by.empty() ? json(nullptr) : json(status.held_by)},
            {"spec", wire::to_json(machine.spec)},
            {"offer", wire::to_json(machine.offer)},
            {"price", wire::to_json(status.summary.price)},
            {"address", address_record(found_in(status.resources))},
            {"created", machine.created},
            {"changed", machine.changed},
            {"open_plan", open_plan_record(status.summary.open_plan)},
            {"readings", readings_record(status.readings)},
            {"resources", resources}};
}

}  // namespace

std::string record_text(const VerbDescription& verb, const json& fields, const Error* error, Ground ground) {
    json record = {{"ok", error == nullptr}, {"error", error == nullptr ? json(nullptr) : wire::to_json(*error)}};
    if (ground == Ground::practice) record["practice"] = true;
    for (const FieldDescription& field : verb.fields) {
        const std::string name(field.name);
        record[name] = fields.contains(name) ? fields.at(name) : json(nullptr);
    }
    // What a program wrote need not be UTF-8; a record must be.
    return record.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

json fields_of(const Outcome& outcome) {
    return {{"machine", outcome.plan.machine},
            {"changed", outcome.plan.steps.size()},
            {"address", address_record(outcome.found)},
            {"plan", wire::to_json(outcome.plan)},
            {"resources", list_of(outcome.found)}};
}

json down_record(const std::string& machine, const Result<Outcome>& outcome) {
    if (!outcome)
        return {{"machine", machine},
                {"changed", nullptr},
                {"error", wire::to_json(outcome.error())},
                {"plan", nullptr},
                {"resources", nullptr}};
    json record = fields_of(*outcome);
    record["machine"] = machine;
    record["error"] = nullptr;
    record.erase("address");
    return record;
}

json fields_of(const std::vector<MachineStatus>& machines) {
    json list = json::array();
    for (const MachineStatus& machine : machines) list.push_back(machine_record(machine));
    return {{"machines", list}};
}

json fields_of(const Diagnosis& diagnosis, const std::optional<Rebuilt>& rebuilt) {
    json rebuilt_record = nullptr;
    if (rebuilt)
        rebuilt_record = {{"set_aside", rebuilt->set_aside.empty() ? json(nullptr) : json(rebuilt->set_aside)},
                          {"machines", rebuilt->machines}};
    return {{"checks", list_of(diagnosis.checks)}, {"strays", list_of(diagnosis.strays)}, {"rebuilt", rebuilt_record}};
}

}  // namespace aloft::cli
