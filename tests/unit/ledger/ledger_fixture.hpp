#pragma once
#include <unistd.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "ledger/ledger.hpp"

namespace aloft {

/// A folder of its own for one test, gone with it. In memory where there is such a place: each commit waits for its
/// disk four times, and here the disk is not what is tested.
class TemporaryFolder {
public:
    TemporaryFolder() {
        const std::filesystem::path memory = "/dev/shm";
        const bool usable = ::access(memory.c_str(), R_OK | W_OK | X_OK) == 0;
        std::string name =
            ((usable ? memory : std::filesystem::temp_directory_path()) / "aloft-ledger-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Says t1, t2, … so that a test sees which call of the ledger a time is from.
inline std::function<std::string()> counting_time() {
    return [count = 0]() mutable { return "t" + std::to_string(++count); };
}

inline Result<std::unique_ptr<Ledger>> open_ledger(const std::filesystem::path& file) {
    return Ledger::open(file, counting_time());
}

inline Resource resource(ResourceKind kind, const std::string& name, Belongs belongs = Belongs::to_machine) {
    return {.ref = {"local", kind, name, "here"},
            .properties = {{"size", {"20GB", WhenChanged::grow}}},
            .labels = {"a", "p", "o"},
            .needs = {},
            .belongs = belongs,
            .price = {Money{100}, Money{10}}};
}

inline Found found_of(const Resource& resource, Condition condition) {
    return {.ref = resource.ref, .condition = condition, .properties = {{"port", "2201"}}, .labels = resource.labels};
}

inline Resource image() { return resource(ResourceKind::image, "base", Belongs::to_cache); }
inline Resource disk_of(const std::string& machine) { return resource(ResourceKind::disk, machine + "-disk"); }
inline Resource instance_of(const std::string& machine) { return resource(ResourceKind::instance, machine); }

inline Step step(Action action, const Resource& resource) {
    return {.action = action, .resource = resource, .reason = "as asked", .request_id = "r", .needs = {}};
}

inline Plan plan_of(const std::string& id, const std::string& machine, std::vector<Step> steps, Verb verb = Verb::up) {
    Plan plan;
    plan.id = id;
    plan.verb = verb;
    plan.machine = machine;
    plan.owner = "someowner";
    plan.spec.name = machine;
    plan.spec.cpus = 4;
    plan.offer.cloud = "local";
    plan.offer.place = "this computer";
    plan.offer.memory = gibibytes(8);
    for (const Step& one : steps) plan.blueprint.resources.push_back(one.resource);
    plan.steps = std::move(steps);
    return plan;
}

/// Makes image, disk and instance.
inline Plan plan_up(const std::string& id, const std::string& machine) {
    return plan_of(
        id, machine,
        {step(Action::make, image()), step(Action::make, disk_of(machine)), step(Action::make, instance_of(machine))});
}

template <class Value>
Value value_of(Result<Value> result) {
    if (!result) throw std::runtime_error(describe(result.error()));
    return *std::move(result);
}
inline void expect_done(const Result<void>& result) { EXPECT_TRUE(result) << describe(result.error()); }

/// Runs all of the plan without a fault.
inline void carry_out(Ledger& ledger, const Plan& plan) {
    expect_done(ledger.begin(plan));
    for (std::size_t position = 0; position < plan.steps.size(); ++position) {
        const Step& one = plan.steps[position];
        const Condition after = one.action == Action::remove ? Condition::absent
                                : one.action == Action::stop ? Condition::stopped
                                                             : Condition::ready;
        expect_done(ledger.intend(plan, position, Direction::act));
        expect_done(ledger.done(plan, position, Direction::act, found_of(one.resource, after)));
    }
    expect_done(ledger.end(plan.id, std::nullopt));
}

class LedgerTest : public testing::Test {
protected:
    LedgerTest() : ledger(value_of(open_ledger(file()))) {}

    std::filesystem::path file() const { return folder.path() / "ledger.db"; }
    /// As the next aloft would find it.
    void open_again() {
        ledger.reset();
        ledger = value_of(open_ledger(file()));
    }

    /// "disk a-disk: intended" for each resource of the machine.
    std::vector<std::string> states(const std::string& machine) {
        std::vector<std::string> lines;
        for (const ResourceRecord& record : value_of(ledger->resources(machine))) {
            const char* word = record.state == ResourceState::intended   ? "intended"
                               : record.state == ResourceState::standing ? "standing"
                                                                         : "leaving";
            lines.push_back(record.resource.ref.name + ": " + word + ", " +
                            std::string(to_string(record.found.condition)));
        }
        return lines;
    }
    /// Names of what the open steps of the machine's open plan are about.
    std::vector<std::string> open_steps(const std::string& machine) {
        std::vector<std::string> names;
        const std::optional<OpenPlan> plan = value_of(ledger->open_plan(machine));
        if (!plan) return {"no open plan"};
        for (const Step& one : plan->open_steps) names.push_back(one.resource.ref.name);
        return names;
    }

    TemporaryFolder folder;
    std::unique_ptr<Ledger> ledger;
};

}  // namespace aloft
