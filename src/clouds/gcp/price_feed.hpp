#pragma once
#include <string>

#include "clouds/catalog_feed.hpp"
#include "clouds/gcp/api.hpp"
#include "system/clock.hpp"

namespace aloft::gcp {

/// Google's list of SKUs, which is told to whoever is signed in.
class PriceFeed final : public CatalogFeed {
public:
    /// `billing` is where Cloud Billing answers: "https://cloudbilling.googleapis.com".
    PriceFeed(Api& api, Clock& clock, std::string billing) : api_(api), clock_(clock), billing_(std::move(billing)) {}
    std::string_view cloud() const override { return "gcp"; }
    Result<FeedAnswer> read(const FeedRequest& request, const Progress& progress) override;

private:
    Api& api_;
    Clock& clock_;
    std::string billing_;
};

}  // namespace aloft::gcp
