#include "clouds/local/containers.hpp"

#include "clouds/local/base_image.hpp"
#include "clouds/local/container_disk.hpp"
#include "clouds/local/container_instance.hpp"
#include "clouds/local/container_network.hpp"
#include "clouds/local/gpus.hpp"
#include "clouds/local/places.hpp"
#include "clouds/local/ports.hpp"

namespace aloft::local {
namespace {

std::unexpected<Error> not_ours(const ResourceRef& ref) {
    return failure(ErrorKind::bad_input, "looking for " + describe(ref),
                   "a container machine has no " + std::string(to_string(ref.kind)));
}

}  // namespace

Containers::Containers(Home home, Processes& processes, Clock& /*clock*/)
    : home_(std::move(home)), processes_(processes) {}

Result<void> Containers::complete(Offer& offer) {
    auto able = capabilities(home_, processes_);
    if (!able) return failed(able);
    if (able->limits == Limits::only_named)
        offer.warnings.emplace_back(
            "this computer cannot hold a container to its CPUs and memory; delegate the cpu and memory controllers to your user to have that");
    offer.details[std::string(base_detail)] = BaseImage(home_, processes_).recipe().name();
    if (!offer.gpu) return {};
    auto gpus = choose_gpus(*offer.gpu, gpus_of_this_computer(processes_));
    if (!gpus) return failed(gpus);
    offer.details[std::string(gpus_detail)] = *gpus;
    return {};
}

Result<Found> Containers::ensure(const Resource& wished, const Circumstances& circumstances) {
    switch (wished.ref.kind) {
        case ResourceKind::image: return BaseImage(home_, processes_).ensure(wished, circumstances.progress);
        case ResourceKind::network: return ContainerNetwork(processes_).ensure(wished);
        case ResourceKind::port: return Ports(home_).ensure(wished);
        case ResourceKind::disk: return ContainerDisk(processes_).ensure(wished, circumstances);
        case ResourceKind::instance: return ContainerInstance(home_, processes_).ensure(wished, circumstances);
        default: return not_ours(wished.ref);
    }
}

Result<Found> Containers::find(const ResourceRef& ref) {
    switch (ref.kind) {
        case ResourceKind::image: return BaseImage(home_, processes_).find(ref);
        case ResourceKind::network: return ContainerNetwork(processes_).find(ref);
        case ResourceKind::port: return Ports(home_).find(ref);
        case ResourceKind::disk: return ContainerDisk(processes_).find(ref);
        case ResourceKind::instance: return ContainerInstance(home_, processes_).find(ref);
        default: return not_ours(ref);
    }
}

Result<void> Containers::remove(const ResourceRef& ref) {
    switch (ref.kind) {
        case ResourceKind::image: return BaseImage(home_, processes_).remove(ref);
        case ResourceKind::network: return ContainerNetwork(processes_).remove(ref);
        case ResourceKind::port: return Ports(home_).remove(ref);
        case ResourceKind::disk: return ContainerDisk(processes_).remove(ref);
        case ResourceKind::instance: return ContainerInstance(home_, processes_).remove(ref);
        default: return not_ours(ref);
    }
}

Result<std::vector<Found>> Containers::owned(std::string_view owner) {
    auto all = Ports(home_).owned(owner, container_place);
    // Without podman there is nothing of podman's.
    if (!all || !processes_.find_program("podman")) return all;
    for (auto more : {ContainerNetwork(processes_).owned(owner), ContainerDisk(processes_).owned(owner),
                      ContainerInstance(home_, processes_).owned(owner)}) {
        if (!more) return more;
        all->insert(all->end(), more->begin(), more->end());
    }
    return all;
}

Result<Found> Containers::start(const ResourceRef& ref, const Circumstances& /*circumstances*/) {
    if (ref.kind != ResourceKind::instance) return not_ours(ref);
    return ContainerInstance(home_, processes_).start(ref);
}

Result<Found> Containers::stop(const ResourceRef& ref) {
    if (ref.kind != ResourceKind::instance) return not_ours(ref);
    return ContainerInstance(home_, processes_).stop(ref);
}

/// Nothing of a container machine is marked to be changed in place, so being as wished is all there is to see to.
Result<Found> Containers::change(const Resource& wished, const Circumstances& circumstances) {
    return ensure(wished, circumstances);
}

Result<std::string> Containers::console(const ResourceRef& ref) {
    if (ref.kind != ResourceKind::instance) return not_ours(ref);
    return ContainerInstance(home_, processes_).console(ref);
}

}  // namespace aloft::local
