#include "practice/world_mistakes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "core/nearest.hpp"
#include "practice/world_keys.hpp"

namespace aloft::practice {
namespace {

constexpr std::size_t longest_guess = 64;

}  // namespace

std::string why_wrong(const PriceRule& /*rule*/) { return {}; }
std::string why_wrong(const StockRule& /*rule*/) { return {}; }
std::string why_wrong(const QuotaLimitRule& /*rule*/) { return {}; }
std::string why_wrong(const OperationTimeRule& /*rule*/) { return {}; }
std::string why_wrong(const BillingAccountAtStart& /*account*/) { return {}; }
std::string why_wrong(const ProjectAtStart& /*project*/) { return {}; }

std::string why_wrong(const QuotaAnswerRule& rule) {
    using Answer = QuotaAnswerRule::Answer;
    if (rule.answer == Answer::in_part && rule.part == 0) return "answer: in-part needs a part";
    if (rule.answer == Answer::not_eligible && rule.reason.empty()) return "answer: not-eligible needs a reason";
    return {};
}

std::string why_wrong(const LatencyRule& rule) { return rule.least > rule.most ? "least is more than most" : ""; }

std::string why_wrong(const FaultRule& rule) {
    if (rule.fault.kind == Fault::Kind::fail_late && rule.fault.code.empty()) return "fault: fail-late needs a code";
    return {};
}

std::string why_wrong(const PreemptionRule& rule) {
    const bool says_when = rule.per_hour > 0 || !rule.at.empty() || rule.after;
    return says_when ? "" : "when is not said; one of per_hour, at and after is needed";
}

void Mistakes::add(const yaml::Element& place, std::string message) {
    if (!enough()) found_.push_back({place.line, place.column, std::move(message)});
}

void Mistakes::add(const yaml::Element& place, std::string_view key, std::string_view message) {
    add(place, fmt::format("{}: {}", key, message));
}

std::vector<Mistake> Mistakes::taken() {
    std::ranges::sort(found_, {}, [](const Mistake& it) { return std::tie(it.line, it.column, it.message); });
    const auto twice = std::ranges::unique(found_);
    found_.erase(twice.begin(), twice.end());
    return std::move(found_);
}

std::string unknown_key(const std::string& shown, std::string_view word, const std::vector<const KeyWords*>& known) {
    std::vector<std::string_view> words;
    std::vector<std::string_view> meant;
    for (const KeyWords* key : known) {
        words.push_back(key->name);
        meant.push_back(key->name);
    }
    for (const KeyWords* key : known) {
        for (const std::string_view also : key->also) {
            words.push_back(also);
            meant.push_back(key->name);
        }
    }
    const auto best = word.empty() || word.size() > longest_guess ? std::nullopt : nearest(word, words);
    if (!best) {
        meant.resize(known.size());
        return fmt::format("unknown key {}; known here are {}", shown, fmt::join(meant, ", "));
    }
    return fmt::format("unknown key {}; did you mean {}?", shown,
                       meant[static_cast<std::size_t>(std::ranges::find(words, *best) - words.begin())]);
}

}  // namespace aloft::practice
