#include "market/capacity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace aloft::market {
namespace {

using std::chrono::seconds;

constexpr int full = 1000;
constexpr seconds sure = std::chrono::minutes(10);
constexpr seconds halves_in = std::chrono::minutes(30);
constexpr seconds forgotten = std::chrono::hours(4);

std::string ago(seconds age) {
    const auto minutes = age.count() / 60;
    if (minutes < 1) return "just now";
    if (minutes == 1) return "a minute ago";
    if (minutes < 60) return fmt::format("{} minutes ago", minutes);
    if (minutes < 120) return "an hour ago";
    return fmt::format("{} hours ago", minutes / 60);
}

}  // namespace

int weight_of(const CapacityNews& news, seconds age) {
    if (news.stock == Stock::had || age >= forgotten) return 0;
    // A clock that was set back makes ages negative.
    if (age <= sure) return full;
    const double halvings = static_cast<double>((age - sure).count()) / static_cast<double>(halves_in.count());
    return static_cast<int>(full * std::exp2(-halvings));
}

bool blocks(const CapacityNews& news, seconds age) { return weight_of(news, age) == full; }

std::string capacity_words(const CapacityNews& news, seconds age) {
    return weight_of(news, age) == 0 ? "" : "no capacity " + ago(std::max(age, seconds(0)));
}

}  // namespace aloft::market
