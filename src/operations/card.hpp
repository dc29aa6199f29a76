#pragma once
#include <functional>
#include <optional>
#include <string>

#include "core/offer.hpp"
#include "market/search.hpp"
#include "operations/surroundings.hpp"
#include "setup/wishes.hpp"

namespace aloft {

/// What is settled for the card of an offer before anything is made; nothing for a machine without one, with one that
/// the catalog does not know, or that is left bare. Refuses a wish that cannot work there, with what would.
Result<std::optional<CardSetup>> card_setup(Surroundings& around, const Spec& spec, const Offer& offer);

/// Why the wished software cannot run on a candidate's card, as a phrase; nothing when it can.
using Misfit = std::function<std::optional<std::string>(const market::Candidate&)>;
Result<Misfit> misfit_of(const market::Catalog& catalog, const Spec& spec);

/// Refuses what is asked for `with:` and cannot run on that machine.
Result<void> check_extras(const Spec& spec, const Offer& offer);

/// "driver 580 with proprietary kernel modules; CUDA 12.6; torch from cu126", for people.
std::string describe(const CardSetup& card);

/// Tells whoever makes the machine the system images that serve the card, best first and one "where/family" a line.
void name_images(const CardSetup& card, Offer& offer);
/// Tells the person what is to be known of the card before anything is made.
void warn_of(const CardSetup& card, Offer& offer);

}  // namespace aloft
