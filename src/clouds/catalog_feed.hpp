#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clouds/provider.hpp"
#include "market/catalog_content.hpp"
#include "market/catalog_writer.hpp"

namespace aloft {

/// What was read last, by its address: the ETag with which to ask whether it has changed.
using ReadStamps = std::map<std::string, std::string>;

struct FeedRequest {
    const market::CatalogContent& present;  ///< of this cloud, as it is known now
    const ReadStamps& stamps;               ///< of what `present` was made from
    std::vector<std::string> regions;       ///< to be asked about; all that are known when empty
    std::chrono::milliseconds time_limit;   ///< for all of it
    market::Day today;
};

struct FeedAnswer {
    std::optional<market::CatalogContent> content;  ///< all of the cloud; nothing when nothing has changed
    ReadStamps stamps;
    std::vector<market::Refused> refused;
};

/// A cloud's own public sources of machine types and prices.
class CatalogFeed {
public:
    virtual ~CatalogFeed() = default;
    /// The cloud's word in the catalog: "aws".
    virtual std::string_view cloud() const = 0;
    /// Reads them. Whole or a failure: nothing is half answered.
    virtual Result<FeedAnswer> read(const FeedRequest& request, const Progress& progress) = 0;
};

}  // namespace aloft
