#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "clouds/provider.hpp"
#include "core/check.hpp"
#include "core/offer.hpp"
#include "system/clock.hpp"
#include "system/home.hpp"
#include "system/process.hpp"

namespace aloft::local {

/// Everything of container machines, one kind of resource to each of its parts: BaseImage, ContainerNetwork, Ports,
/// ContainerDisk, ContainerInstance.
class Containers {
public:
    /// The clock is part of the shape that both kinds of machine have; podman does its own waiting.
    Containers(Home home, Processes& processes, Clock& clock);

    std::vector<Check> checks();
    /// Adds to the offer what of this computer it depends on: the base's name, GPUs, warnings.
    Result<void> complete(Offer& offer);
    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances);
    Result<Found> find(const ResourceRef& ref);
    Result<void> remove(const ResourceRef& ref);
    Result<std::vector<Found>> owned(std::string_view owner);
    Result<Found> start(const ResourceRef& ref, const Circumstances& circumstances);
    Result<Found> stop(const ResourceRef& ref);
    Result<Found> change(const Resource& wished, const Circumstances& circumstances);
    Result<std::string> console(const ResourceRef& ref);

private:
    Home home_;
    Processes& processes_;
};

/// The resources of one container machine, from what the offer says and nothing else.
Blueprint container_blueprint(const Spec& spec, const Offer& offer, const Labels& labels);

}  // namespace aloft::local
