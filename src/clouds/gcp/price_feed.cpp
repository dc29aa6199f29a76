#include "clouds/gcp/price_feed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "clouds/gcp/price_renewal.hpp"

namespace aloft::gcp {
namespace {

// The service is Compute Engine.
constexpr std::string_view list_path = "/v1/services/6F81-5844-456A/skus";
constexpr int most_pages = 100;
constexpr const char* reading_skus = "reading Google's list of SKUs";

}  // namespace

Result<FeedAnswer> PriceFeed::read(const FeedRequest& request, const Progress& progress) {
    const std::chrono::milliseconds began = clock_.elapsed();
    ApiCall list{.url = fmt::format("{}{}", billing_, list_path),
                 .query = {{"currencyCode", "USD"}, {"pageSize", "5000"}},
                 .doing = reading_skus};
    SkuList skus;
    for (int page = 1; page <= most_pages; ++page) {
        progress(fmt::format("reading page {} of the SKUs", page));
        list.time_limit = std::max(std::chrono::milliseconds(1), request.time_limit - (clock_.elapsed() - began));
        const auto answer = api_.call(list);
        if (!answer) return failed(answer);
        const Result<std::string> following = skus.take_page(*answer);
        if (!following) return failed(following);
        if (following->empty()) break;
        if (page == most_pages) return failure(ErrorKind::failed, reading_skus, "its pages do not end");
        list.query["pageToken"] = *following;
    }
    Renewed renewed = renew_prices(request.present, skus, request.regions, request.today);
    if (renewed.prices == 0)
        return failure(ErrorKind::failed, reading_skus,
                       fmt::format("its {} prices of pieces add up to no machine that is known", skus.size()),
                       "Google may describe them otherwise now; a newer aloft may know how");
    return FeedAnswer{std::move(renewed.content), {}, std::move(renewed.refused)};
}

}  // namespace aloft::gcp
