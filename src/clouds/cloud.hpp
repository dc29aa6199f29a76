#pragma once
#include <string_view>
#include <vector>

#include "clouds/provider.hpp"
#include "core/check.hpp"
#include "core/offer.hpp"
#include "core/spec.hpp"

namespace aloft {

/// Whether this cloud can be used, and what is missing to begin.
struct Account {
    std::vector<Check> checks;
};

/// A place that rents machines. Narrow on purpose: what only some clouds can do is an ability (clouds/abilities.hpp),
/// asked for with require<CanStop>(…), never a method that answers "unsupported".
class Cloud : public Provider {
public:
    virtual Account account() = 0;
    /// Live: the ways to have what the spec asks for, best first. Empty is never returned: a wish that cannot be had
    /// is a failure that says why.
    virtual Result<std::vector<Offer>> offers(const Spec& spec) = 0;
    /// Pure: the resources that the offer takes, in order, with names from machine and owner alone.
    virtual Blueprint blueprint(const Spec& spec, const Offer& offer, const Labels& labels) const = 0;
};

}  // namespace aloft
