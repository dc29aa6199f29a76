#include "practice/google/operations.hpp"

#include <fmt/format.h>

#include "practice/google/agenda.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

/// As long as Google shows an operation that has ended.
constexpr auto remembered = std::chrono::hours(24 * 14);

std::string new_name(Office& office, Moment at) {
    const auto random = [&](std::uint64_t most) { return office.random.next() % most; };
    return fmt::format("operation-{}-{:013x}-{:08x}-{:08x}", to_number(at), random(1ULL << 52U), random(1ULL << 32U),
                       random(1ULL << 32U));
}

/// "insert" of "compute.instances.preempted" too: how long it takes is told by kinds.
std::string kind_of(std::string_view type) { return std::string(type.substr(type.rfind('.') + 1)); }

/// What a project's own record is about is the project.
std::string shown_target(const std::string& target) {
    return target.ends_with("/compute") ? project_of(target) : target;
}

}  // namespace

Json failure_of(std::string_view code, std::string_view message, int http_status, std::string_view http_message,
                Json details) {
    return {{"code", code},
            {"message", message},
            {"status", http_status},
            {"statusMessage", http_message},
            {"errorDetails", std::move(details)}};
}

Json begin_operation(Office& office, std::string_view caller, Beginning beginning) {
    return begin_operation(office, caller, std::move(beginning), office.clock.now());
}

Json begin_operation(Office& office, std::string_view caller, Beginning beginning, Moment at) {
    const std::string scope = scope_of(beginning.target);
    const std::string name = new_name(office, at);
    const std::string place = fmt::format("{}/{}", project_of(beginning.target), scope);
    const std::string record = fmt::format("{}/operations/{}", place, name);
    const Json* target = office.records.find(beginning.target);
    Json operation = {{"kind", "compute#operation"},
                      {"id", new_id(office)},
                      {"name", name},
                      {"operationType", beginning.type},
                      {"targetLink", link(shown_target(beginning.target))},
                      {"status", "RUNNING"},
                      {"user", caller},
                      {"progress", 0},
                      {"insertTime", google_time(at)},
                      {"startTime", google_time(at)},
                      {"selfLink", link(record)}};
    if (target != nullptr && target->contains("id")) operation["targetId"] = (*target)["id"];
    if (scope.starts_with("zones/")) operation["zone"] = link(place);
    if (scope.starts_with("regions/")) operation["region"] = link(place);
    if (!beginning.group.empty()) operation["operationGroupId"] = beginning.group;
    const Moment due = at + office.weather.operation_time(kind_of(beginning.type));
    Json answer = operation;
    operation[ours] = {{"effect", beginning.effect}, {"arguments", std::move(beginning.arguments)},
                       {"target", beginning.target}, {"began", to_number(at)},
                       {"due", to_number(due)},      {"failure", std::move(beginning.failure)}};
    keep(office, record, std::move(operation));
    plan(office, at, agenda::begin, record);
    plan(office, due, agenda::finish, record);
    if (beginning.effect == "instance.create" || beginning.effect == "instance.start")
        plan(office, at + (due - at) / 2, agenda::halfway, record);
    return answer;
}

void end_operation(Office& office, std::string_view name, Moment at) {
    const Json* kept = office.records.find(name);
    if (kept == nullptr || is_done(*kept)) return;
    Json operation = *kept;
    operation["status"] = "DONE";
    operation["progress"] = 100;
    operation["endTime"] = google_time(at);
    const Json failure = operation[ours].value("failure", Json());
    if (!failure.is_null()) {
        Json error = {{"code", failure["code"]}, {"message", failure["message"]}};
        if (!failure["errorDetails"].is_null()) error["errorDetails"] = failure["errorDetails"];
        operation["error"]["errors"] = Json::array({std::move(error)});
        operation["httpErrorStatusCode"] = failure["status"];
        operation["httpErrorMessage"] = failure["statusMessage"];
    }
    keep(office, name, std::move(operation));
    forget_at(office, at + remembered, name);
}

bool is_done(const Json& operation) { return text_in(operation, "status") == "DONE"; }

const Json& arguments_of(const Json& operation) { return operation.at(std::string(ours)).at("arguments"); }

std::string target_of_operation(const Json& operation) { return text_in(operation.at(std::string(ours)), "target"); }

}  // namespace aloft::practice::google
