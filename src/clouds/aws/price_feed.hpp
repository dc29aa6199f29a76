#pragma once
#include "clouds/aws/price_renewal.hpp"
#include "clouds/catalog_feed.hpp"
#include "net/http.hpp"
#include "system/clock.hpp"

namespace aloft::aws {

/// EC2's public price lists, one for each region.
class PriceFeed final : public CatalogFeed {
public:
    PriceFeed(net::Http& http, Clock& clock) : http_(http), clock_(clock) {}
    std::string_view cloud() const override { return "aws"; }
    Result<FeedAnswer> read(const FeedRequest& request, const Progress& progress) override;

private:
    net::Http& http_;
    Clock& clock_;
};

/// Where the list of a region is.
std::string price_list_address(std::string_view region);

}  // namespace aloft::aws
