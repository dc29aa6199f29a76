#include "operations/quota_asking.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "core/words.hpp"
#include "operations/able_cloud.hpp"
#include "operations/quota_round.hpp"

namespace aloft {
namespace {

constexpr Words<AskOutcome, 7> outcomes{{
    {AskOutcome::allowed, "allowed"},
    {AskOutcome::pending, "pending"},
    {AskOutcome::granted, "granted"},
    {AskOutcome::refused, "refused"},
    {AskOutcome::hopeless, "hopeless"},
    {AskOutcome::unclear, "unclear"},
    {AskOutcome::failed, "failed"},
}};

/// Those where it may be asked at all, cheapest first.
Result<std::vector<QuotaPlace>> places_to_ask(const market::Catalog& catalog, const QuotaAsk& ask) {
    auto places = places_for(catalog, ask.question);
    if (!places) return failed(places);
    std::erase_if(*places, [&](const QuotaPlace& place) {
        return place.buying != ask.buying || ask.leave_out.contains({place.cloud, place.region});
    });
    return places;
}

Error nobody_to_ask(const RegionsOfClouds& regions) {
    std::vector<std::string> clouds;
    for (const auto& [cloud, names] : regions) clouds.push_back(cloud);
    return {
        ErrorKind::not_signed_in, "asking for quota",
        fmt::format("this aloft has no connection to {} yet: it makes machines on this computer and on hosts of yours, "
                    "which need no quota",
                    fmt::join(clouds, " or ")),
        "`aloft quota GPU` says what would be needed, and where a person asks for it"};
}

}  // namespace

std::string_view to_string(AskOutcome outcome) { return word_of(outcomes, outcome); }

bool is_hopeful(AskOutcome outcome) {
    return outcome == AskOutcome::allowed || outcome == AskOutcome::pending || outcome == AskOutcome::granted;
}

Result<std::vector<AskedPlace>> ask_for_quota(Surroundings& around, const market::Catalog& catalog,
                                              const QuotaAsk& ask) {
    auto places = places_to_ask(catalog, ask);
    if (!places) return failed(places);
    const RegionsOfClouds all = regions_of(*places);
    const KnownQuotas known = read_quotas(around, all);
    const Refusals refusals = ask.cheapest ? Refusals::stand : Refusals::are_tried_again;
    std::map<std::string, AskingRound> rounds;
    std::map<std::string, std::string> closed;  // and why
    // Of a cloud that does not tell what there is, nothing can be asked: it might be less than there is.
    for (const SilentCloud& silent : known.silent) closed[silent.cloud] = silent.why;
    for (const auto& [cloud, regions] : all) {
        auto* const able = able_cloud<AsksForQuota>(around, cloud);
        if (able == nullptr) continue;
        AskingRound& round = rounds.try_emplace(cloud, around, *able, known.book, refusals).first->second;
        if (auto recalled = round.recall(in_a_row(regions)); !recalled) closed[cloud] = describe(recalled.error());
    }
    if (rounds.empty() && !all.empty()) return std::unexpected(nobody_to_ask(all));
    std::vector<AskedPlace> result;
    std::map<std::string, bool> is_told;
    int hopeful = 0;
    for (QuotaPlace& place : *places) {
        if (ask.cheapest && hopeful >= *ask.cheapest) break;
        const auto round = rounds.find(place.cloud);
        if (round == rounds.end()) continue;
        if (const auto why = closed.find(place.cloud); why != closed.end()) {
            // Once is enough.
            if (std::exchange(is_told[place.cloud], true)) continue;
            result.push_back({std::move(place), AskOutcome::failed, why->second, {}});
            continue;
        }
        auto asked = round->second.ask_in(std::move(place));
        if (!asked) return failed(asked);
        hopeful += is_hopeful(asked->outcome);
        result.push_back(std::move(*asked));
    }
    return result;
}

}  // namespace aloft
