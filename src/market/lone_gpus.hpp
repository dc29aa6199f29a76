#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "market/catalog_content.hpp"
#include "market/catalog_writer.hpp"

namespace aloft::market {

/// GPUs that are priced without a machine, as Google does it. Their hosts' prices leave them out.
class LoneGpus {
public:
    struct Priced {
        std::string gpu;
        int gpus = 1;  ///< that the price is for
        std::string region;
        std::string zone;
        std::optional<Price> on_demand;
        std::optional<Price> spot;
    };

    void add(Priced priced);
    /// Adds their prices to the hosts that always have some, and offers those that can be attached with each host of
    /// the zone. A host whose GPUs have no price there is taken out and refused.
    void add_to(CatalogContent& content, std::vector<Refused>& refused) const;

private:
    using Place = std::pair<std::string, std::string>;  ///< zone, GPU

    /// Of so many: as it is said, else reckoned from what is said of another number.
    std::optional<Priced> price_of(const Place& place, int gpus) const;
    bool complete(Offering& offering, std::vector<Refused>& refused) const;

    std::map<Place, std::map<int, Priced>> prices_;
};

}  // namespace aloft::market
