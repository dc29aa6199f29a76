#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/capacity.hpp"
#include "ledger/ledger.hpp"
#include "market/catalog.hpp"
#include "operations/surroundings.hpp"

namespace aloft {

/// What was tried for this very wish, and how far its failure blocks.
struct Tried {
    Shelf shelf;
    std::string region;
    Error error;
};

/// The best way to have what is asked for.
struct Offered {
    Offer offer;
    std::vector<std::string> choice;  ///< why this one; empty where there was no choice
    std::string no_quota;             ///< why it may not be had; empty when it may, or nobody knows
};

/// A machine that stands, and whether it is to become another one: then what nobody has said of it may be anything.
struct Standing {
    enum class Shape { as_it_is, another, elsewhere };
    Offer offer;
    Shape shape = Shape::as_it_is;
};

/// Asks the cloud that the spec names. One that says nothing of a place, and has a wish that this computer cannot meet
/// or speaks of the market, is looked for in the catalog of all clouds that rent by it. A machine that stands there
/// stays in its zone, and stays what it is unless another one is asked for, whatever prices do.
Result<Offered> offers_for(Surroundings& around, const Spec& spec, const std::optional<Standing>& standing,
                           const std::vector<Tried>& tried);

/// What is sought, in another zone than the machine that stands: of those for which there is quota one that the cloud has
/// named, else one of its region, else of another region; in each the best as usual. Fails where there is none.
Result<Offered> offer_elsewhere(Surroundings& around, const Spec& sought, const Offer& standing,
                                const std::vector<Tried>& tried);

/// A wish that only the very machine of the offer meets.
Spec the_same_again(Spec spec, const Offer& offer);

/// Whether what was tried says already that the offer cannot be had.
bool is_blocked(const std::vector<Tried>& tried, const Offer& offer);

/// Where the offer would be had; nothing for one that was not chosen from the catalog.
std::optional<Tried> as_tried(const Offer& offer, Error error);

}  // namespace aloft
