#include <array>

#include "practice/google/effects.hpp"
#include "practice/google/machine.hpp"
#include "practice/google/metering.hpp"
#include "practice/google/names.hpp"
#include "practice/google/operations.hpp"

namespace aloft::practice::google {
namespace {

const Json* target(const Office& office, const Json& operation) {
    return office.records.find(target_of_operation(operation));
}

bool costs(const Json& document) {
    const std::string kind = text_in(document, "kind");
    return kind == "compute#disk" || kind == "compute#snapshot" || kind == "compute#address" ||
           kind == "compute#instance";
}

void meter_if_it_costs(Office& office, const std::string& name, Moment at) {
    const Json* document = office.records.find(name);
    if (document != nullptr && costs(*document)) meter(office, name, at);
}

/// Machines whose doors follow from the change: one, or those of a network.
HallJobs door_jobs(Office& office, const Json& operation) {
    const std::string of = text_in(arguments_of(operation), "doors");
    if (of.empty()) return {};
    const Json* instance = office.records.find(of);
    if (instance != nullptr && text_in(*instance, "kind") == "compute#instance") {
        if (!is_running(*instance)) return {};
        return {connect_job(office, *instance)};
    }
    return connect_jobs(office, project_of(of), of);
}

Json write_fields(Office& office, const Json& operation, Moment at) {
    const std::string name = target_of_operation(operation);
    const Json* kept = office.records.find(name);
    if (kept == nullptr) return failure_of("RESOURCE_NOT_FOUND", not_found(name).message, 404, "NOT FOUND");
    const Json& arguments = arguments_of(operation);
    Json document = *kept;
    // Of a temporary, items() would hang in the air.
    const Json same = arguments.value("same", Json::object());
    for (const auto& [pointer, value] : same.items())
        if (document.value(Json::json_pointer(pointer), Json()) != value)
            return failure_of("CONDITION_NOT_MET", "Supplied fingerprint does not match current metadata fingerprint.",
                              412, "PRECONDITION FAILED");
    for (const auto& [pointer, value] : arguments["fields"].items()) {
        const Json::json_pointer place(pointer);
        if (!value.is_null()) {
            document[place] = value;
        } else if (document.contains(place)) {
            document[place.parent_pointer()].erase(place.back());
        }
    }
    keep(office, name, std::move(document));
    meter_if_it_costs(office, name, at);
    return nullptr;
}

bool is_early(const Json& operation) { return arguments_of(operation).value("early", false); }

void begin_change(Office& office, const Json& operation, Moment at) {
    if (is_early(operation)) write_fields(office, operation, at);
}

Json end_change(Office& office, const Json& operation, Moment at) {
    return is_early(operation) ? Json() : write_fields(office, operation, at);
}

Json end_creation(Office& office, const Json& operation, Moment at) {
    const Json* kept = target(office, operation);
    const std::string ready = text_in(arguments_of(operation), "ready");
    const std::string name = target_of_operation(operation);
    if (kept == nullptr) return failure_of("RESOURCE_NOT_FOUND", not_found(name).message, 404, "NOT FOUND");
    if (!ready.empty()) {
        Json document = *kept;
        document["status"] = ready;
        keep(office, name, std::move(document));
    }
    meter_if_it_costs(office, name, at);
    return nullptr;
}

void undo_creation(Office& office, const Json& operation, Moment at) {
    const std::string name = target_of_operation(operation);
    const Json* kept = office.records.find(name);
    if (kept == nullptr) return;
    const bool metered = costs(*kept);
    drop(office, name);
    if (metered) meter(office, name, at);
}

void begin_removal(Office& office, const Json& operation, Moment at) {
    const std::string name = target_of_operation(operation);
    const Json* kept = office.records.find(name);
    if (kept == nullptr) return;
    // A rule's doors are shut while the operation is at work; everything else is there until its end.
    if (text_in(*kept, "kind") == "compute#firewall") undo_creation(office, operation, at);
}

Json end_removal(Office& office, const Json& operation, Moment at) {
    undo_creation(office, operation, at);
    return nullptr;
}

/// All machines of one bulk insert, each with an operation of its own.
Json end_bulk(Office& office, const Json& operation, Moment /*at*/) {
    const Json* kept = nullptr;
    Json failure;
    for (const Json& part : arguments_of(operation)["operations"]) {
        kept = office.records.find(part.get<std::string>());
        if (kept == nullptr) continue;
        if (!is_done(*kept)) return "later";
        const Json failed = (*kept)[ours].value("failure", Json());
        if (!failed.is_null()) failure = failed;
    }
    return failure;
}

constexpr std::array<Effect, 4> effects = {{
    {"create", nullptr, door_jobs, end_creation, undo_creation, nullptr},
    {"change", begin_change, door_jobs, end_change, nullptr, nullptr},
    {"remove", begin_removal, door_jobs, end_removal, nullptr, nullptr},
    {"bulk", nullptr, nullptr, end_bulk, nullptr, nullptr},
}};

}  // namespace

std::span<const Effect> record_effects() { return effects; }

}  // namespace aloft::practice::google
