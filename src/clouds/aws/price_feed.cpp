#include "clouds/aws/price_feed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace aloft::aws {
namespace {

constexpr std::uint64_t megabyte = 1 << 20;
constexpr std::uint64_t most_of_a_list = 4096 * megabyte;
constexpr std::uint64_t progress_every = 50 * megabyte;

std::vector<std::string> regions_of(const FeedRequest& request) {
    if (!request.regions.empty()) return request.regions;
    std::set<std::string> regions;
    for (const market::Offering& offering : request.present.offerings) regions.insert(offering.region);
    return {regions.begin(), regions.end()};
}

bool is_region(std::string_view word) {
    return !word.empty() && std::ranges::all_of(word, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
    });
}

/// All the lists of one refresh.
class Reading {
public:
    Reading(net::Http& http, Clock& clock, const FeedRequest& request, const Progress& progress)
        : http_(http), clock_(clock), request_(request), progress_(progress), began_(clock.elapsed()) {
        answer_.stamps = request.stamps;
    }

    Result<void> read(const std::string& region) {
        if (!is_region(region))
            return failure(ErrorKind::bad_input, "reading EC2's prices", fmt::format("'{}' is no region", region),
                           "a region is written like us-east-1");
        const std::string address = price_list_address(region);
        const auto stamp = request_.stamps.find(address);
        PriceList list(region);
        std::uint64_t received = 0;
        progress_(fmt::format("reading the prices of {}", region));
        const Result<net::Answer> got =
            http_.get({address, stamp == request_.stamps.end() ? std::string() : stamp->second, left(), most_of_a_list},
                      [&](std::string_view piece) {
                          tell(region, received, received + piece.size());
                          received += piece.size();
                          return list.take(piece);
                      });
        if (!got) return failed(got);
        if (got->body == net::Answer::Body::unchanged) return {};
        Result<ListedPrices> prices = list.finish();
        if (!prices) return failed(prices);
        lists_.emplace(region, std::move(*prices));
        answer_.stamps.erase(address);
        if (!got->etag.empty()) answer_.stamps[address] = got->etag;
        return {};
    }

    Result<FeedAnswer> finish() {
        if (lists_.empty()) return std::move(answer_);
        Result<Renewed> renewed = renew_prices(request_.present, lists_, request_.today);
        if (!renewed) return failed(renewed);
        answer_.content = std::move(renewed->content);
        answer_.refused = std::move(renewed->refused);
        return std::move(answer_);
    }

private:
    std::chrono::milliseconds left() const {
        return std::max(std::chrono::milliseconds(1), request_.time_limit - (clock_.elapsed() - began_));
    }

    void tell(const std::string& region, std::uint64_t before, std::uint64_t after) const {
        if (before / progress_every != after / progress_every)
            progress_(fmt::format("{}: {} MB read", region, after / megabyte));
    }

    net::Http& http_;
    Clock& clock_;
    const FeedRequest& request_;
    const Progress& progress_;
    std::chrono::milliseconds began_;
    PricesByRegion lists_;
    FeedAnswer answer_;
};

}  // namespace

std::string price_list_address(std::string_view region) {
    return fmt::format("https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/current/{}/index.csv",
                       region);
}

Result<FeedAnswer> PriceFeed::read(const FeedRequest& request, const Progress& progress) {
    Reading reading(http_, clock_, request, progress);
    for (const std::string& region : regions_of(request))
        if (const Result<void> got = reading.read(region); !got) return failed(got);
    return reading.finish();
}

}  // namespace aloft::aws
