#include "clouds/gcp/blueprint.hpp"

#include <fmt/format.h>

#include <charconv>

#include "clouds/abilities.hpp"
#include "clouds/gcp/places.hpp"
#include "core/buying.hpp"
#include "core/time_span.hpp"

namespace aloft::gcp {
namespace {

std::string detail(const Offer& offer, const char* name) {
    const auto found = offer.details.find(name);
    return found == offer.details.end() ? std::string() : found->second;
}

Property property(std::string value, WhenChanged when) { return {std::move(value), when}; }

/// "nvidia-tesla-t4:1"; of GPUs that belong to the machine's type, nothing.
std::string attached_gpus(const Offer& offer) {
    const std::string accelerator = detail(offer, accelerator_detail);
    if (accelerator.empty() || !offer.gpu) return {};
    return fmt::format("{}:{}", accelerator, offer.gpu->count);
}

Money money(const std::string& millionths) {
    Money money;
    std::from_chars(millionths.data(), millionths.data() + millionths.size(), money.micros);
    return money;
}

/// The address's part of the price.
HourlyPrice address_price(const Offer& offer) {
    return {money(detail(offer, "address_running")), money(detail(offer, "address_stopped"))};
}

HourlyPrice operator-(HourlyPrice all, HourlyPrice part) {
    return {Money{all.running.micros - part.running.micros}, Money{all.stopped.micros - part.stopped.micros}};
}

/// A project's default network lets in anybody by SSH: without this rule the one for the caller would change nothing.
Resource shut_to_others(const Labels& labels, const std::string& place) {
    Resource rule;
    rule.ref = {std::string(provider), ResourceKind::firewall, shut_name(labels), place};
    rule.labels = labels;
    rule.properties["kept_out"] = property("0.0.0.0/0", WhenChanged::change);
    return rule;
}

Resource static_address(const Offer& offer, const Labels& labels) {
    Resource address;
    address.ref = {std::string(provider), ResourceKind::address, resource_name(labels),
                   to_string(Place{detail(offer, project_detail), detail(offer, "region")})};
    address.labels = labels;
    address.price = address_price(offer);
    return address;
}

}  // namespace

Blueprint blueprint_of(const Spec& spec, const Offer& offer, const Labels& labels) {
    const PublicAddress public_address = spec.address.value_or(PublicAddress::ephemeral);
    const auto deadline = spec.deadline.value_or(std::chrono::seconds(0));
    const std::string name = resource_name(labels);
    const std::string project = detail(offer, project_detail);
    const std::string zone = to_string(Place{project, detail(offer, "zone")});

    Resource firewall;
    firewall.ref = {std::string(provider), ResourceKind::firewall, name, to_string(Place{project, "global"})};
    firewall.labels = labels;
    firewall.properties["sources"] = property(detail(offer, caller_detail), WhenChanged::change);

    const Resource shut = shut_to_others(labels, firewall.ref.place);

    Resource disk;
    disk.ref = {std::string(provider), ResourceKind::disk, name, zone};
    disk.labels = labels;
    // What it costs to keep a machine that is off is its disk, which may change alone.
    const Money kept{offer.price.stopped.micros - address_price(offer).stopped.micros};
    disk.price = {kept, kept};
    disk.properties["size"] = property(to_string(offer.disk), WhenChanged::grow);
    disk.properties["type"] = property(detail(offer, disk_type_detail), WhenChanged::refuse);
    disk.properties["image"] = property(detail(offer, image_detail), WhenChanged::keep);

    Resource instance;
    instance.ref = {std::string(provider), ResourceKind::instance, name, zone};
    instance.labels = labels;
    instance.properties["machine_type"] = property(offer.machine_type, WhenChanged::change_off);
    instance.properties["gpus"] = property(attached_gpus(offer), WhenChanged::change_off);
    instance.properties["deadline"] =
        property(deadline.count() > 0 ? time_span_text(deadline) : "", WhenChanged::change_off);
    instance.properties["public_address"] = property(std::string(to_string(public_address)), WhenChanged::change);
    instance.properties["buying"] = property(detail(offer, "buying"), WhenChanged::replace);
    instance.properties["user"] = property(std::string(machine_user), WhenChanged::refuse);
    instance.needs = {{"ssh", ResourceKind::key, labels.machine, {}}, firewall.ref, shut.ref, disk.ref};
    instance.price = offer.price - disk.price;
    if (public_address == PublicAddress::ephemeral) return {{firewall, shut, disk, instance}};

    const Resource address = static_address(offer, labels);
    instance.needs.push_back(address.ref);
    instance.price = instance.price - address.price;
    return {{firewall, shut, address, disk, instance}};
}

Blueprint with_disk_from_copy(Blueprint there, const Resource& disk, const Labels& labels) {
    const Place place = place_from(disk.ref.place).value_or(Place{});
    Resource snapshot;
    snapshot.ref = {std::string(provider), ResourceKind::snapshot, snapshot_name(labels),
                    to_string(Place{place.project, "global"})};
    snapshot.labels = labels;
    snapshot.properties["disk"] = property(path_of(disk.ref).value_or(""), WhenChanged::keep);
    for (Resource& resource : there.resources) {
        if (resource.ref.kind != ResourceKind::disk) continue;
        resource.needs.push_back(snapshot.ref);
        resource.properties.erase("image");
        resource.properties["snapshot"] = property(path_of(snapshot.ref).value_or(""), WhenChanged::keep);
        if (const std::string* size = wished(disk, "size")) resource.properties["size"].value = *size;
    }
    there.resources.insert(there.resources.begin(), std::move(snapshot));
    return there;
}

}  // namespace aloft::gcp
