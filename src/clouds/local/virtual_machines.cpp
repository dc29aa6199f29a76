#include "clouds/local/virtual_machines.hpp"

#include "clouds/local/places.hpp"
#include "clouds/local/ports.hpp"
#include "clouds/local/vm_base.hpp"
#include "clouds/local/vm_disk.hpp"
#include "clouds/local/vm_instance.hpp"
#include "core/bytes.hpp"

namespace aloft::local {
namespace {

/// What the base image takes, see build-vm.sh.
constexpr Bytes smallest_disk = gibibytes(2);

std::unexpected<Error> not_ours(const ResourceRef& ref) {
    return failure(ErrorKind::bad_input, "looking for " + describe(ref),
                   "a virtual machine has no " + std::string(to_string(ref.kind)));
}

}  // namespace

VirtualMachines::VirtualMachines(Home home, Processes& processes, Clock& clock, KernelFiles kernel)
    : home_(std::move(home)), processes_(processes), clock_(clock), kernel_(std::move(kernel)) {}

std::vector<Check> VirtualMachines::checks() { return vm_checks(kernel_, processes_); }

Result<void> VirtualMachines::complete(Offer& offer) {
    const std::string doing = "looking for room for a virtual machine";
    if (offer.gpu)
        return failure(ErrorKind::bad_input, doing, "a virtual machine of this computer cannot have its GPUs",
                       "use a container, which can: leave `machine.kind` away, or say `container`");
    if (offer.disk < smallest_disk)
        return failure(ErrorKind::bad_input, doing,
                       "a disk of " + to_string(offer.disk) + " is too small for what boots from it",
                       "ask for at least " + to_string(smallest_disk));
    const auto recipe = VmBase(home_, processes_).recipe();
    if (!recipe) return failed(recipe);
    offer.details[std::string(base_detail)] = recipe->name();
    const Virtualisation able = virtualisation(kernel_);
    if (!able.usable)
        offer.warnings.push_back("it is emulated, about ten times slower than this computer: " + able.reason + "; " +
                                 able.hint);
    return {};
}

Result<Found> VirtualMachines::ensure(const Resource& wished, const Circumstances& circumstances) {
    switch (wished.ref.kind) {
        case ResourceKind::image: return VmBase(home_, processes_).ensure(wished, circumstances.progress);
        case ResourceKind::port: return Ports(home_).ensure(wished);
        case ResourceKind::disk: return VmDisk(home_, processes_, kernel_).ensure(wished, circumstances);
        case ResourceKind::instance:
            return VmInstance(home_, processes_, clock_, kernel_).ensure(wished, circumstances);
        default: return not_ours(wished.ref);
    }
}

Result<Found> VirtualMachines::find(const ResourceRef& ref) {
    switch (ref.kind) {
        case ResourceKind::image: return VmBase(home_, processes_).find(ref);
        case ResourceKind::port: return Ports(home_).find(ref);
        case ResourceKind::disk: return VmDisk(home_, processes_, kernel_).find(ref);
        case ResourceKind::instance: return VmInstance(home_, processes_, clock_, kernel_).find(ref);
        default: return not_ours(ref);
    }
}

Result<void> VirtualMachines::remove(const ResourceRef& ref) {
    switch (ref.kind) {
        case ResourceKind::image: return VmBase(home_, processes_).remove(ref);
        case ResourceKind::port: return Ports(home_).remove(ref);
        case ResourceKind::disk: return VmDisk(home_, processes_, kernel_).remove(ref);
        case ResourceKind::instance: return VmInstance(home_, processes_, clock_, kernel_).remove(ref);
        default: return not_ours(ref);
    }
}

Result<std::vector<Found>> VirtualMachines::owned(std::string_view owner) {
    auto all = Ports(home_).owned(owner, vm_place);
    if (!all) return all;
    for (auto more : {VmDisk(home_, processes_, kernel_).owned(owner),
                      VmInstance(home_, processes_, clock_, kernel_).owned(owner)}) {
        if (!more) return more;
        all->insert(all->end(), more->begin(), more->end());
    }
    return all;
}

Result<Found> VirtualMachines::start(const ResourceRef& ref, const Circumstances& /*told*/) {
    if (ref.kind != ResourceKind::instance) return not_ours(ref);
    return VmInstance(home_, processes_, clock_, kernel_).start(ref);
}

Result<Found> VirtualMachines::stop(const ResourceRef& ref) {
    if (ref.kind != ResourceKind::instance) return not_ours(ref);
    return VmInstance(home_, processes_, clock_, kernel_).stop(ref);
}

/// The disk's size is all that can change where it stands.
Result<Found> VirtualMachines::change(const Resource& wished, const Circumstances& circumstances) {
    if (wished.ref.kind == ResourceKind::disk) return VmDisk(home_, processes_, kernel_).grow(wished);
    return ensure(wished, circumstances);
}

Result<std::string> VirtualMachines::console(const ResourceRef& ref) {
    if (ref.kind != ResourceKind::instance) return not_ours(ref);
    return VmInstance(home_, processes_, clock_, kernel_).console(ref);
}

}  // namespace aloft::local
