#pragma once
#include <functional>
#include <string>

#include "clouds/catalog_feed.hpp"
#include "net/http.hpp"
#include "system/clock.hpp"

namespace aloft::gcp {

/// What proves who asks, for a short time; a failure of kind not_signed_in for whoever nobody knows.
using AccessToken = std::function<Result<std::string>()>;

/// Google's list of SKUs, which is told to whoever is signed in.
class PriceFeed final : public CatalogFeed {
public:
    /// `billing` is where Cloud Billing answers: "https://cloudbilling.googleapis.com".
    PriceFeed(net::Http& http, Clock& clock, AccessToken token, std::string billing)
        : http_(http), clock_(clock), token_(std::move(token)), billing_(std::move(billing)) {}
    std::string_view cloud() const override { return "gcp"; }
    Result<FeedAnswer> read(const FeedRequest& request, const Progress& progress) override;

private:
    net::Http& http_;
    Clock& clock_;
    AccessToken token_;
    std::string billing_;
};

}  // namespace aloft::gcp
