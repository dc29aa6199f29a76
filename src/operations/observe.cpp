#include "operations/observe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <future>

#include "clouds/abilities.hpp"
#include "core/host_list.hpp"

namespace aloft {

std::vector<Provider*> providers(const Surroundings& around) {
    std::vector<Provider*> all(around.clouds.begin(), around.clouds.end());
    all.push_back(&around.keys);
    all.push_back(&around.setup);
    return all;
}

Result<Provider*> provider_named(const Surroundings& around, std::string_view name) {
    for (Provider* provider : providers(around))
        if (provider->name() == name) return provider;
    return failure(ErrorKind::bad_input, fmt::format("looking for the place \"{}\"", name),
                   "this aloft does not know it");
}

Result<Cloud*> cloud_named(const Surroundings& around, std::string_view name) {
    std::vector<std::string_view> names;
    for (Cloud* cloud : around.clouds) {
        if (cloud->name() == cloud_meant_by(name)) return cloud;
        names.push_back(cloud->name());
    }
    return failure(ErrorKind::bad_input, fmt::format("looking for the place \"{}\"", name), "there is no such place",
                   fmt::format("known places: {}", fmt::join(names, ", ")));
}

Result<std::vector<Found>> look_at(const Surroundings& around, const std::vector<ResourceRef>& refs) {
    std::vector<std::future<Result<Found>>> answers;
    for (const ResourceRef& ref : refs) {
        auto provider = provider_named(around, ref.provider);
        if (!provider) return failed(provider);
        answers.push_back(std::async(std::launch::async, [provider = *provider, &ref] { return provider->find(ref); }));
    }
    std::vector<Found> found;
    std::optional<Error> first;
    for (auto& answer : answers) {
        auto one = answer.get();
        if (one)
            found.push_back(std::move(*one));
        else if (!first)
            first = one.error();
    }
    if (first) return std::unexpected(*first);
    return found;
}

namespace {

/// Whether the machine can be asked what lies on its disk.
bool answers(const std::vector<Found>& found) {
    const Found* instance = of_kind(found, ResourceKind::instance);
    const Found* host_key = of_kind(found, ResourceKind::host_key);
    return instance != nullptr && instance->condition == Condition::ready && host_key != nullptr &&
           host_key->condition == Condition::ready;
}

/// What lies on a disk does not change while nobody runs it; and whoever wishes nothing for it need not know.
Found as_last_seen(const std::vector<ResourceRecord>& records, const ResourceRef& ref) {
    for (const ResourceRecord& record : records)
        if (record.resource.ref == ref && record.state == ResourceState::standing) return record.found;
    return Found{.ref = ref, .condition = Condition::absent};
}

}  // namespace

Result<World> observe(Surroundings& around, const std::string& machine, const std::vector<Resource>& wished) {
    World world;
    auto records = around.ledger.resources(machine);
    if (!records) return failed(records);
    std::vector<ResourceRef> refs;
    for (const ResourceRecord& record : *records) {
        world.known.push_back(record.resource);
        refs.push_back(record.resource.ref);
    }
    for (const Resource& resource : wished)
        if (std::ranges::find(refs, resource.ref) == refs.end()) refs.push_back(resource.ref);
    for (const Resource& resource : world.known) {
        if (!is_shared(resource.belongs)) continue;
        auto users = around.ledger.users_of(resource.ref);
        if (!users) return failed(users);
        if (std::ranges::any_of(*users, [&](const std::string& user) { return user != machine; }))
            world.shared.insert(resource.ref);
    }
    std::vector<ResourceRef> on_disk;
    std::erase_if(refs, [&](const ResourceRef& ref) {
        const bool lies_there = belongs_by_kind(ref.kind) == Belongs::to_disk;
        if (lies_there) on_disk.push_back(ref);
        return lies_there;
    });
    auto found = look_at(around, refs);
    if (!found) return failed(found);
    world.found = std::move(*found);
    if (wished.empty() || !answers(world.found)) {
        for (const ResourceRef& ref : on_disk) world.found.push_back(as_last_seen(*records, ref));
        return world;
    }
    auto lying_there = look_at(around, on_disk);
    if (!lying_there) return failed(lying_there);
    world.found.insert(world.found.end(), lying_there->begin(), lying_there->end());
    return world;
}

Result<void> write_down(Surroundings& around, const std::string& machine, const World& world) {
    auto records = around.ledger.resources(machine);
    if (!records) return failed(records);
    for (const ResourceRecord& record : *records)
        for (const Found& found : world.found)
            if (found.ref == record.resource.ref && found.condition != record.found.condition)
                if (auto recorded = around.ledger.record(machine, record.resource, found); !recorded) return recorded;
    return {};
}

Result<std::vector<Found>> labelled(Surroundings& around, const std::string& machine) {
    const std::vector<Provider*> all = providers(around);
    std::vector<std::future<Result<std::vector<Found>>>> answers;
    for (Provider* provider : all) {
        auto* far = dynamic_cast<IsFarAway*>(provider);
        answers.push_back(std::async(far == nullptr ? std::launch::deferred : std::launch::async,
                                     [&machine, provider, far, owner = around.ledger.owner()] {
                                         return far == nullptr ? provider->owned(owner) : far->owned_of(owner, machine);
                                     }));
    }
    const auto records = around.ledger.resources(machine);
    if (!records) return failed(records);
    const auto is_elsewhere = [&](const Provider& provider) {
        return !records->empty() && std::ranges::none_of(*records, [&](const ResourceRecord& record) {
            return record.resource.ref.provider == provider.name();
        });
    };
    std::vector<Found> result;
    std::optional<Error> first;
    for (std::size_t at = 0; at < answers.size(); ++at) {
        auto owned = answers[at].get();
        if (!owned && is_elsewhere(*all[at]))
            around.events.show(
                Notice{Notice::Weight::warning, fmt::format("could not look whether anything of {} is at {}: {}",
                                                            machine, all[at]->name(), describe(owned.error()))});
        else if (!owned && !first)
            first = owned.error();
        if (!owned) continue;
        for (Found& one : *owned)
            if (one.labels.machine == machine) result.push_back(std::move(one));
    }
    if (first) return std::unexpected(*first);
    return result;
}

}  // namespace aloft
