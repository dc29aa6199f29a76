#include "practice/google/call_counts.hpp"

#include "practice/google/shelf.hpp"
#include "practice/world_file.hpp"

namespace aloft::practice::google {
namespace {

constexpr std::string_view record = "weather/calls";

/// All that it says: a world of the same name may be another.
std::string mark_of(const World& world) { return fingerprint(write_world(world)); }

}  // namespace

void begin_call_counts(Office& office) {
    office.records.put(record, {{"world", mark_of(office.weather.world())}, {"calls", office.weather.counted()}});
}

void recall_call_counts(Office& office) {
    const Json* kept = office.records.find(record);
    if (kept == nullptr || text_in(*kept, "world") != mark_of(office.weather.world())) return begin_call_counts(office);
    office.weather.count_on(kept->value("calls", Weather::CallCounts()));
}

void keep_call_count(Office& office, std::string_view method) {
    const Json* kept = office.records.find(record);
    if (kept == nullptr || !office.weather.counts(method)) return;
    Json counts = *kept;
    counts["calls"] = office.weather.counted();
    office.records.put(record, std::move(counts));
}

}  // namespace aloft::practice::google
