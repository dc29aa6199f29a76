#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "practice/moment.hpp"
#include "practice/places.hpp"
#include "practice/world.hpp"

namespace aloft::practice {

/// There is nothing left of what was asked for.
struct Shortage {
    std::vector<std::string> zones_available;  ///< where there is some: Google's hint
};

/// How many of a shape's GPUs run in a zone; of machines of its type, where it has none.
using Taken = std::function<int(std::string_view zone)>;

/// The world as it is at this moment. Lives on the loop.
class Weather {
public:
    Weather(World world, const WorldClock& clock);

    const World& world() const { return world_; }
    /// Takes effect with the next call. Counts of calls begin anew.
    void change(World world);

    /// Of machines that are not there yet.
    std::optional<Shortage> shortage(const MachineShape& shape, const Places& places, const Taken& taken) const;
    /// How often each method was called that the world counts the calls of. Whoever keeps the state keeps it too, and says
    /// it after a restart.
    using CallCounts = std::map<std::string, int, std::less<>>;
    CallCounts counted() const;
    void count_on(const CallCounts& counted);
    bool counts(std::string_view method) const;
    /// Counts the call: asked once for each. `method` is "compute.instances.insert", `call` counts from 1 by method.
    std::optional<Fault> fault(std::string_view method);
    std::chrono::milliseconds latency(std::string_view method) const;
    /// Whether the caller has asked too often; counts the call.
    bool over_rate_limit(std::string_view project);
    /// How long an operation of such a kind ("insert", "start", "stop", "delete") is at work at least.
    std::chrono::milliseconds operation_time(std::string_view kind) const;
    /// How long what was changed is not yet seen in lists.
    std::chrono::milliseconds consistency_lag() const;
    /// When a spot machine that began then is taken away; nothing: never. The same question has the same answer.
    std::optional<Moment> preemption(std::string_view machine_id, const MachineShape& shape, const Places& places,
                                     Moment began) const;

private:
    World world_;
    const WorldClock& clock_;
    CallCounts calls_;
    std::map<std::string, std::pair<Moment, int>, std::less<>> rate_;
};

}  // namespace aloft::practice
