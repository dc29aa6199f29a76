#include "practice/weather.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace aloft::practice {
namespace {

using std::chrono::milliseconds;

/// The same for the same words on every computer (FNV-1a, and stirred once more, since it ends alike for like words).
std::uint64_t hash_of(std::string_view words) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char letter : words) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
    hash ^= hash >> 33U;
    hash *= 0xff51afd7ed558ccdU;
    return hash ^ hash >> 33U;
}

/// At least 0 and below 1.
double fraction_of(std::uint64_t hash) { return static_cast<double>(hash >> 11U) * 0x1p-53; }

/// Said and wished: of GPUs, those that are attached or else those of the type.
Accelerators gpus_of(const MachineShape& shape, const Places& places) {
    if (shape.attached.count > 0) return shape.attached;
    const auto type = places.machine_type(shape.zone, shape.type);
    return type ? type->built_in : Accelerators{};
}

bool fits(const Patterns& gpus, const Accelerators& machine) {
    return gpus.empty() || (machine.count > 0 && matches_any(gpus, machine.type));
}

struct Shelf {
    const World& world;
    const MachineShape& shape;
    Accelerators gpus;
    Moment now;

    /// Nothing: no end of it.
    const StockRule* rule_in(std::string_view zone) const {
        const bool spot = shape.buying == Buying::spot;
        const auto found = std::ranges::find_if(world.stock, [&](const StockRule& rule) {
            return matches_any(rule.types, shape.type) && fits(rule.gpus, gpus) && matches_any(rule.zones, zone) &&
                   (!rule.spot || *rule.spot == spot) && rule.hours.hold(now);
        });
        return found == world.stock.end() ? nullptr : &*found;
    }

    bool has_one(std::string_view zone, const Taken& taken) const {
        const StockRule* const rule = rule_in(zone);
        return rule == nullptr || taken(zone) + std::max(gpus.count, 1) <= rule->there_are;
    }
};

/// Whether such a machine can be had there at all, however many there are.
bool is_sold(const MachineShape& shape, std::string_view zone, const Places& places) {
    if (!places.machine_type(zone, shape.type)) return false;
    if (shape.attached.count == 0) return true;
    const auto kinds = places.accelerators(zone);
    return std::ranges::find(kinds, shape.attached.type, &AcceleratorFacts::type) != kinds.end();
}

/// When a machine that is exposed to that risk in each hour that the rule holds has had its share of it.
std::optional<Moment> by_rate(const PreemptionRule& rule, std::string_view machine_id, Moment began) {
    constexpr auto step = std::chrono::minutes(1);
    constexpr auto farthest = std::chrono::days(60);
    if (rule.per_hour <= 0) return std::nullopt;
    const double risk = std::min(rule.per_hour, 0.999999);
    double hours_left = std::log1p(-fraction_of(hash_of(machine_id))) / std::log1p(-risk);
    using FractionalHours = std::chrono::duration<double, std::ratio<3600>>;
    const auto in = [](double hours) { return std::chrono::duration_cast<milliseconds>(FractionalHours(hours)); };
    if (rule.hours == Hours{})
        return FractionalHours(hours_left) < farthest ? std::optional(began + in(hours_left)) : std::nullopt;
    const double hours_in_step = FractionalHours(step).count();
    for (Moment at = began; at < began + farthest; at += step) {
        if (!rule.hours.hold(at)) continue;
        if (hours_left < hours_in_step) return at + in(hours_left);
        hours_left -= hours_in_step;
    }
    return std::nullopt;
}

std::optional<Moment> earliest(std::optional<Moment> one, std::optional<Moment> other) {
    if (!one || !other) return one ? one : other;
    return std::min(*one, *other);
}

}  // namespace

Weather::Weather(World world, const WorldClock& clock) : world_(std::move(world)), clock_(clock) {}

void Weather::change(World world) {
    world_ = std::move(world);
    calls_.clear();
    rate_.clear();
}

std::optional<Shortage> Weather::shortage(const MachineShape& shape, const Places& places, const Taken& taken) const {
    const Shelf shelf{world_, shape, gpus_of(shape, places), clock_.now()};
    if (shelf.has_one(shape.zone, taken)) return std::nullopt;
    Shortage shortage;
    if (!world_.hints) return shortage;
    const std::optional<std::string> region = places.region_of(shape.zone);
    for (const std::string& zone : places.zones(region.value_or(""))) {
        if (zone != shape.zone && is_sold(shape, zone, places) && shelf.has_one(zone, taken))
            shortage.zones_available.push_back(zone);
    }
    return shortage;
}

bool Weather::counts(std::string_view method) const {
    return std::ranges::any_of(world_.faults, [&](const FaultRule& rule) { return matches_any(rule.methods, method); });
}

Weather::CallCounts Weather::counted() const {
    CallCounts counted = calls_;
    std::erase_if(counted, [&](const auto& calls) { return !counts(calls.first); });
    return counted;
}

void Weather::count_on(const CallCounts& counted) {
    for (const auto& [method, calls] : counted) calls_.insert_or_assign(method, calls);
}

std::optional<Fault> Weather::fault(std::string_view method) {
    const int call = ++calls_.try_emplace(std::string(method), 0).first->second;
    for (const FaultRule& rule : world_.faults) {
        if (matches_any(rule.methods, method) && rule.calls.hold(call)) return rule.fault;
    }
    return std::nullopt;
}

milliseconds Weather::latency(std::string_view method) const {
    for (const LatencyRule& rule : world_.latency) {
        if (!matches_any(rule.methods, method)) continue;
        const auto calls = calls_.find(method);
        const int call = calls == calls_.end() ? 0 : calls->second;
        const double share = fraction_of(hash_of(std::string(method) + std::to_string(call)));
        return rule.least + std::chrono::duration_cast<milliseconds>((rule.most - rule.least) * share);
    }
    return milliseconds(0);
}

bool Weather::over_rate_limit(std::string_view project) {
    if (!world_.calls_per_minute) return false;
    const Moment now = clock_.now();
    auto& [began, calls] = rate_.try_emplace(std::string(project), now, 0).first->second;
    if (now >= began + std::chrono::minutes(1)) {
        began = now;
        calls = 0;
    }
    if (calls >= *world_.calls_per_minute) return true;
    ++calls;
    return false;
}

milliseconds Weather::operation_time(std::string_view kind) const {
    const auto rule = std::ranges::find_if(world_.operation_times,
                                           [&](const OperationTimeRule& it) { return matches_any(it.kinds, kind); });
    return rule == world_.operation_times.end() ? milliseconds(0) : rule->time;
}

milliseconds Weather::consistency_lag() const { return world_.consistency_lag; }

std::optional<Moment> Weather::preemption(std::string_view machine_id, const MachineShape& shape, const Places& places,
                                          Moment began) const {
    if (shape.buying != Buying::spot) return std::nullopt;
    const Accelerators gpus = gpus_of(shape, places);
    for (const PreemptionRule& rule : world_.preemptions) {
        if (!matches_any(rule.types, shape.type) || !fits(rule.gpus, gpus) || !matches_any(rule.zones, shape.zone))
            continue;
        std::optional<Moment> when = by_rate(rule, machine_id, began);
        if (rule.after) when = earliest(when, began + *rule.after);
        for (const Moment at : rule.at) {
            if (at > began) when = earliest(when, at);
        }
        return when;
    }
    return std::nullopt;
}

}  // namespace aloft::practice
