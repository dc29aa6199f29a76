#include <fmt/format.h>

#include <array>

#include <nlohmann/json.hpp>

#include "cli/catalog_records.hpp"
#include "cli/comma_list.hpp"
#include "cli/verbs.hpp"
#include "cli/view_catalog.hpp"
#include "cli/whole_number.hpp"
#include "core/nearest.hpp"

namespace aloft::cli {
namespace {

constexpr std::chrono::seconds usual_time_limit{1800};

std::unexpected<Error> mistake(std::string detail, std::string hint = "see: aloft catalog --help") {
    return failure(ErrorKind::bad_input, {}, "catalog: " + std::move(detail), std::move(hint));
}

/// What stands in the words and is not the part's to take.
Result<void> refuse_idle_words(const Words& words, std::string_view part, bool takes_file,
                               std::initializer_list<std::string_view> taken) {
    const auto file = words.argument("FILE");
    if (file && !takes_file) return mistake(fmt::format("{} takes no '{}'", part, *file));
    for (const std::string_view option : {"cloud", "region", "time-limit"})
        if (words.has(option) && std::ranges::find(taken, option) == taken.end())
            return mistake(fmt::format("{} takes no --{}", part, option));
    return {};
}

Result<std::chrono::milliseconds> time_limit(const Words& words) {
    const std::string text = words.value("time-limit").value_or(fmt::format("{}", usual_time_limit.count()));
    const auto seconds = whole_number(text, 1);
    if (!seconds)
        return mistake(fmt::format("--time-limit cannot be '{}'", text), "it is a number of seconds: --time-limit 600");
    return std::chrono::seconds(*seconds);
}

int show(Call& call, const CatalogKeeping& keeping) {
    if (const Result<void> fine = refuse_idle_words(call.words, "show", false, {}); !fine)
        return call.voice.fail(fine.error());
    const Result<CatalogSummary> summary = summarize_catalog(keeping);
    if (!summary) return call.voice.fail(summary.error());
    const Instant now = call.backstage.clock.now();
    if (call.voice.in_records()) return call.voice.give_record(fields_of(*summary, now));
    call.voice.give(catalog_view(*summary, now, call.voice.paint(), call.voice.columns()));
    return 0;
}

Result<CatalogImported> take_in(const Words& words, const CatalogKeeping& keeping) {
    if (const Result<void> fine = refuse_idle_words(words, "import", true, {"cloud"}); !fine) return failed(fine);
    const std::optional<std::string> file = words.argument("FILE");
    if (!file) return mistake("FILE is missing: a catalog in SkyPilot's form");
    return import_catalog(keeping, {*file, words.value("cloud")});
}

int import(Call& call, const CatalogKeeping& keeping) {
    const Result<CatalogImported> imported = take_in(call.words, keeping);
    if (!imported) return call.voice.fail(imported.error());
    if (call.voice.in_records()) return call.voice.give_record(fields_of(*imported));
    call.voice.give(import_view(*imported, call.voice.paint(), call.voice.columns()));
    return 0;
}

Result<std::vector<CloudRefreshed>> read_anew(const Call& call, const CatalogKeeping& keeping) {
    if (const Result<void> fine = refuse_idle_words(call.words, "refresh", false, {"cloud", "region", "time-limit"});
        !fine)
        return failed(fine);
    if (call.words.has("region") && !call.words.has("cloud"))
        return mistake("--region wants --cloud beside it: each cloud names its regions in its own way",
                       "for example: aloft catalog refresh --cloud aws --region us-east-1");
    const Result<std::chrono::milliseconds> limit = time_limit(call.words);
    if (!limit) return failed(limit);
    const CatalogRefresh wish{call.words.value("cloud"), comma_list(call.words.value("region").value_or("")), *limit};
    return refresh_catalog(keeping, call.backstage.catalog_feeds, call.backstage.clock, wish);
}

int refresh(Call& call, const CatalogKeeping& keeping) {
    const Result<std::vector<CloudRefreshed>> clouds = read_anew(call, keeping);
    if (!clouds) return call.voice.fail(clouds.error());
    if (call.voice.in_records()) return call.voice.give_record(fields_of(*clouds));
    call.voice.give(refresh_view(*clouds, call.voice.paint(), call.voice.columns()));
    return 0;
}

int forget(Call& call, const CatalogKeeping& keeping) {
    if (const Result<void> fine = refuse_idle_words(call.words, "forget", false, {"cloud"}); !fine)
        return call.voice.fail(fine.error());
    const Result<std::vector<std::string>> clouds = forget_catalog(keeping, call.words.value("cloud"));
    if (!clouds) return call.voice.fail(clouds.error());
    if (call.voice.in_records()) return call.voice.give_record({{"forgotten", *clouds}});
    call.voice.give(forget_view(*clouds));
    return 0;
}

struct Part {
    std::string_view word;
    int (*act)(Call&, const CatalogKeeping&);
};

constexpr std::array<Part, 4> parts{{{"show", show}, {"import", import}, {"refresh", refresh}, {"forget", forget}}};

Error unknown_part(const std::string& word) {
    std::array<std::string_view, parts.size()> words;
    std::ranges::transform(parts, words.begin(), &Part::word);
    const std::optional<std::string> close = nearest(word, words);
    return mistake(fmt::format("there is no '{}'", word), close ? fmt::format("did you mean: aloft catalog {}?", *close)
                                                                : fmt::format("there is: {}", fmt::join(words, ", ")))
        .error();
}

}  // namespace

int verb_catalog(Call& call) {
    const std::string word = call.words.argument("WHAT").value_or("show");
    const auto* const part = std::ranges::find(parts, word, &Part::word);
    if (part == parts.end()) return call.voice.fail(unknown_part(word));
    if (!call.backstage.home) return call.voice.fail(call.backstage.home.error());
    const std::unique_ptr<ProgressView> progress = progress_for(call);
    return part->act(call, {*call.backstage.home, call.backstage.builtin_catalog, *progress});
}

}  // namespace aloft::cli
