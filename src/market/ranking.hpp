#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "market/quota.hpp"
#include "market/search.hpp"

namespace aloft::market {

/// Why an offer ranks behind dearer ones. In the order of their weight.
enum class Drawback {
    small,
    unpriced,          ///< a part of its bill has no known price, so that it only looks cheap
    ran_out_a_while_ago,
    unfit,
    no_capacity,
    no_quota,
    cannot_serve,  ///< what is to run there cannot
};

struct Objection {
    Drawback drawback = Drawback::small;
    std::string words;  ///< a phrase: "quota: needs 1 of NVIDIA_T4_GPUS in us-central1: limit 0, used 0"
    bool operator==(const Objection&) const = default;
};

/// What is known beyond the catalog. A question that nobody can answer is empty.
struct Knowledge {
    std::function<QuotaJudgement(const Candidate&)> quota;
    /// That there was none, a while ago or just now; nothing when nothing speaks against it.
    std::function<std::optional<Objection>(const Candidate&)> lack_of_capacity;
    std::function<std::optional<std::chrono::milliseconds>(const RegionRow&)> distance;
    /// Why what is to be installed cannot run on that card, as a phrase; nothing when it can.
    std::function<std::optional<std::string>(const Candidate&)> misfit;
};

struct Ranked {
    Candidate candidate;
    std::vector<Objection> objections;
    Allowance quota = Allowance::unknown;
    std::optional<std::chrono::milliseconds> distance;
    std::size_t kinds_to_grow_into = 0;  ///< of GPUs in its zone, for a machine that has none: its disk stays there
};

/// Best first: those without objections before those with lighter and those with heavier ones; among them the nearest
/// where distance is asked for, then the cheapest hour; a published price before an estimated one, more speed before
/// less, and without GPUs the zone with the most kinds of them. Nothing is left out.
std::vector<Ranked> rank(const Catalog& catalog, const std::vector<Candidate>& candidates, const Wish& wish,
                         OfferOrder order, const Knowledge& knowledge);

/// Why the first one and not the cheaper ones, a sentence a line. Of an empty ranking nothing.
std::vector<std::string> reasons(const Catalog& catalog, const std::vector<Ranked>& ranking, OfferOrder order);

}  // namespace aloft::market
