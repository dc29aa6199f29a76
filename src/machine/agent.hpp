#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/readings.hpp"
#include "core/result.hpp"
#include "core/software.hpp"

namespace aloft {

/// Told of what comes in. Answering false ends the following, which is not a failure.
using TakeReport = std::function<bool(const SoftwareReport&)>;
using TakeOutput = std::function<bool(std::string_view bytes)>;

/// The small program on one machine, spoken to over SSH. Every call is a connection of its own. What follows
/// something heals: a connection that is cut is made anew, and goes on where it was, for as long as there is patience.
class Agent {
public:
    virtual ~Agent() = default;

    /// The version of the agent that answers, or nothing when the machine has none.
    virtual Result<std::optional<std::string>> version() = 0;
    /// Puts our version there, unless it is there already. Jobs do not notice.
    virtual Result<void> install() = 0;

    virtual Result<SoftwareReport> software() = 0;
    /// Hands the whole graph over, and tells of it until it has ended, well or not. The agent goes on without us; the
    /// same graph asked for again while it is at work is the same work.
    virtual Result<SoftwareReport> set_up(const RecipeGraph& graph, const TakeReport& told) = 0;

    /// What the machine does just now.
    virtual Result<Readings> readings() = 0;

    virtual Result<Job> run(const JobWish& wish) = 0;
    virtual Result<std::vector<Job>> jobs() = 0;
    /// Ends it with SIGTERM, and with SIGKILL when it does not listen. Ended already is success.
    virtual Result<Job> cancel(int id) = 0;
    /// Every byte of the output from that place once, in order; with Follow::to_the_end until the job has ended.
    virtual Result<Job> output(int id, LogPlace from, Follow follow, const TakeOutput& take) = 0;
};

/// The agents of all machines that can be reached.
class Agents {
public:
    virtual ~Agents() = default;
    virtual std::unique_ptr<Agent> on(const std::string& machine) = 0;
    /// The version that install() installs.
    virtual std::string version() const = 0;
};

}  // namespace aloft
