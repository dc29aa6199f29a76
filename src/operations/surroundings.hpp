#pragma once
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "clouds/abilities.hpp"
#include "clouds/cloud.hpp"
#include "core/event.hpp"
#include "ledger/ledger.hpp"
#include "machine/agent.hpp"
#include "system/clock.hpp"
#include "system/connect_times.hpp"
#include "system/home.hpp"
#include "system/interruption.hpp"
#include "system/process.hpp"
#include "system/random.hpp"

namespace aloft {

/// What an interrupted `up` leaves behind.
enum class Keep { what_is_made, nothing };

/// The person, asked at the few moments where a decision is theirs.
class Person {
public:
    virtual ~Person() = default;
    virtual bool approve(const Plan& plan) = 0;
    /// One that costs or risks more than what was approved, and could not be had.
    virtual bool approve_instead(const Plan& plan) { return approve(plan); }
    /// After Ctrl-C; asked once.
    virtual Keep what_to_keep(const Plan& plan) = 0;
    /// Whether that is the fingerprint which the host itself tells. Nobody asked, nobody trusts.
    virtual bool trusts(const Stranger& /*stranger*/) { return false; }
};

/// What every operation works with; put together in main/, by tests with fakes.
struct Surroundings {
    Home home;
    Ledger& ledger;
    Journal& journal;  ///< the ledger, except where a test puts something in between
    std::vector<Cloud*> clouds;
    Provider& keys;
    Provider& setup;  ///< of what is put on a machine
    Agents& agents;
    Processes& processes;
    Clock& clock;
    Random& random;
    EventSink& events;
    const Interruption& interruption;
    std::span<const std::byte> builtin_catalog;  ///< as it lies in a file; begins at a multiple of eight
    ConnectTimes* connect_times = nullptr;            ///< without it, all distances are unknown
    ConnectTimes* doors = nullptr;  ///< of SSH; without it, every machine is taken to let in
};

}  // namespace aloft
