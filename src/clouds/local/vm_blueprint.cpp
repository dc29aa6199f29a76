#include "clouds/local/places.hpp"
#include "clouds/local/virtual_machines.hpp"

namespace aloft::local {
namespace {

std::string detail(const Offer& offer, std::string_view name) {
    const auto match = offer.details.find(std::string(name));
    return match == offer.details.end() ? "" : match->second;
}

ResourceRef ref(ResourceKind kind, std::string name) {
    return {std::string(provider), kind, std::move(name), std::string(vm_place)};
}

}  // namespace

Blueprint vm_blueprint(const Spec& /*spec*/, const Offer& offer, const Labels& labels) {
    const std::string name = resource_name(labels);

    Resource image;
    image.ref = ref(ResourceKind::image, detail(offer, base_detail));
    image.belongs = Belongs::to_cache;

    Resource port;
    port.ref = ref(ResourceKind::port, name);
    port.labels = labels;
    port.properties["number"] = {detail(offer, port_detail), WhenChanged::keep};

    Resource disk;
    disk.ref = ref(ResourceKind::disk, name);
    disk.labels = labels;
    disk.properties["size"] = {to_string(offer.disk), WhenChanged::grow};
    disk.properties["base"] = {image.ref.name, WhenChanged::keep};
    disk.needs = {image.ref};

    Resource instance;
    instance.ref = ref(ResourceKind::instance, name);
    instance.labels = labels;
    instance.properties["cpus"] = {std::to_string(offer.cpus), WhenChanged::replace};
    instance.properties["memory"] = {to_string(offer.memory), WhenChanged::replace};
    instance.properties["user"] = {std::string(machine_user), WhenChanged::refuse};
    instance.needs = {key_of(labels), port.ref, disk.ref};

    return {{image, port, disk, instance}};
}

}  // namespace aloft::local
