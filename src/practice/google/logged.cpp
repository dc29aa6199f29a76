#include "practice/google/logged.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aloft::practice::google {

std::string_view word_of(Fault::Kind kind) {
    switch (kind) {
        case Fault::Kind::refuse: return "refused";
        case Fault::Kind::reset_before: return "reset before";
        case Fault::Kind::reset_after: return "reset after";
        case Fault::Kind::truncate: return "truncated";
        case Fault::Kind::fail_late: return "fails late";
    }
    return "";
}

std::string logged_target(const Target& target, const MethodFacts* method) {
    std::string text = target.path;
    char before = '?';
    for (const auto& [name, value] : target.query) {
        const bool known =
            method != nullptr && (name == "fields" || name == "alt" ||
                                  std::ranges::find(method->query, name, &Parameter::name) != method->query.end());
        text += fmt::format("{}{}={}", before, name, known ? value : "…");
        before = '&';
    }
    return text;
}

std::string logged_words(const Refusal& refusal) {
    const auto field = "/0/fieldViolations/0/field"_json_pointer;
    const bool repeats = refusal.message.starts_with("Invalid value at '");
    if (repeats && refusal.details.is_array() && refusal.details.contains(field))
        return fmt::format("{}: {} is not as it should be", refusal.reason, refusal.details[field].get<std::string>());
    return fmt::format("{}: {}", refusal.reason, refusal.message);
}

}  // namespace aloft::practice::google
