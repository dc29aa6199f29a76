#pragma once
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "practice/places.hpp"
#include "practice/quota_book.hpp"
#include "practice/records.hpp"
#include "practice/weather.hpp"

namespace aloft::practice {

/// How much of a project's limits is used; none of those that are not told of.
using Usage = std::function<std::map<QuotaKey, double>(std::string_view project)>;

/// What the page's picture of the world is made of.
struct WorldView {
    const Weather& weather;
    const Places& places;
    const QuotaBook& quota;
    const Records& records;
    const Usage& usage;
};

std::vector<std::string> projects_in(const Records& records);
/// Names of records of instances: "projects/p/zones/z/instances/vm".
std::vector<std::string> machines_in(const Records& records);
bool runs(const Records& records, std::string_view machine);

nlohmann::json zones_state(const WorldView& view, Moment now);
nlohmann::json machines_state(const WorldView& view, Moment now);
nlohmann::json quotas_state(const WorldView& view);

}  // namespace aloft::practice
