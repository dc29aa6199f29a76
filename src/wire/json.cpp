#include "wire/json.hpp"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "wire/agent_fields.hpp"
#include "wire/reader.hpp"
#include "wire/writer.hpp"

namespace aloft::wire {
namespace {

constexpr std::string_view plan_format = "aloft-plan";
constexpr int plan_version = 1;

/// Bytes that are not JSON at all; the library's own words stay out, they speak of its classes.
Result<nlohmann::json> parse(std::string_view text, const std::string& doing) {
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        return failure(ErrorKind::bad_input, doing, fmt::format("it is not JSON: mistake at byte {}", error.byte));
    } catch (const nlohmann::json::out_of_range&) {
        return failure(ErrorKind::bad_input, doing, "it holds a number that is too large for any computer");
    }
}

template <class Value>
Result<Value> value_from(const nlohmann::json& json, const std::string& doing) {
    Reader reader;
    Value value;
    reader.read(json, value);
    if (const auto& mistake = reader.mistake()) return failure(ErrorKind::bad_input, doing, *mistake);
    return value;
}

template <class Value>
Result<Value> value_from_text(std::string_view text, std::string_view what) {
    const std::string doing = fmt::format("reading {} from JSON", what);
    const Result<nlohmann::json> json = parse(text, doing);
    if (!json) return failed(json);
    return value_from<Value>(*json, doing);
}

std::unexpected<Error> not_a_plan(const std::string& doing, std::string detail) {
    return failure(ErrorKind::bad_input, doing, std::move(detail), "save one with: aloft plan --save FILE");
}

/// What the file says it is, before anything else of it is believed.
Result<void> check_format(const nlohmann::json& json, const std::string& doing) {
    if (!json.is_object() || !json.contains("format")) return not_a_plan(doing, "it is not a saved plan");
    if (json["format"] != plan_format) {
        return not_a_plan(doing, fmt::format("its format is {}, not \"{}\"", json["format"].dump(), plan_format));
    }
    const auto version = json.find("version");
    if (version == json.end() || !version->is_number_integer() || *version < 1) {
        return not_a_plan(doing, "its version is missing or no whole number");
    }
    if (*version > plan_version) {
        return failure(ErrorKind::bad_input, doing,
                       fmt::format("it has version {}; this aloft reads up to {}", version->dump(), plan_version),
                       "use the aloft that saved it, or a newer one");
    }
    return {};
}

/// A plan that came from outside must not make apply reach beyond its steps, or wait for itself.
Result<void> check_needs(const Plan& plan, const std::string& doing) {
    for (std::size_t step = 0; step < plan.steps.size(); ++step) {
        for (const std::size_t need : plan.steps[step].needs) {
            if (need < step) continue;
            return not_a_plan(doing, fmt::format("steps[{}].needs: step {} does not come before it", step, need));
        }
    }
    return {};
}

nlohmann::json as_event(std::string_view name, nlohmann::json fields) {
    fields["event"] = std::string(name);
    return fields;
}

struct EventWriter {
    nlohmann::json operator()(const PlanBegins& event) const {
        return as_event("plan-begins", {{"plan", to_json(event.plan)}});
    }
    nlohmann::json operator()(const StepBegins& event) const { return as_event("step-begins", {{"step", event.step}}); }
    nlohmann::json operator()(const StepProgress& event) const {
        return as_event("step-progress", {{"step", event.step}, {"text", write(event.text)}});
    }
    nlohmann::json operator()(const TaskMoves& event) const {
        const TaskReport& task = event.task;
        return as_event("task-moves", {{"step", event.step},
                                       {"task", write(task.name)},
                                       {"title", write(task.title)},
                                       {"state", write(task.state)},
                                       {"applied", task.applied},
                                       {"took_ms", task.took.count()},
                                       {"last_lines", write(task.last_lines)}});
    }
    nlohmann::json operator()(const StepEnds& event) const {
        return as_event("step-ends",
                        {{"step", event.step}, {"took_ms", event.took.count()}, {"error", write(event.error)}});
    }
    nlohmann::json operator()(const UndoBegins& event) const { return as_event("undo-begins", {{"step", event.step}}); }
    nlohmann::json operator()(const UndoEnds& event) const {
        return as_event("undo-ends", {{"step", event.step}, {"error", write(event.error)}});
    }
    nlohmann::json operator()(const PlanEnds& event) const {
        return as_event("plan-ends", {{"took_ms", event.took.count()}, {"error", write(event.error)}});
    }
    nlohmann::json operator()(const Notice& event) const {
        return as_event("notice", {{"weight", write(event.weight)}, {"text", write(event.text)}});
    }
};

}  // namespace

nlohmann::json to_json(const Error& error) { return write(error); }
nlohmann::json to_json(const HourlyPrice& price) { return write(price); }
nlohmann::json to_json(const Spec& spec) { return write(spec); }
nlohmann::json to_json(const Offer& offer) { return write(offer); }
nlohmann::json to_json(const ResourceRef& ref) { return write(ref); }
nlohmann::json to_json(const Resource& resource) { return write(resource); }
nlohmann::json to_json(const Found& found) { return write(found); }
nlohmann::json to_json(const Step& step) { return write(step); }
nlohmann::json to_json(const Check& check) { return write(check); }
nlohmann::json to_json(const Job& job) { return write(job); }
nlohmann::json to_json(const Readings& readings) { return write(readings); }
nlohmann::json to_json(const Event& event) { return std::visit(EventWriter{}, event); }

nlohmann::json to_json(const Plan& plan) {
    nlohmann::json json = write(plan);
    json["format"] = std::string(plan_format);
    json["version"] = plan_version;
    return json;
}

Result<Spec> spec_from_json(std::string_view text) { return value_from_text<Spec>(text, "a spec"); }
Result<Offer> offer_from_json(std::string_view text) { return value_from_text<Offer>(text, "an offer"); }
Result<Resource> resource_from_json(std::string_view text) { return value_from_text<Resource>(text, "a resource"); }
Result<Found> found_from_json(std::string_view text) { return value_from_text<Found>(text, "what was found"); }
Result<Step> step_from_json(std::string_view text) { return value_from_text<Step>(text, "a step"); }
Result<Error> error_from_json(std::string_view text) { return value_from_text<Error>(text, "an error"); }

Result<Check> check_from_json(std::string_view text) { return value_from_text<Check>(text, "a check"); }
Result<Plan> plan_from_json(std::string_view text) {
    const std::string doing = "reading a saved plan";
    const Result<nlohmann::json> json = parse(text, doing);
    if (!json) return failed(json);
    if (const Result<void> known = check_format(*json, doing); !known) return failed(known);
    Result<Plan> plan = value_from<Plan>(*json, doing);
    if (!plan) return plan;
    if (const Result<void> sound = check_needs(*plan, doing); !sound) return failed(sound);
    return plan;
}

}  // namespace aloft::wire
