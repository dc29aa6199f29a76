#include "clouds/local/containers.hpp"
#include "clouds/local/places.hpp"

namespace aloft::local {
namespace {

std::string detail(const Offer& offer, std::string_view name) {
    const auto match = offer.details.find(std::string(name));
    return match == offer.details.end() ? "" : match->second;
}

ResourceRef ref(ResourceKind kind, std::string name) {
    return {std::string(provider), kind, std::move(name), std::string(container_place)};
}

Property property(std::string value, WhenChanged when_changed) { return {std::move(value), when_changed}; }

}  // namespace

Blueprint container_blueprint(const Spec& /*spec*/, const Offer& offer, const Labels& labels) {
    const std::string name = resource_name(labels);

    Resource image;
    image.ref = ref(ResourceKind::image, detail(offer, base_detail));
    image.belongs = Belongs::to_cache;

    Resource network;
    network.ref = ref(ResourceKind::network, "aloft-" + labels.owner);
    // It is no machine's: the first one's name on it would outlive that machine.
    network.labels.owner = labels.owner;
    network.belongs = Belongs::to_owner;

    Resource port;
    port.ref = ref(ResourceKind::port, name);
    port.labels = labels;
    port.properties["number"] = property(detail(offer, port_detail), WhenChanged::keep);

    Resource disk;
    disk.ref = ref(ResourceKind::disk, name);
    disk.labels = labels;
    disk.properties["base"] = property(image.ref.name, WhenChanged::keep);
    disk.needs = {image.ref};

    Resource instance;
    instance.ref = ref(ResourceKind::instance, name);
    instance.labels = labels;
    instance.properties["cpus"] = property(std::to_string(offer.cpus), WhenChanged::replace);
    instance.properties["memory"] = property(to_string(offer.memory), WhenChanged::replace);
    instance.properties["gpu"] = property(detail(offer, gpus_detail), WhenChanged::replace);
    instance.properties["user"] = property(std::string(machine_user), WhenChanged::refuse);
    instance.needs = {key_of(labels), network.ref, port.ref, disk.ref};

    return {{image, network, port, disk, instance}};
}

}  // namespace aloft::local
