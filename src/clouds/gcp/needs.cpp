#include "clouds/gcp/needs.hpp"

#include <algorithm>
#include <array>

namespace aloft::gcp {
namespace {

using Billing = NeededService::Billing;

constexpr std::array services{
    NeededService{"serviceusage.googleapis.com", Billing::none},
    NeededService{"cloudresourcemanager.googleapis.com", Billing::none},
    NeededService{"cloudbilling.googleapis.com", Billing::none},
    NeededService{"iam.googleapis.com", Billing::none},
    NeededService{"cloudquotas.googleapis.com", Billing::none},
    NeededService{"compute.googleapis.com", Billing::needed},
};

constexpr std::string_view machine_admin = "roles/compute.instanceAdmin.v1";
constexpr std::string_view security_admin = "roles/compute.securityAdmin";
constexpr std::string_view network_admin = "roles/compute.networkAdmin";
constexpr std::string_view quota_admin = "roles/cloudquotas.admin";
constexpr std::string_view usage_admin = "roles/serviceusage.serviceUsageAdmin";
constexpr std::string_view browser = "roles/browser";

constexpr std::string_view machines = "making, changing and removing machines";
constexpr std::string_view disks = "making, moving and removing their disks";
constexpr std::string_view addresses = "keeping an address";
constexpr std::string_view rules = "letting your address in by SSH";
constexpr std::string_view networks = "the network that machines are in";
constexpr std::string_view operations = "waiting for what was begun";
constexpr std::string_view quotas = "reading quotas and asking for more";
constexpr std::string_view account = "looking at the project";

constexpr std::array permissions{
    NeededPermission{"compute.instances.create", machine_admin, machines},
    NeededPermission{"compute.instances.delete", machine_admin, machines},
    NeededPermission{"compute.instances.get", machine_admin, machines},
    NeededPermission{"compute.instances.list", machine_admin, machines},
    NeededPermission{"compute.instances.start", machine_admin, machines},
    NeededPermission{"compute.instances.stop", machine_admin, machines},
    NeededPermission{"compute.instances.setLabels", machine_admin, machines},
    NeededPermission{"compute.instances.setMachineResources", machine_admin, machines},
    NeededPermission{"compute.instances.setMachineType", machine_admin, machines},
    NeededPermission{"compute.instances.setMetadata", machine_admin, machines},
    NeededPermission{"compute.instances.setScheduling", machine_admin, machines},
    NeededPermission{"compute.instances.setTags", machine_admin, machines},
    NeededPermission{"compute.instances.addAccessConfig", machine_admin, machines},
    NeededPermission{"compute.instances.deleteAccessConfig", machine_admin, machines},
    NeededPermission{"compute.instances.getSerialPortOutput", machine_admin, machines},
    NeededPermission{"compute.instances.getGuestAttributes", machine_admin, machines},
    NeededPermission{"compute.disks.create", machine_admin, disks},
    NeededPermission{"compute.disks.delete", machine_admin, disks},
    NeededPermission{"compute.disks.get", machine_admin, disks},
    NeededPermission{"compute.disks.list", machine_admin, disks},
    NeededPermission{"compute.disks.resize", machine_admin, disks},
    NeededPermission{"compute.disks.setLabels", machine_admin, disks},
    NeededPermission{"compute.disks.use", machine_admin, disks},
    NeededPermission{"compute.disks.createSnapshot", machine_admin, disks},
    NeededPermission{"compute.snapshots.create", machine_admin, disks},
    NeededPermission{"compute.snapshots.delete", machine_admin, disks},
    NeededPermission{"compute.snapshots.get", machine_admin, disks},
    NeededPermission{"compute.snapshots.list", machine_admin, disks},
    NeededPermission{"compute.snapshots.setLabels", machine_admin, disks},
    NeededPermission{"compute.snapshots.useReadOnly", machine_admin, disks},
    NeededPermission{"compute.addresses.create", network_admin, addresses},
    NeededPermission{"compute.addresses.delete", network_admin, addresses},
    NeededPermission{"compute.addresses.get", network_admin, addresses},
    NeededPermission{"compute.addresses.list", network_admin, addresses},
    NeededPermission{"compute.addresses.use", network_admin, addresses},
    NeededPermission{"compute.firewalls.create", security_admin, rules},
    NeededPermission{"compute.firewalls.delete", security_admin, rules},
    NeededPermission{"compute.firewalls.get", security_admin, rules},
    NeededPermission{"compute.firewalls.list", security_admin, rules},
    NeededPermission{"compute.firewalls.update", security_admin, rules},
    NeededPermission{"compute.networks.updatePolicy", security_admin, rules},
    NeededPermission{"compute.networks.get", network_admin, networks},
    NeededPermission{"compute.networks.create", network_admin, networks},
    NeededPermission{"compute.subnetworks.use", machine_admin, networks},
    NeededPermission{"compute.subnetworks.useExternalIp", machine_admin, networks},
    NeededPermission{"compute.zoneOperations.get", machine_admin, operations},
    NeededPermission{"compute.zoneOperations.list", machine_admin, operations},
    NeededPermission{"compute.regionOperations.get", machine_admin, operations},
    NeededPermission{"compute.regionOperations.list", machine_admin, operations},
    NeededPermission{"compute.globalOperations.get", machine_admin, operations},
    NeededPermission{"compute.globalOperations.list", machine_admin, operations},
    NeededPermission{"compute.projects.get", machine_admin, quotas},
    NeededPermission{"compute.regions.list", machine_admin, quotas},
    NeededPermission{"cloudquotas.quotas.get", quota_admin, quotas},
    NeededPermission{"cloudquotas.quotas.update", quota_admin, quotas},
    NeededPermission{"serviceusage.services.get", usage_admin, account},
    NeededPermission{"serviceusage.services.use", usage_admin, account},
    NeededPermission{"resourcemanager.projects.get", browser, account},
};

std::vector<std::string_view> column_of(std::span<const std::string> names,
                                        std::string_view NeededPermission::* column) {
    std::vector<std::string_view> words;
    for (const NeededPermission& permission : permissions) {
        const bool is_meant = std::ranges::find(names, permission.name) != names.end();
        if (is_meant && std::ranges::find(words, permission.*column) == words.end())
            words.push_back(permission.*column);
    }
    return words;
}

}  // namespace

std::span<const NeededService> needed_services() { return services; }
std::span<const NeededPermission> needed_permissions() { return permissions; }

std::vector<std::string_view> roles_for(std::span<const std::string> names) {
    return column_of(names, &NeededPermission::role);
}
std::vector<std::string_view> reasons_for(std::span<const std::string> names) {
    return column_of(names, &NeededPermission::why);
}

}  // namespace aloft::gcp
