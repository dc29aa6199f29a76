#include "clouds/local/local_cloud.hpp"

#include "clouds/local/computer.hpp"
#include "clouds/local/containers.hpp"
#include "clouds/local/places.hpp"
#include "clouds/local/ports.hpp"
#include "clouds/local/virtual_machines.hpp"

namespace aloft::local {
namespace {

std::unexpected<Error> unknown_place(const ResourceRef& ref) {
    return failure(ErrorKind::bad_input, "looking for " + describe(ref),
                   R"(on this computer there are containers and virtual machines ("container", "vm"), and no ")" +
                       ref.place + "\"");
}

/// Both kinds of machine offer the same calls; the place says which one is meant.
template <class Answer, class Call>
Answer at_place(const ResourceRef& ref, const Home& home, Processes& processes, Clock& clock, const Call& call) {
    const auto kind = kind_of(ref.place);
    if (!kind) return unknown_place(ref);
    if (*kind == MachineKind::vm) {
        VirtualMachines machines(home, processes, clock);
        return call(machines);
    }
    Containers machines(home, processes, clock);
    return call(machines);
}

}  // namespace

LocalCloud::LocalCloud(Home home, Processes& processes, Clock& clock)
    : home_(std::move(home)), processes_(processes), clock_(clock) {}

Account LocalCloud::account() {
    Account account{Containers(home_, processes_, clock_).checks()};
    for (Check& check : VirtualMachines(home_, processes_, clock_).checks()) account.checks.push_back(std::move(check));
    return account;
}

Result<std::vector<Offer>> LocalCloud::offers(const Spec& spec) {
    auto offer = settle_sizes(spec, this_computer(home_.data));
    if (!offer) return failed(offer);
    auto port = Ports(home_).propose(spec.name);
    if (!port) return failed(port);
    offer->details[std::string(port_detail)] = std::to_string(*port);
    auto completed = offer->kind == MachineKind::vm ? VirtualMachines(home_, processes_, clock_).complete(*offer)
                                                    : Containers(home_, processes_, clock_).complete(*offer);
    if (!completed) return failed(completed);
    return std::vector{std::move(*offer)};
}

Blueprint LocalCloud::blueprint(const Spec& spec, const Offer& offer, const Labels& labels) const {
    return offer.kind == MachineKind::vm ? vm_blueprint(spec, offer, labels) : container_blueprint(spec, offer, labels);
}

Result<Found> LocalCloud::ensure(const Resource& wished, const Circumstances& circumstances) {
    return at_place<Result<Found>>(wished.ref, home_, processes_, clock_,
                                   [&](auto& machines) { return machines.ensure(wished, circumstances); });
}

Result<Found> LocalCloud::find(const ResourceRef& ref) {
    return at_place<Result<Found>>(ref, home_, processes_, clock_, [&](auto& machines) { return machines.find(ref); });
}

Result<void> LocalCloud::remove(const ResourceRef& ref) {
    return at_place<Result<void>>(ref, home_, processes_, clock_, [&](auto& machines) { return machines.remove(ref); });
}

Result<std::vector<Found>> LocalCloud::owned(std::string_view owner) {
    auto all = Containers(home_, processes_, clock_).owned(owner);
    if (!all) return all;
    auto more = VirtualMachines(home_, processes_, clock_).owned(owner);
    if (!more) return more;
    all->insert(all->end(), more->begin(), more->end());
    return all;
}

Result<Found> LocalCloud::start(const ResourceRef& ref, const Circumstances& circumstances) {
    return at_place<Result<Found>>(ref, home_, processes_, clock_,
                                   [&](auto& machines) { return machines.start(ref, circumstances); });
}

Result<Found> LocalCloud::stop(const ResourceRef& ref) {
    return at_place<Result<Found>>(ref, home_, processes_, clock_, [&](auto& machines) { return machines.stop(ref); });
}

Result<Found> LocalCloud::change(const Resource& wished, const Circumstances& circumstances) {
    return at_place<Result<Found>>(wished.ref, home_, processes_, clock_,
                                   [&](auto& machines) { return machines.change(wished, circumstances); });
}

Result<std::string> LocalCloud::console(const ResourceRef& instance) {
    return at_place<Result<std::string>>(instance, home_, processes_, clock_,
                                         [&](auto& machines) { return machines.console(instance); });
}

}  // namespace aloft::local
