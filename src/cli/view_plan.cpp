#include "cli/view_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/text.hpp"
#include "cli/wrap.hpp"
#include "core/buying.hpp"

namespace aloft::cli {
namespace {

struct Mark {
    std::string_view sign;
    Tint tint;
};

Mark mark_of(Action action) {
    switch (action) {
        case Action::make: return {"+", Tint::good};
        case Action::change: return {"~", Tint::warning};
        case Action::remove: return {"-", Tint::bad};
        case Action::start:
        case Action::stop:
        case Action::wait: return {">", Tint::busy};
    }
    return {" ", Tint::plain};
}

std::string waits_for(const Step& step) {
    if (step.needs.empty()) return "";
    std::vector<std::size_t> numbers;
    numbers.reserve(step.needs.size());
    for (const std::size_t need : step.needs) numbers.push_back(need + 1);
    return fmt::format("after {}", fmt::join(numbers, ", "));
}

std::string why(const Step& step) {
    const std::string after = waits_for(step);
    if (step.reason.empty() || after.empty()) return step.reason + after;
    return fmt::format("{}; {}", step.reason, after);
}

std::string step_lines(const Plan& plan, Explain explain, const Paint& paint, int columns) {
    const int digits = static_cast<int>(std::to_string(plan.steps.size()).size());
    std::string text;
    for (std::size_t number = 0; number < plan.steps.size(); ++number) {
        const Step& step = plan.steps[number];
        const Mark mark = mark_of(step.action);
        text += Line()
                    .add(fmt::format("  {:>{}}  ", number + 1, digits), Tint::quiet)
                    .add(mark.sign, mark.tint)
                    .add(" " + describe(step))
                    .fit(columns, paint) +
                "\n";
        if (explain == Explain::no || why(step).empty()) continue;
        text += Line().to_column(digits + 6).add(harmless(why(step)), Tint::quiet).fit(columns, paint) + "\n";
    }
    return text;
}

/// Why this offer, and what is not known of it; with --explain also why not the cheaper ones.
std::string choice_lines(const Plan& plan, Explain explain, const Paint& paint, int columns) {
    std::string text;
    for (const std::string& line : plan.choice)
        if (explain == Explain::reasons || !line.starts_with("not "))
            text += paint("  " + wrap_from(2, harmless(line), columns), Tint::quiet) + "\n";
    return text;
}

/// Of a start that takes the machine elsewhere.
bool moves(const Plan& plan) {
    return plan.verb == Verb::start && std::ranges::any_of(plan.steps, [](const Step& step) {
               return step.action == Action::make && step.resource.ref.kind == ResourceKind::instance;
           });
}

bool leaves_nothing(const Plan& plan) { return plan.verb == Verb::down; }

std::string disks_that_go(const Plan& plan) {
    std::string disks;
    for (const Step& step : plan.steps)
        if (step.action == Action::remove && step.resource.ref.kind == ResourceKind::disk)
            disks += fmt::format("{}{}", disks.empty() ? "" : " and ", step.resource.ref.name);
    return disks;
}

std::string nothing_to_do(const Plan& plan) {
    switch (plan.verb) {
        case Verb::up: return fmt::format("{} is as asked: nothing to do\n", plan.machine);
        case Verb::move:
        case Verb::start: return fmt::format("{} is running: nothing to do\n", plan.machine);
        case Verb::stop: return fmt::format("{} is stopped: nothing to do\n", plan.machine);
        case Verb::down: return fmt::format("nothing of {} is left: nothing to do\n", plan.machine);
        case Verb::shelve: return fmt::format("only the disk of {} is left: nothing to do\n", plan.machine);
    }
    return "nothing to do\n";
}

}  // namespace

std::string_view verb_of(const Plan& plan) {
    if (plan.verb == Verb::shelve) return command_of(plan.verb);  // the journal's word, which nobody types
    return to_string(moves(plan) ? Verb::move : plan.verb);
}

std::string headline(const Plan& plan) {
    const auto buying = plan.offer.details.find("buying");
    const bool spot = buying != plan.offer.details.end() && buying->second == to_string(Buying::spot);
    return fmt::format("{}: {}{}, {}", where_text(plan.offer), spot ? "spot " : "", kind_text(plan.offer),
                       sizes_text(plan.offer));
}

std::string warnings_of(const Plan& plan, const Paint& paint) {
    std::string text;
    for (const std::string& warning : plan.offer.warnings)
        text += fmt::format("{} {}\n", paint("warning:", Tint::warning), harmless(warning));
    return text;
}

std::string plan_view(const Plan& plan, Explain explain, const Paint& paint, int columns) {
    if (plan.steps.empty()) return nothing_to_do(plan);
    std::string text =
        Line().add(plan.machine, Tint::strong).add("  ").add(verb_of(plan), Tint::busy).fit(columns, paint) + "\n";
    text += Line().add("  " + headline(plan)).fit(columns, paint) + "\n";
    if (plan.verb == Verb::shelve)
        text += Line().add("  its disk stays, at " + price_of_disk(plan.offer, plan.price)).fit(columns, paint) + "\n";
    else if (!leaves_nothing(plan))
        text += Line().add("  " + price_text(plan.offer, plan.price)).fit(columns, paint) + "\n";
    text += choice_lines(plan, explain, paint, columns);
    text += "\n" + step_lines(plan, explain, paint, columns);
    const std::string warnings = warnings_of(plan, paint);
    if (!warnings.empty()) text += "\n" + warnings;
    return text;
}

std::string question_for(const Plan& plan) {
    const std::string count = fmt::format("{} step{}", plan.steps.size(), plan.steps.size() == 1 ? "" : "s");
    switch (plan.verb) {
        case Verb::down: {
            const std::string disks = disks_that_go(plan);
            return disks.empty() ? fmt::format("Remove {} for ever?", plan.machine)
                                 : fmt::format("Remove {} for ever, with all that is on disk {}?", plan.machine, disks);
        }
        case Verb::shelve: return fmt::format("Remove all of {} but its disk?", plan.machine);
        case Verb::up: return fmt::format("Do these {}?", count);
        case Verb::move:
        case Verb::start:
            return moves(plan) ? fmt::format("Move {} to {}?", plan.machine, plan.offer.place)
                               : fmt::format("Start {}?", plan.machine);
        case Verb::stop: return fmt::format("Stop {}?", plan.machine);
    }
    return "Go on?";
}

}  // namespace aloft::cli
