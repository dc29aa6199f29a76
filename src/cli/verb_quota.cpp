#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/comma_list.hpp"
#include "cli/market_scene.hpp"
#include "cli/quota_records.hpp"
#include "cli/verbs.hpp"
#include "cli/view_quota.hpp"
#include "cli/view_quota_requests.hpp"
#include "cli/whole_number.hpp"
#include "operations/quota_wait.hpp"

namespace aloft::cli {
namespace {

std::unexpected<Error> mistake(std::string detail, std::string hint = "see: aloft quota --help") {
    return failure(ErrorKind::bad_input, {}, "quota: " + std::move(detail), std::move(hint));
}

Result<std::optional<int>> number(const Words& words, std::string_view option) {
    const std::optional<std::string> text = words.value(option);
    if (!text) return std::nullopt;
    if (const auto value = whole_number(*text, 1)) return value;
    return mistake(fmt::format("--{} cannot be '{}': it is a whole number from 1 on", option, *text));
}

Result<QuotaQuestion> question_from(const Words& words, const std::optional<std::string>& gpu) {
    QuotaQuestion question;
    if (gpu) question.gpus = gpu_names({*gpu});
    const auto count = number(words, "count");
    if (!count) return failed(count);
    question.count = *count;
    question.clouds = comma_list(words.value("cloud").value_or(""));
    question.regions = comma_list(words.value("region").value_or(""));
    return question;
}

Result<QuotaAsk> ask_from(const Words& words) {
    const std::optional<std::string> gpu = words.argument("GPU");
    if (!gpu) return mistake("ask for which GPU?", "as in: aloft quota ask T4");
    auto question = question_from(words, gpu);
    if (!question) return failed(question);
    const auto cheapest = number(words, "cheapest");
    if (!cheapest) return failed(cheapest);
    // Whoever names regions means each of them.
    const std::optional<int> usual = question->regions.empty() ? std::optional(1) : std::nullopt;
    return QuotaAsk{.question = std::move(*question),
                    .buying = words.has("spot") ? Buying::spot : Buying::on_demand,
                    .cheapest = *cheapest ? *cheapest : usual,
                    .leave_out = {}};
}

/// What is not the word's to take.
Result<void> refuse(const Words& words, std::string_view word, std::initializer_list<std::string_view> options) {
    for (const std::string_view option : options)
        if (words.has(option)) return mistake(fmt::format("{} takes no --{}", word, option));
    return {};
}

Result<QuotaReport> look(Call& call, const std::optional<std::string>& gpu) {
    if (auto fine = refuse(call.words, "to look", {"cheapest", "wait"}); !fine) return failed(fine);
    const auto question = question_from(call.words, gpu);
    if (!question) return failed(question);
    auto market = open_market(call);
    if (!market) return failed(market);
    return quota_report(market->scene.around, market->catalog.catalog, *question);
}

int show(Call& call, const std::optional<std::string>& gpu) {
    const auto report = look(call, gpu);
    if (!report) return call.voice.fail(report.error());
    if (call.voice.in_records()) return call.voice.give_record(fields_of(*report));
    const Paint& paint = call.voice.paint();
    const Buying buying = call.words.has("spot") ? Buying::spot : Buying::on_demand;
    const Rows rows = call.words.has("all") ? Rows::all : Rows::first;
    call.voice.give(gpu ? quota_places_view(*report, buying, rows, paint, call.voice.columns())
                        : quota_kinds_view(*report, paint, call.voice.columns()));
    return 0;
}

Error nowhere_granted() {
    return {ErrorKind::quota, "asking for quota", "it can be had in none of these places",
            "another GPU, other regions or --spot may be granted: aloft quota GPU"};
}

int wait(Call& call, MarketScene& market, const QuotaAsk& wish) {
    const auto place = ask_and_wait(market.scene.around, market.catalog.catalog, wish);
    if (!place) return call.voice.fail(place.error());
    if (call.voice.in_records()) return call.voice.give_record({{"granted", place_record(*place)}});
    call.voice.give(fmt::format("there is quota in {} {} for {} with {} {}\n", place->cloud, place->region,
                                place->machine_type, place->gpus, place->gpu));
    return 0;
}

int ask(Call& call) {
    const auto wish = ask_from(call.words);
    if (!wish) return call.voice.fail(wish.error());
    auto market = open_market(call);
    if (!market) return call.voice.fail(market.error());
    if (call.words.has("wait")) return wait(call, *market, *wish);
    const auto asked = ask_for_quota(market->scene.around, market->catalog.catalog, *wish);
    if (!asked) return call.voice.fail(asked.error());
    const bool hope = std::ranges::any_of(*asked, is_hopeful, &AskedPlace::outcome);
    if (!call.voice.in_records()) call.voice.give(quota_asked_view(*asked, call.voice.paint(), call.voice.columns()));
    if (!hope) return call.voice.fail(nowhere_granted(), fields_of(*asked));
    return call.voice.in_records() ? call.voice.give_record(fields_of(*asked)) : 0;
}

int list(Call& call) {
    if (auto fine = refuse(call.words, "list", {"cheapest", "wait", "count", "region", "cloud", "spot", "all"}); !fine)
        return call.voice.fail(fine.error());
    const std::unique_ptr<ProgressView> progress = progress_for(call);
    Result<Scene> scene = open_scene(call, *progress);
    if (!scene) return call.voice.fail(scene.error());
    const auto requests = follow_quota_requests(scene->around);
    if (!requests) return call.voice.fail(requests.error());
    if (call.voice.in_records()) return call.voice.give_record(fields_of(*requests));
    call.voice.give(
        quota_requests_view(*requests, call.backstage.clock.now(), call.voice.paint(), call.voice.columns()));
    return 0;
}

}  // namespace

int verb_quota(Call& call) {
    const std::optional<std::string> what = call.words.argument("WHAT");
    if (what == "ask") return ask(call);
    if (const auto rest = call.words.argument("GPU"))
        return call.voice.fail(mistake(fmt::format("'{}' is one word too many", *rest)).error());
    return what == "list" ? list(call) : show(call, what);
}

}  // namespace aloft::cli
