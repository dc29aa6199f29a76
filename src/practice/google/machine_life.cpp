#include "practice/google/machine_life.hpp"

#include <algorithm>

#include "practice/google/agenda.hpp"
#include "practice/google/machine.hpp"
#include "practice/google/metering.hpp"
#include "practice/google/names.hpp"
#include "practice/google/operations.hpp"
#include "practice/google/spared.hpp"

namespace aloft::practice::google {
namespace {

constexpr std::string_view nobody = "system";
/// How often a spot machine's price is looked at.
constexpr auto meter_interval = std::chrono::hours(1);

Moment began_of(const Json& instance) {
    return to_moment(instance.value("/practice/began"_json_pointer, std::int64_t{0}));
}

std::optional<Moment> preemption_of(const Office& office, const Json& instance) {
    if (!is_spot(instance) || !is_running(instance)) return std::nullopt;
    return office.weather.preemption(text_in(instance, "id"), shape_of(instance), office.places, began_of(instance));
}

/// Stopped or deleted, as its instanceTerminationAction says.
void take_machine(Office& office, const std::string& name, std::string_view type, std::chrono::milliseconds soft,
                  Moment at) {
    const Json& instance = *office.records.find(name);
    const bool remove = instance.value("/scheduling/instanceTerminationAction"_json_pointer, std::string()) == "DELETE";
    begin_operation(office, nobody,
                    {.type = std::string(type),
                     .target = name,
                     .effect = remove ? "instance.delete" : "instance.stop",
                     .arguments = {{"to", "TERMINATED"}, {"soft_seconds", soft.count() / 1000}}},
                    at);
}

}  // namespace

void stage_machine(Office& office, const std::string& operation) {
    const Json* kept = office.records.find(operation);
    if (kept == nullptr || is_done(*kept)) return;
    const std::string name = target_of_operation(*kept);
    const Json* instance = office.records.find(name);
    if (instance == nullptr || text_in(*instance, "status") != "PROVISIONING") return;
    Json staged = *instance;
    staged["status"] = "STAGING";
    keep(office, name, std::move(staged));
}

std::optional<Moment> own_end(const Json& instance) {
    const Json scheduling = instance.value("scheduling", Json::object());
    if (scheduling.contains("terminationTime")) return from_google_time(text_in(scheduling, "terminationTime"));
    if (!scheduling.contains("maxRunDuration")) return std::nullopt;
    return began_of(instance) + std::chrono::seconds(number_in(scheduling["maxRunDuration"], "seconds", 0));
}

void machine_runs(Office& office, const std::string& name, Moment at) {
    Json instance = *office.records.find(name);
    instance["status"] = "RUNNING";
    instance["lastStartTimestamp"] = google_time(at);
    instance[ours]["began"] = to_number(at);
    instance[ours]["preempted"] = false;
    instance[ours]["maintenance"] = "NONE";
    if (const auto end = own_end(instance)) {
        instance["resourceStatus"]["scheduling"]["terminationTimestamp"] = google_time(*end);
        plan(office, *end, agenda::time_is_up, name);
    }
    if (is_spot(instance)) plan(office, at + meter_interval, agenda::read_meter, name);
    keep(office, name, instance);
    if (const auto taken = preemption_of(office, instance)) plan(office, std::max(*taken, at), agenda::preempt, name);
    meter(office, name, at);
}

void plan_preemptions(Office& office) {
    for (const std::string& name : kept_names(office, "projects/", "instances")) {
        do_unless_broken(office, name, [&] {
            const auto taken = preemption_of(office, *office.records.find(name));
            if (taken) plan(office, std::max(*taken, office.clock.now()), agenda::preempt, name);
            meter(office, name, office.clock.now());
        });
    }
}

void preempt_machine(Office& office, const std::string& name, Moment at) {
    const Json* kept = office.records.find(name);
    if (kept == nullptr || !is_running(*kept)) return;
    const auto taken = preemption_of(office, *kept);
    // The weather may have changed since it was planned.
    if (!taken) return;
    if (*taken > at) return plan(office, *taken, agenda::preempt, name);
    preempt_now(office, name, at);
}

void preempt_now(Office& office, const std::string& name, Moment at) {
    Json instance = *office.records.find(name);
    instance[ours]["preempted"] = true;
    instance[ours]["maintenance"] = "TERMINATE_ON_HOST_MAINTENANCE";
    keep(office, name, std::move(instance));
    take_machine(office, name, "compute.instances.preempted", office.weather.world().preemption_notice, at);
}

void end_machine(Office& office, const std::string& name, Moment at) {
    const Json* kept = office.records.find(name);
    if (kept == nullptr || !is_running(*kept)) return;
    const auto end = own_end(*kept);
    if (!end) return;
    if (*end > at) return plan(office, *end, agenda::time_is_up, name);
    take_machine(office, name, "compute.instances.terminateOnSchedule",
                 is_spot(*kept) ? std::chrono::seconds(30) : std::chrono::seconds(120), at);
}

void restart_machines(Office& office, const std::vector<std::string>& running, Moment at) {
    for (const std::string& name : kept_names(office, "projects/", "instances")) {
        const Json* kept = office.records.find(name);
        if (!is_running(*kept) || std::ranges::find(running, text_in(*kept, "id")) != running.end()) continue;
        do_unless_broken(office, name, [&] {
            Json instance = *kept;
            instance["status"] = "PROVISIONING";
            keep(office, name, std::move(instance));
            begin_operation(office, nobody,
                            {.type = "compute.instances.automaticRestart",
                             .target = name,
                             .effect = "instance.start",
                             .arguments = {{"disks", Json::array()}}},
                            at);
        });
    }
}

void read_meter_again(Office& office, const std::string& name, Moment at) {
    const Json* instance = office.records.find(name);
    if (instance == nullptr || !is_running(*instance) || !is_spot(*instance)) return;
    meter(office, name, at);
    plan(office, at + meter_interval, agenda::read_meter, name);
}

}  // namespace aloft::practice::google
