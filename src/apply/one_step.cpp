#include "apply/one_step.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "apply/shared_lock.hpp"
#include "clouds/abilities.hpp"

namespace aloft {
namespace {

Result<Provider*> provider_of(const ResourceRef& ref, const Workers& workers) {
    for (Provider* provider : workers.providers)
        if (provider->name() == ref.provider) return provider;
    return failure(ErrorKind::bad_input, fmt::format("looking for who makes {}", describe(ref)),
                   fmt::format("this aloft does not know the place \"{}\"", ref.provider));
}

Found absent(const ResourceRef& ref) { return Found{.ref = ref, .condition = Condition::absent}; }

template <class Ability, class Act>
Result<Found> with_ability(Provider& provider, Act act) {
    auto able = require<Ability>(provider);
    if (!able) return failed(able);
    return act(**able);
}

/// Of whoever is far away, what can be left out because it was seen before.
IsFarAway* far_away(Provider& provider, bool was_seen) {
    return was_seen ? dynamic_cast<IsFarAway*>(&provider) : nullptr;
}

Result<void> remove(const ResourceRef& ref, Provider& provider, const Circumstances& circumstances) {
    const bool was_there = circumstances.before && *circumstances.before != Condition::absent;
    if (IsFarAway* far = far_away(provider, was_there)) return far->remove_seen(ref);
    return provider.remove(ref);
}

Result<Found> stop(const ResourceRef& ref, Provider& provider, const Circumstances& circumstances) {
    if (IsFarAway* far = far_away(provider, circumstances.before == Condition::ready)) return far->stop_running(ref);
    return with_ability<CanStop>(provider, [&](auto& able) { return able.stop(ref); });
}

Result<Found> act(const Step& step, Provider& provider, const Circumstances& circumstances) {
    const Resource& resource = step.resource;
    switch (step.action) {
        case Action::make: return provider.ensure(resource, circumstances);
        case Action::change:
            return with_ability<CanChange>(provider, [&](auto& able) { return able.change(resource, circumstances); });
        case Action::start:
            return with_ability<CanStop>(provider, [&](auto& able) { return able.start(resource.ref, circumstances); });
        case Action::stop: return stop(resource.ref, provider, circumstances);
        case Action::wait:
            return with_ability<CanWait>(provider, [&](auto& able) { return able.wait(resource, circumstances); });
        case Action::remove: {
            auto removed = remove(resource.ref, provider, circumstances);
            if (!removed) return failed(removed);
            return absent(resource.ref);
        }
    }
    return failure(ErrorKind::bad_input, describe(step), "no such action");
}

/// Read again just before the act, under the shared lock: since the plan was made another machine may have come to
/// use the thing.
Result<bool> others_use(const Plan& plan, const Resource& resource, const Workers& workers) {
    if (!is_shared(resource.belongs)) return false;
    auto users = workers.ledger.users_of(resource.ref);
    if (!users) return failed(users);
    return std::ranges::any_of(*users, [&](const std::string& user) { return user != plan.machine; });
}

std::unexpected<Error> with_context(Error error, const Step& step) {
    if (error.doing.empty()) error.doing = describe(step);
    return std::unexpected(std::move(error));
}

}  // namespace

Result<Found> do_step(const Plan& plan, std::size_t position, const Circumstances& circumstances,
                      const Workers& workers) {
    const Step& step = plan.steps[position];
    const Resource& resource = step.resource;
    auto provider = provider_of(resource.ref, workers);
    if (!provider) return failed(provider);
    auto lock = lock_when_shared(workers.home, resource, plan.machine);
    if (!lock) return failed(lock);
    if (step.action == Action::remove) {
        auto shared = others_use(plan, resource, workers);
        if (!shared) return failed(shared);
        if (*shared) {
            // Only our claim goes; the thing itself was never touched, so there is no intent to write.
            const Found gone = absent(resource.ref);
            if (auto recorded = workers.journal.done(plan, position, Direction::act, gone); !recorded)
                return failed(recorded);
            return gone;
        }
    }
    if (auto recorded = workers.journal.intend(plan, position, Direction::act); !recorded) return failed(recorded);
    auto found = act(step, **provider, circumstances);
    if (!found) {
        // Should this write fail too, the open intent says the same: nobody knows, look.
        [[maybe_unused]] const auto noted = workers.journal.failed(plan, position, Direction::act, found.error());
        return with_context(found.error(), step);
    }
    if (auto recorded = workers.journal.done(plan, position, Direction::act, *found); !recorded)
        return failed(recorded);
    return found;
}

Result<void> undo_step(const Plan& plan, std::size_t position, const Workers& workers) {
    const Step& step = plan.steps[position];
    auto provider = provider_of(step.resource.ref, workers);
    if (!provider) return failed(provider);
    auto lock = lock_when_shared(workers.home, step.resource, plan.machine);
    if (!lock) return failed(lock);
    auto shared = others_use(plan, step.resource, workers);
    if (!shared) return failed(shared);
    if (*shared) return workers.journal.done(plan, position, Direction::undo, absent(step.resource.ref));
    if (auto recorded = workers.journal.intend(plan, position, Direction::undo); !recorded) return recorded;
    const Step opposite{
        step.action == Action::start ? Action::stop : Action::remove, step.resource, "", step.request_id, {}};
    auto undone = act(opposite, **provider, Circumstances{{}, [](std::string_view) {}});
    if (!undone) {
        [[maybe_unused]] const auto noted = workers.journal.failed(plan, position, Direction::undo, undone.error());
        return with_context(undone.error(), opposite);
    }
    return workers.journal.done(plan, position, Direction::undo, *undone);
}

}  // namespace aloft
