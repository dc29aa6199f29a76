#pragma once
#include <string>
#include <vector>

#include "clouds/cloud.hpp"

namespace aloft::contract {

/// A cloud in a world of its own, with what others than the cloud make for a machine.
class Bench {
public:
    virtual ~Bench() = default;
    virtual Cloud& cloud() = 0;
    virtual Spec spec() const = 0;
    /// The best first. Of a cloud that rents by the catalog, which is not asked itself: those that it has settled.
    virtual Result<std::vector<Offer>> offers() { return cloud().offers(spec()); }
    /// The owner is nobody else's.
    virtual Labels labels() const = 0;
    /// What of the way to an instance outlives that it is switched off; a cloud may give it a new address.
    virtual std::vector<std::string> kept_when_stopped() const { return {"host", "port", "user"}; }
    /// What stands already of the resources that the blueprint's needs name at other providers: the key.
    virtual std::vector<Found> given() const = 0;
};

}  // namespace aloft::contract
