#include "practice/google/desk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "practice/google/addressing.hpp"
#include "practice/google/answer.hpp"
#include "practice/google/call_counts.hpp"
#include "practice/google/compute.hpp"
#include "practice/google/console.hpp"
#include "practice/google/consumer.hpp"
#include "practice/google/field_mask.hpp"
#include "practice/google/gate.hpp"
#include "practice/google/guest_attributes.hpp"
#include "practice/google/identity.hpp"
#include "practice/google/lists.hpp"
#include "practice/google/logged.hpp"
#include "practice/google/machine.hpp"
#include "practice/google/machine_life.hpp"
#include "practice/google/metadata_tree.hpp"
#include "practice/google/names.hpp"
#include "practice/google/projects.hpp"
#include "practice/google/repeats.hpp"
#include "practice/google/roles.hpp"
#include "practice/google/service_accounts.hpp"
#include "practice/google/spared.hpp"
#include "practice/google/validate.hpp"

namespace aloft::practice::google {
namespace {

/// As long as Google keeps a wait open.
constexpr auto longest_wait = std::chrono::minutes(2);

serve::Answer refusal_answer(const Refusal& refusal, std::string_view method) {
    return answer_of(refusal, api_of(method));
}

Refusal faulty(const Fault& fault) {
    const std::string reason = fault.reason.empty() ? "backendError" : fault.reason;
    const std::string message =
        fault.message.empty() ? "Internal error. Please try again or contact Google Support." : fault.message;
    return {fault.status, reason, message, std::string(grpc_status_of(fault.status)), {}};
}

Refusal too_often(const Office& office, const std::string& project, std::string_view api) {
    return {403,
            "rateLimitExceeded",
            fmt::format("Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service "
                        "'{}.googleapis.com' for consumer 'project_number:{}'.",
                        api, number_of(office, project)),
            "RESOURCE_EXHAUSTED",
            {}};
}

/// As HTTP says it, in capitals, as operations do.
std::string_view http_words(int status) {
    switch (status) {
        case 400: return "BAD REQUEST";
        case 403: return "FORBIDDEN";
        case 404: return "NOT FOUND";
        case 409: return "CONFLICT";
        case 412: return "PRECONDITION FAILED";
        case 429: return "TOO MANY REQUESTS";
        case 500: return "INTERNAL SERVER ERROR";
        default: return "SERVICE UNAVAILABLE";
    }
}

/// A zone that does not answer, when the weather makes an aggregated list fail whose caller takes a part of it.
std::string hidden_scope(const Office& office) {
    const auto scopes = zone_scopes(office);
    return scopes.empty() ? std::string() : scopes.front();
}

struct HallSeen {
    Result<std::string> addresses;
    Result<std::vector<std::string>> running;
};

struct Known {
    std::vector<std::string> machines;
    std::vector<std::string> disks;
};

Known known_to(const Office& office) {
    Known known;
    for (const std::string& name : kept_names(office, "projects/", "instances"))
        known.machines.push_back(text_in(*office.records.find(name), "id"));
    for (const std::string_view kind : {"disks", "snapshots"})
        for (const std::string& name : kept_names(office, "projects/", kind))
            known.disks.push_back(text_in(*office.records.find(name), "id"));
    return known;
}

/// What nobody knows any more is removed: it cannot be billed, so it must not be there.
HallSeen look_into(Hall& hall, const Known& known) {
    // First what goes: a hall that keeps nothing has no network either, and the range that we shall live in is taken then.
    [[maybe_unused]] const auto kept = hall.keep_only(known.machines, known.disks);
    HallSeen seen{hall.addresses(), {}};
    if (!seen.addresses) return seen;
    seen.running = hall.running();
    return seen;
}

/// Google takes it in any of three places.
std::string_view wanted_fields(const Call& call, const serve::Request& request) {
    for (const std::string_view name : {"fields", "$fields"})
        if (const std::string_view said = call.in_query(name); !said.empty()) return said;
    const std::string* header = request.header("X-Goog-FieldMask");
    return header == nullptr ? std::string_view() : std::string_view(*header);
}

Layout wished_layout(const Call& call) {
    const bool plain = call.in_query("prettyPrint") == "false" || call.in_query("$prettyPrint") == "false";
    return plain ? Layout::compact : Layout::indented;
}

bool is_operation(const Json& answer) { return text_in(answer, "kind") == "compute#operation"; }

}  // namespace

/// One call on its way.
struct Desk::Visit {
    serve::Reply reply;
    LoggedCall logged;
    Call call;
    const MethodFacts* facts = nullptr;
    FieldMask wanted;
    std::optional<Fault> fault;
    std::chrono::milliseconds delay{0};
};

bool Desk::hides_a_scope(const Visit& visit) {
    return visit.fault && visit.fault->kind == Fault::Kind::refuse && visit.fault->status >= 500 &&
           visit.call.method.ends_with(".aggregatedList") && visit.call.in_query("returnPartialSuccess") == "true";
}

Desk::Desk(Office& office, SignIn& sign_in, CallLog& log, std::string base)
    : office_(office), sign_in_(sign_in), log_(log), base_(std::move(base)), router_(schemas_), engine_(office) {
    for (const auto methods :
         {quota_methods(), billing_methods(), usage_methods(), project_methods(), account_methods(), role_methods(),
          compute_project_methods(), type_methods(), image_methods(), instance_methods(), instance_change_methods(),
          disk_methods(), snapshot_methods(), address_methods(), firewall_methods(), network_methods(),
          operation_methods()})
        for (const Method& method : methods) methods_.emplace(method.id, method);
    engine_.ended = [this](std::string_view name) { operation_ended(name); };
    engine_.changed = [this] {
        tell_changes();
        news_();
    };
}

void Desk::resume() {
    recall_call_counts(office_);
    [[maybe_unused]] const auto kept = office_.records.commit();
    if (office_.hall == nullptr) return engine_.resume();
    auto seen = std::make_shared<HallSeen>();
    office_.loop.work([seen, hall = office_.hall, known = known_to(office_)] { *seen = look_into(*hall, known); },
                      [this, seen] {
                          // Why there can be no machines is what their boot will say.
                          office_.records.put(hall_record, seen->addresses
                                                               ? Json{{"addresses", *seen->addresses}}
                                                               : Json{{"problem", describe(seen->addresses.error())}});
                          if (seen->running) restart_machines(office_, *seen->running, office_.clock.now());
                          engine_.resume();
                      });
}

void Desk::world_changed() {
    begin_call_counts(office_);
    plan_preemptions(office_);
    engine_.advance();
    [[maybe_unused]] const auto kept = office_.records.commit();
}

Result<void> Desk::take_away(std::string_view machine) {
    const Json* kept = office_.records.find(machine);
    if (kept == nullptr || text_in(*kept, "kind") != "compute#instance" || !is_running(*kept) || !is_spot(*kept))
        return failure(ErrorKind::conflict, fmt::format("taking away {}", machine), "it is no spot machine that runs");
    preempt_now(office_, std::string(machine), office_.clock.now());
    engine_.advance();
    return office_.records.commit();
}

const Method* Desk::method(std::string_view id) const {
    const auto found = methods_.find(id);
    return found == methods_.end() ? nullptr : &found->second;
}

void Desk::handle(serve::Request request, serve::Reply reply) {
    auto visit = std::make_shared<Visit>();
    visit->reply = std::move(reply);
    visit->logged.at = office_.clock.now();
    try {
        // Whatever is due has happened before anybody asks.
        engine_.advance();
        receive(visit, request);
    } catch (const std::exception& problem) {
        if (office_.tell)
            office_.tell(fmt::format("{} {} failed: {}", request.method, visit->logged.target, problem.what()));
        finish(visit, std::unexpected(Refusal{500, "backendError", "Internal error.", "INTERNAL", {}}));
    }
}

void Desk::receive(const Visited& visit, const serve::Request& request) {
    Target target = target_of(request.target);
    visit->logged.target = logged_target(target);
    visit->logged.method = target.path;
    if (SignIn::is_token_path(target.path)) {
        visit->logged.method = target.path == "/tokeninfo" ? "oauth2.tokeninfo" : "oauth2.token";
        serve::Answer answer = sign_in_.issue(request);
        return send(visit, std::move(answer), "done");
    }
    if (const auto keys = public_keys_at(office_.records, target.path); keys && request.method == "GET") {
        serve::Answer answer = answer_of(*keys);
        answer.headers.push_back({"Cache-Control", "public, max-age=20000, must-revalidate, no-transform"});
        return send(visit, std::move(answer), "done");
    }
    auto route = router_.route(request.method, target.path);
    if (!route) {
        const Refusal refusal{404, "notFound", "Method not found.", "NOT_FOUND", {}};
        const bool compute = target.path.starts_with("/compute/");
        return send(visit, answer_of(refusal, compute ? "compute" : ""), refusal.message);
    }
    visit->facts = route->method;
    visit->logged.target = logged_target(target, route->method);
    visit->call.method = std::string(route->method->id);
    visit->call.path = std::move(route->path);
    visit->call.query = std::move(target.query);
    visit->call.base = base_;
    visit->logged.method = visit->call.method;
    visit_method(visit, request);
}

/// Whether nothing more is to be done: the call has failed as networks and clouds do. Those of nobody do not count.
bool Desk::meets_weather(const Visited& visit) {
    visit->delay = office_.weather.latency(visit->call.method);
    visit->fault = office_.weather.fault(visit->call.method);
    keep_call_count(office_, visit->call.method);
    if (!visit->fault) return false;
    const Fault::Kind kind = visit->fault->kind;
    visit->logged.fault = word_of(kind);
    if (kind == Fault::Kind::refuse && !hides_a_scope(*visit)) {
        finish(visit, std::unexpected(faulty(*visit->fault)));
        return true;
    }
    if (kind != Fault::Kind::reset_before) return false;
    serve::Answer none;
    none.delivery = serve::Delivery::none;
    send(visit, std::move(none), "reset before");
    return true;
}

void Desk::visit_method(const Visited& visit, const serve::Request& request) {
    const auto who = sign_in_.who(request);
    if (!who) return finish(visit, std::unexpected(who.error()));
    visit->call.caller = visit->logged.caller = *who;
    if (meets_weather(visit)) return;
    if (auto ready = prepare(*visit, request); !ready) return finish(visit, std::unexpected(ready.error()));
    if (visit->call.method.ends_with("Operations.wait")) return wait_for_operation(visit);
    if (visit->call.method == "compute.instances.getSerialPortOutput") return read_console(visit);
    for (const SlowMethod& slow : account_key_methods())
        if (slow.id == visit->call.method)
            return slow.answer(office_, visit->call, [this, visit](const Outcome& outcome) { finish(visit, outcome); });
    finish(visit, answer_or_repeat(*visit));
}

std::expected<void, Refusal> Desk::prepare(Visit& visit, const serve::Request& request) {
    const std::string project = project_record(office_, project_in(visit.call));
    if (!project.empty() && office_.weather.over_rate_limit(id_of(project)))
        return std::unexpected(too_often(office_, project, api_of(visit.call.method)));
    if (auto counted = check_consumer(office_, request, visit.call); !counted) return counted;
    if (auto passed = pass_gate(office_, visit.call); !passed) return passed;
    if (api_of(visit.call.method) == "compute") prepare_project(office_, visit.call.in_path("project"));
    if (auto fits = check_query(*visit.facts, visit.call.query); !fits) return fits;
    auto wanted = read_field_mask(schemas_, *visit.facts, wanted_fields(visit.call, request));
    if (!wanted) return std::unexpected(wanted.error());
    visit.wanted = std::move(*wanted);
    auto body = read_body(schemas_, *visit.facts, request.body);
    if (!body) return std::unexpected(body.error());
    visit.call.body = std::move(*body);
    return {};
}

Outcome Desk::answer_of_method(Visit& visit) {
    const Method* found = method(visit.call.method);
    if (found == nullptr)
        return std::unexpected(Refusal{501,
                                       "notImplemented",
                                       fmt::format("The practice cloud does not have {}.", visit.call.method),
                                       "UNIMPLEMENTED",
                                       {}});
    if (hides_a_scope(visit)) visit.call.query.insert_or_assign(std::string(unreachable_scope), hidden_scope(office_));
    return found->answer(office_, visit.call);
}

Outcome Desk::answer_or_repeat(Visit& visit) {
    if (auto repeated = repeated_answer(office_, visit.call)) return std::move(*repeated);
    Outcome outcome = answer_of_method(visit);
    if (outcome && is_operation(*outcome)) {
        remember_request(office_, visit.call, *outcome);
        if (visit.fault && visit.fault->kind == Fault::Kind::fail_late) fail_late(*outcome, *visit.fault);
    }
    return outcome;
}

void Desk::fail_late(const Json& answer, const Fault& fault) {
    const std::string name = unlinked(text_in(answer, "selfLink"));
    const Json* kept = office_.records.find(name);
    if (kept == nullptr || is_done(*kept)) return;
    Json operation = *kept;
    Json details = fault.details.empty() ? Json() : Json::parse(fault.details, nullptr, false);
    if (details.is_discarded()) details = nullptr;
    const std::string code = fault.code.empty() ? "INTERNAL_ERROR" : fault.code;
    operation["practice"]["failure"] = failure_of(code, fault.message.empty() ? "Internal error." : fault.message,
                                                  fault.status, http_words(fault.status), std::move(details));
    office_.records.put(name, std::move(operation));
}

void Desk::finish(const Visited& visit, const Outcome& outcome) {
    if (!outcome) {
        const Refusal& refusal = outcome.error();
        return send(visit, refusal_answer(refusal, visit->call.method), logged_words(refusal));
    }
    const std::string done = is_operation(*outcome) ? text_in(*outcome, "name") : "done";
    // Long lists are not copied for nothing.
    const Layout layout = wished_layout(visit->call);
    send(visit,
         visit->wanted.below.empty() ? answer_of(*outcome, layout) : answer_of(masked(*outcome, visit->wanted), layout),
         done);
}

void Desk::send(const Visited& visit, serve::Answer answer, std::string outcome) {
    if (auto kept = office_.records.commit(); !kept) {
        const Refusal refusal{500, "backendError", describe(kept.error()), {}, {}};
        outcome = refusal.message;
        answer = refusal_answer(refusal, visit->call.method);
    }
    if (visit->fault && visit->fault->kind == Fault::Kind::reset_after) answer.delivery = serve::Delivery::none;
    if (visit->fault && visit->fault->kind == Fault::Kind::truncate) answer.delivery = serve::Delivery::half;
    answer.delay = visit->delay;
    visit->logged.status = answer.status;
    visit->logged.outcome = std::move(outcome);
    visit->logged.milliseconds = static_cast<int>((office_.clock.now() - visit->logged.at + visit->delay).count());
    log_.add(visit->logged);
    visit->reply(std::move(answer));
    engine_.advance();
}

void Desk::wait_for_operation(const Visited& visit) {
    const std::string name = resource_of(visit->call, "operations", "operation");
    const Json* operation = office_.records.find(name);
    if (operation == nullptr || is_done(*operation)) return finish(visit, get_resource(office_, name));
    waiting_.push_back({name, visit});
    office_.loop.after(longest_wait, [this, name, visit] {
        const auto still = std::ranges::find(waiting_, visit, &Waiting::visit);
        if (still == waiting_.end()) return;
        waiting_.erase(still);
        finish(visit, get_resource(office_, name));
    });
}

void Desk::operation_ended(std::string_view name) {
    std::vector<Visited> done;
    std::erase_if(waiting_, [&](const Waiting& waiting) {
        if (waiting.operation != name) return false;
        done.push_back(waiting.visit);
        return true;
    });
    // Not now: whoever ends operations has more to do first.
    for (const Visited& visit : done)
        office_.loop.post([this, visit, name = std::string(name)] { finish(visit, get_resource(office_, name)); });
}

void Desk::read_console(const Visited& visit) {
    const std::string name = resource_of(visit->call, "instances", "instance");
    const auto found = find_resource(office_, name);
    if (!found) return finish(visit, std::unexpected(found.error()));
    const std::string id = text_in(**found, "id");
    if (office_.hall == nullptr) return finish(visit, console_answer(visit->call, name, paper_console(**found)));
    auto read = std::make_shared<Result<std::string>>();
    office_.loop.work(
        [read, id, hall = office_.hall] { *read = hall->console(id); },
        [this, visit, name, read] { finish(visit, console_answer(visit->call, name, read->value_or(""))); });
}

Json Desk::tree(std::string_view machine_id) const {
    const std::string name = machine_of_id(office_, machine_id);
    const Json* instance = name.empty() ? nullptr : office_.records.find(name);
    Json tree;
    if (instance != nullptr) do_unless_broken(office_, name, [&] { tree = metadata_tree(office_, *instance); });
    return tree;
}

Result<void> Desk::set_guest_attribute(std::string_view machine_id, std::string_view path,
                                       std::optional<std::string> value) {
    const std::string doing = fmt::format("setting guest attribute {}", path);
    const std::string name = machine_of_id(office_, machine_id);
    const Json* kept = name.empty() ? nullptr : office_.records.find(name);
    if (kept == nullptr) return failure(ErrorKind::not_found, doing, "there is no such machine");
    std::string enabled = metadata_value(office_, *kept, "enable-guest-attributes");
    std::ranges::transform(enabled, enabled.begin(),
                           [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    if (enabled != "TRUE")
        return failure(ErrorKind::denied, doing, "Guest attributes endpoint access is disabled.",
                       "set the metadata enable-guest-attributes=TRUE");
    Json instance = *kept;
    if (auto written = write_guest_attribute(instance, path, std::move(value)); !written) return written;
    office_.records.put(name, std::move(instance));
    return office_.records.commit();
}

void Desk::on_change(std::function<void(std::string_view)> told) { told_.push_back(std::move(told)); }

void Desk::tell_changes() {
    if (told_.empty()) return;
    for (const std::string& name : kept_names(office_, "projects/", "instances")) {
        const Json& instance = *office_.records.find(name);
        const std::string id = text_in(instance, "id");
        std::size_t hash = 0;
        do_unless_broken(office_, name,
                         [&] { hash = std::hash<std::string>()(metadata_tree(office_, instance).dump()); });
        auto [seen, is_new] = seen_trees_.try_emplace(id, hash);
        if (!is_new && seen->second == hash) continue;
        seen->second = hash;
        for (const auto& told : told_) told(id);
    }
}

Json Desk::account_of(std::string_view machine_id, std::string_view account) const {
    const std::string name = machine_of_id(office_, machine_id);
    const Json* instance = name.empty() ? nullptr : office_.records.find(name);
    if (instance == nullptr) return nullptr;
    for (const Json& own : instance->value("serviceAccounts", Json::array()))
        if (account == "default" || account == text_in(own, "email")) return own;
    return nullptr;
}

Json Desk::token(std::string_view machine_id, std::string_view account) {
    const Json own = account_of(machine_id, account);
    if (own.is_null()) return nullptr;
    const auto scopes = own.value("scopes", std::vector<std::string>());
    Json token = sign_in_.token_for(text_in(own, "email"), fmt::format("{}", fmt::join(scopes, " ")));
    [[maybe_unused]] const auto kept = office_.records.commit();
    return token;
}

std::string Desk::identity(std::string_view machine_id, std::string_view account, const IdentityWish& wish) {
    const Json own = account_of(machine_id, account);
    if (own.is_null()) return {};
    const Json& instance = *office_.records.find(machine_of_id(office_, machine_id));
    const std::string email = text_in(own, "email");
    const std::string record =
        account_record(office_, fmt::format("{}/serviceAccounts/{}", project_of(name_of(instance)), email));
    const Json* known = office_.records.find(record);
    const std::string subject = known == nullptr ? email : text_in(*known, "uniqueId");
    const Identity identity{subject, email, wish.audience, sign_in_.now()};
    return identity_token(office_.records, identity, identity_claims(office_, instance, wish.format));
}

}  // namespace aloft::practice::google
