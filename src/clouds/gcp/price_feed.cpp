#include "clouds/gcp/price_feed.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "clouds/gcp/price_renewal.hpp"

namespace aloft::gcp {
namespace {

// The service is Compute Engine.
constexpr std::string_view list_path = "/v1/services/6F81-5844-456A/skus?currencyCode=USD&pageSize=5000";
constexpr int most_pages = 100;
constexpr std::uint64_t most_of_a_page = std::uint64_t{64} << 20;

bool is_token(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '-' || letter == '_' || letter == '=' || letter == '.';
    });
}

}  // namespace

Result<FeedAnswer> PriceFeed::read(const FeedRequest& request, const Progress& progress) {
    const Result<std::string> token = token_();
    if (!token) return failed(token);
    const std::chrono::milliseconds began = clock_.elapsed();
    const std::string list = fmt::format("{}{}", billing_, list_path);
    SkuList skus;
    std::string next;
    for (int page = 1; page <= most_pages; ++page) {
        progress(fmt::format("reading page {} of the SKUs", page));
        net::Request asked;
        asked.url = next.empty() ? list : fmt::format("{}&pageToken={}", list, next);
        asked.headers = {"Authorization: Bearer " + *token};
        asked.time_limit = std::max(std::chrono::milliseconds(1), request.time_limit - (clock_.elapsed() - began));
        asked.size_limit = most_of_a_page;
        std::string body;
        const Result<net::Answer> got = http_.get(asked, [&](std::string_view piece) -> Result<void> {
            body += piece;
            return {};
        });
        if (!got) return failed(got);
        const Result<std::string> following = skus.take_page(body);
        if (!following) return failed(following);
        if (following->empty()) break;
        if (!is_token(*following) || page == most_pages)
            return failure(ErrorKind::failed, "reading Google's list of SKUs", "its pages do not end");
        next = *following;
    }
    Renewed renewed = renew_prices(request.present, skus, request.regions, request.today);
    if (renewed.prices == 0)
        return failure(ErrorKind::failed, "reading Google's list of SKUs",
                       fmt::format("its {} prices of pieces add up to no machine that is known", skus.size()),
                       "Google may describe them otherwise now; a newer aloft may know how");
    return FeedAnswer{std::move(renewed.content), {}, std::move(renewed.refused)};
}

}  // namespace aloft::gcp
