#include "drivers/wheels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <compare>
#include <vector>

namespace aloft::drivers {
namespace {

constexpr std::string_view pypi = "default";

VersionRange versions_of(const Wheel& wheel) {
    return {wheel.oldest, wheel.newest ? std::optional(next(*wheel.newest)) : std::nullopt};
}

VersionRange wished(const WheelQuestion& question) {
    return question.asked ? question.asked->versions : VersionRange{};
}

bool serves_the_card(const Wheel& wheel, const WheelQuestion& question) {
    // PyPI's wheels of torch for arm64 were without CUDA for long; the own indexes have the right ones.
    if (question.architecture == "arm64" && wheel.package == "torch" && wheel.index == pypi) return false;
    return wheel.package == question.package && runs_on(wheel.built_for, question.capability);
}

bool has_the_cuda(const Wheel& wheel, const WheelQuestion& question) {
    return !question.cuda || begins_with(wheel.cuda, *question.cuda);
}

bool comes_from_the_source(const Wheel& wheel, const WheelQuestion& question) {
    const std::string build = question.asked ? question.asked->build : std::string();
    if (!build.empty()) return wheel.index == build;
    return !question.locked || wheel.index == pypi;
}

bool has_the_version(const Wheel& wheel, const WheelQuestion& question) {
    return !common(versions_of(wheel), wished(question)).is_empty();
}

/// Of two upper limits; nothing is above everything.
bool is_less(const std::optional<Version>& a, const std::optional<Version>& b) { return a && (!b || *a < *b); }

bool is_better(const Wheel& a, const Wheel& b, const WheelQuestion& question) {
    const auto top_of_a = common(versions_of(a), wished(question)).below;
    const auto top_of_b = common(versions_of(b), wished(question)).below;
    if (top_of_a != top_of_b) return is_less(top_of_b, top_of_a);
    if ((a.index == pypi) != (b.index == pypi)) return a.index == pypi;
    return a.cuda > b.cuda;
}

std::string from(const Wheel& wheel) {
    return wheel.index == pypi ? std::string() : fmt::format(" from {}", wheel.index);
}

/// "torch<=2.14 from cu126", nearest to what was asked for.
std::string words_of(const Wheel& wheel, const WheelQuestion& question) {
    const auto wish = wished(question);
    const bool newer_is_wished = wheel.newest && wish.from && *wish.from >= next(*wheel.newest);
    if (newer_is_wished) return fmt::format("{}<={}{}", wheel.package, to_string(*wheel.newest), from(wheel));
    const bool older_is_wished = wish.below && *wish.below <= wheel.oldest;
    if (older_is_wished) return fmt::format("{}>={}{}", wheel.package, to_string(wheel.oldest), from(wheel));
    return fmt::format("{}{} with CUDA {}", wheel.package, from(wheel), to_string(wheel.cuda));
}

/// Of those that serve the card: the oldest where something older is wished, else the newest.
const Wheel* nearest(const std::vector<const Wheel*>& serving, const WheelQuestion& question) {
    if (serving.empty()) return nullptr;
    const auto wish = wished(question);
    const auto oldest = std::ranges::min_element(serving, {}, &Wheel::oldest);
    if (wish.below && *wish.below <= (*oldest)->oldest) return *oldest;
    WheelQuestion any = question;
    any.asked.reset();
    return *std::ranges::max_element(serving, [&](const Wheel* a, const Wheel* b) { return is_better(*b, *a, any); });
}

std::string wish_words(const WheelQuestion& question) {
    const std::string package = question.asked ? question.asked->words : std::string(question.package);
    const std::string source = question.locked && question.asked && question.asked->build.empty() ? " from PyPI" : "";
    return question.cuda ? fmt::format("{}{} for CUDA {}", package, source, to_string(*question.cuda))
                         : package + source;
}

std::unexpected<Error> none_serves(const Rule& rule, const WheelQuestion& question) {
    std::vector<const Wheel*> serving;
    for (const Wheel& wheel : rule.wheels)
        if (serves_the_card(wheel, question)) serving.push_back(&wheel);
    const std::string detail = fmt::format("{} serves no {}", wish_words(question), question.card);
    const Wheel* other = nearest(serving, question);
    if (other == nullptr)
        return failure(ErrorKind::bad_input, "", detail, "take another card: `aloft gpus` shows them");
    return failure(ErrorKind::bad_input, "", detail, words_of(*other, question) + " does");
}

}  // namespace

Result<Wheel> wheel_for(const Rule& rule, const WheelQuestion& question) {
    const Wheel* best = nullptr;
    for (const Wheel& wheel : rule.wheels) {
        if (!serves_the_card(wheel, question) || !has_the_cuda(wheel, question) ||
            !comes_from_the_source(wheel, question) || !has_the_version(wheel, question))
            continue;
        if (best == nullptr || is_better(wheel, *best, question)) best = &wheel;
    }
    if (best == nullptr) return none_serves(rule, question);
    return *best;
}

bool runs_without_compiling(const Wheel& wheel, const Version& capability) {
    return std::ranges::any_of(wheel.built_for, [&](const BuiltFor& one) {
        return one.capability.places.front() == capability.places.front() && one.capability <= capability;
    });
}

}  // namespace aloft::drivers
