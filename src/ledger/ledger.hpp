#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/capacity.hpp"
#include "core/plan.hpp"
#include "core/quota.hpp"
#include "core/result.hpp"
#include "ledger/journal.hpp"

namespace aloft {

/// What the ledger knows of one machine.
struct MachineRecord {
    std::string name;
    std::string owner;
    Spec spec;    ///< as last asked for
    Offer offer;  ///< as last taken
    std::string created;  ///< ISO time of the first plan
    std::string changed;  ///< ISO time of the last plan's end
};

enum class ResourceState {
    intended,  ///< a make was begun and not ended: it may or may not exist
    standing,  ///< made and seen
    leaving,   ///< a remove was begun and not ended
};

/// What the ledger knows of one resource.
struct ResourceRecord {
    Resource resource;
    Found found;  ///< as last seen
    ResourceState state = ResourceState::intended;
};

/// A plan that was begun and never ended: its aloft died. Which steps have an intent without an outcome.
struct OpenPlan {
    std::string id;
    Verb verb = Verb::up;
    std::string machine;
    std::string begun;  ///< ISO time
    std::vector<Step> open_steps;
};

struct MachineSummary {
    MachineRecord machine;
    Condition condition = Condition::absent;  ///< of the instance, as last recorded
    std::optional<OpenPlan> open_plan;
    HourlyPrice price;  ///< sum over its resources, shared ones that it uses included
};

/// How far a region of a cloud is from here.
struct Distance {
    std::string cloud;
    std::string region;
    std::optional<std::chrono::milliseconds> time;  ///< none where nobody answered
    std::string measured;                           ///< ISO time; the ledger's to say
    bool operator==(const Distance&) const = default;
};

/// The memory of what was done. Every call is one transaction that is on the disk when it returns. Thread-safe.
class Ledger : public Journal {
public:
    /// Opens or makes it. Fails with ErrorKind::storage and words for: a disk that is full or read-only, a file that
    /// is corrupt or foreign, a version newer than ours. One that stands and may only be read, or stands on a full
    /// disk, opens: it can be read, and the first call that writes fails so. `now_iso` gives the time that is recorded.
    static Result<std::unique_ptr<Ledger>> open(const std::filesystem::path& file,
                                                std::function<std::string()> now_iso);

    /// Random id of this ledger's owner, chosen at first use, in the label of all that was made.
    virtual std::string owner() const = 0;

    virtual Result<std::vector<MachineSummary>> machines() = 0;
    virtual Result<std::optional<MachineSummary>> machine(const std::string& name) = 0;
    /// Of one machine, in the order they were made, shared ones that it uses included.
    virtual Result<std::vector<ResourceRecord>> resources(const std::string& machine) = 0;
    virtual Result<std::vector<ResourceRecord>> all_resources() = 0;
    /// Of all machines, those of one kind; a fraction of the reading that all_resources() takes.
    virtual Result<std::vector<ResourceRecord>> resources_of_kind(ResourceKind kind) = 0;
    /// The machines that use a shared resource.
    virtual Result<std::vector<std::string>> users_of(const ResourceRef& ref) = 0;
    virtual Result<std::optional<OpenPlan>> open_plan(const std::string& machine) = 0;

    /// For recovery and rebuilding: what was found out about a resource without a step of ours. A machine that is not
    /// known becomes known by its name alone; a plan that begins and ends gives it its spec and offer back.
    virtual Result<void> record(const std::string& machine, const Resource& resource, const Found& found) = 0;
    /// Nothing of the machine stands any more; fails with conflict while a resource of its own is recorded.
    virtual Result<void> forget_machine(const std::string& name) = 0;

    /// What was learned of a shelf takes the place of what was known of it.
    virtual Result<void> learn(const CapacityNews& news) = 0;
    virtual Result<std::vector<CapacityNews>> capacity() = 0;

    /// Takes the place of an earlier request for the same quota. When it was asked is when it was first recorded as
    /// asking; when it changed, when its state did.
    virtual Result<void> record(const QuotaRequest& request) = 0;
    /// In the order in which they were asked.
    virtual Result<std::vector<QuotaRequest>> quota_requests() = 0;

    virtual Result<void> remember(const std::vector<Distance>& distances) = 0;
    virtual Result<std::vector<Distance>> distances() = 0;
};

}  // namespace aloft
