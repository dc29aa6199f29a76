#include "operations/distance.hpp"

#include <algorithm>

namespace aloft {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::hours remembered_for{24};
constexpr std::chrono::seconds limit{3};

struct Place {
    std::string cloud;
    std::string region;
    std::string endpoint;
};

std::string key_of(const std::string& cloud, const std::string& region) { return cloud + "/" + region; }

bool is_fresh(const Distance& distance, Instant now) {
    const std::optional<Instant> measured = from_iso(distance.measured);
    return measured && *measured <= now && now - *measured < remembered_for;
}

/// What is remembered, by its key. That nobody answered is remembered as well, so that a region which is behind a wall
/// does not make every command wait.
Result<std::map<std::string, ConnectTimes::Time>> remembered(Surroundings& around) {
    const auto known = around.ledger.distances();
    if (!known) return failed(known);
    std::map<std::string, ConnectTimes::Time> times;
    for (const Distance& distance : *known)
        if (is_fresh(distance, around.clock.now())) times[key_of(distance.cloud, distance.region)] = distance.time;
    return times;
}

std::vector<Place> places_of(const market::Catalog& catalog) {
    std::vector<Place> places;
    for (const market::RegionRow& region : catalog.regions())
        if (region.endpoint.length > 0)
            places.push_back({std::string(catalog.text(region.cloud)), std::string(catalog.text(region.name)),
                              std::string(catalog.text(region.endpoint))});
    return places;
}

std::vector<Distance> measured(ConnectTimes& connect_times, const std::vector<Place>& places) {
    std::vector<std::string> hosts;
    hosts.reserve(places.size());
    for (const Place& place : places) hosts.push_back(place.endpoint);
    const std::vector<ConnectTimes::Time> times = connect_times.measure(hosts, limit);
    std::vector<Distance> result;
    result.reserve(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) result.push_back({places[i].cloud, places[i].region, times[i], ""});
    return result;
}

}  // namespace

Result<std::map<std::string, milliseconds>> distances(Surroundings& around, const market::Catalog& catalog) {
    auto times = remembered(around);
    if (!times) return failed(times);
    std::vector<Place> unknown = places_of(catalog);
    std::erase_if(unknown, [&](const Place& place) { return times->contains(key_of(place.cloud, place.region)); });
    if (!unknown.empty() && around.connect_times != nullptr) {
        const std::vector<Distance> news = measured(*around.connect_times, unknown);
        // Where nobody answers at all it is this computer that has no way out, and that may change at any moment.
        if (std::ranges::any_of(news, [](const Distance& distance) { return distance.time.has_value(); }))
            if (auto kept = around.ledger.remember(news); !kept) return failed(kept);
        for (const Distance& distance : news) (*times)[key_of(distance.cloud, distance.region)] = distance.time;
    }
    std::map<std::string, milliseconds> result;
    for (const auto& [key, time] : *times)
        if (time) result[key] = *time;
    return result;
}

}  // namespace aloft
