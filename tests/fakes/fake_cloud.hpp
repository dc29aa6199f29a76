#pragma once
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "clouds/abilities.hpp"
#include "clouds/cloud.hpp"

namespace aloft::fakes {

/// What goes wrong at one call, and whether its effect has happened by then.
enum class Fault { none, before_effect, after_effect };

/// A cloud in memory: it remembers what was made, insists on what a real one insists on (a thing that is needed must
/// stand, a thing in use is not removed), and fails where a test wants it to.
class FakeCloud : public Cloud,
                  public CanStop,
                  public CanChange,
                  public CanWait,
                  public HasConsole,
                  public WitnessesHostKeys {
public:
    explicit FakeCloud(std::string name = "fake") : name_(std::move(name)) {}

    // Knobs.
    std::string console_text = "booting\n";
    std::vector<std::string> host_keys_told;
    std::function<Fault(std::size_t call)> fault = [](std::size_t) { return Fault::none; };
    std::function<void(std::string_view call)> before_call = [](std::string_view) {};
    std::function<void(const FakeCloud&)> after_effect = [](const FakeCloud&) {};
    Error error_of_fault{ErrorKind::failed, "", "the fake cloud was told to fail", "", Reach::nothing};

    // What a test looks at.
    std::map<ResourceRef, Found> standing;
    std::vector<std::string> calls;

    std::string_view name() const override { return name_; }
    Account account() override { return Account{{Check{name_, Check::Verdict::good, "a fake", ""}}}; }

    Result<std::vector<Offer>> offers(const Spec& spec) override {
        Offer offer{.cloud = name_, .place = "here", .machine_type = "fake", .cpus = spec.cpus.value_or(2)};
        offer.kind = spec.kind.value_or(MachineKind::container);
        offer.memory = spec.memory.value_or(gibibytes(4));
        offer.disk = spec.disk.value_or(gibibytes(20));
        offer.price = price;
        return std::vector{offer};
    }

    HourlyPrice price{Money{350'000}, Money{10'000}};

    Blueprint blueprint(const Spec& spec, const Offer& offer, const Labels& labels) const override {
        Blueprint result;
        const auto add = [&](ResourceKind kind, const std::string& name, Belongs belongs,
                             std::vector<ResourceRef> needs) -> Resource& {
            Resource resource{
                .ref = {name_, kind, name, "here"}, .labels = labels, .needs = std::move(needs), .belongs = belongs};
            result.resources.push_back(std::move(resource));
            return result.resources.back();
        };
        const ResourceRef image = add(ResourceKind::image, "base", Belongs::to_cache, {}).ref;
        const ResourceRef network = add(ResourceKind::network, "net-" + labels.owner, Belongs::to_owner, {}).ref;
        const ResourceRef address = add(ResourceKind::address, spec.name + "-address", Belongs::to_machine, {}).ref;
        Resource& disk = add(ResourceKind::disk, spec.name + "-disk", Belongs::to_machine, {image});
        disk.properties["size"] = {to_string(offer.disk), WhenChanged::grow};
        const ResourceRef disk_ref = disk.ref;
        Resource& instance = add(ResourceKind::instance, spec.name, Belongs::to_machine, {network, address, disk_ref});
        instance.properties["cpus"] = {std::to_string(offer.cpus), WhenChanged::replace};
        instance.properties["memory"] = {to_string(offer.memory), WhenChanged::replace};
        instance.price = offer.price;
        return result;
    }

    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances) override {
        circumstances.progress("making it");
        return call("ensure " + describe(wished.ref), [&]() -> Result<Found> {
            for (const ResourceRef& need : wished.needs)
                if (need.provider == name_ && !standing.contains(need))
                    return failure(ErrorKind::conflict, "ensure", describe(need) + " is missing");
            Found found{wished.ref, Condition::ready, {}, wished.labels};
            for (const auto& [key, property] : wished.properties) found.properties[key] = property.value;
            if (wished.ref.kind == ResourceKind::instance) {
                found.properties["host"] = "192.0.2.1";
                found.properties["port"] = "22";
                found.properties["user"] = "aloft";
            }
            return standing[wished.ref] = found;
        });
    }

    Result<Found> find(const ResourceRef& ref) override {
        const std::lock_guard guard(mutex_);
        const auto found = standing.find(ref);
        return found == standing.end() ? Found{.ref = ref, .condition = Condition::absent} : found->second;
    }

    Result<void> remove(const ResourceRef& ref) override {
        auto result = call("remove " + describe(ref), [&]() -> Result<Found> {
            standing.erase(ref);
            return Found{.ref = ref, .condition = Condition::absent};
        });
        if (!result) return failed(result);
        return {};
    }

    Result<std::vector<Found>> owned(std::string_view owner) override {
        const std::lock_guard guard(mutex_);
        std::vector<Found> result;
        for (const auto& [ref, found] : standing)
            if (found.labels.owner == owner) result.push_back(found);
        return result;
    }

    Result<std::string> console(const ResourceRef& instance) override {
        const std::lock_guard guard(mutex_);
        if (!standing.contains(instance)) return failure(ErrorKind::not_found, "console", "no such instance");
        return console_text;
    }
    Result<std::vector<std::string>> host_keys_told_by(const ResourceRef& instance) override {
        const std::lock_guard guard(mutex_);
        return standing.contains(instance) ? host_keys_told : std::vector<std::string>{};
    }
    Result<Found> start(const ResourceRef& ref, const Circumstances&) override {
        return power("start", ref, Condition::ready);
    }
    Result<Found> stop(const ResourceRef& ref) override { return power("stop", ref, Condition::stopped); }
    Result<Found> change(const Resource& wished, const Circumstances& circumstances) override {
        const Condition before = find(wished.ref)->condition;
        auto changed = FakeCloud::ensure(wished, circumstances);
        if (changed) standing[wished.ref].condition = changed->condition = before;
        return changed;
    }
    Result<Found> wait(const Resource& wished, const Circumstances&) override {
        return call("wait " + describe(wished.ref), [&]() -> Result<Found> { return standing.at(wished.ref); });
    }

private:
    template <class Effect>
    Result<Found> call(const std::string& words, Effect effect) {
        const std::lock_guard guard(mutex_);
        before_call(words);
        const Fault wrong = fault(calls.size());
        calls.push_back(words);
        if (wrong == Fault::before_effect) return std::unexpected(error_of_fault);
        auto found = effect();
        after_effect(*this);
        if (wrong == Fault::after_effect) return std::unexpected(error_of_fault);
        return found;
    }

    Result<Found> power(const std::string& verb, const ResourceRef& ref, Condition condition) {
        return call(verb + " " + describe(ref), [&]() -> Result<Found> {
            const auto found = standing.find(ref);
            if (found == standing.end()) return failure(ErrorKind::not_found, verb, "no such instance");
            found->second.condition = condition;
            return found->second;
        });
    }

    std::string name_;

protected:
    std::mutex mutex_;  ///< of what stands and of the calls
};

}  // namespace aloft::fakes
