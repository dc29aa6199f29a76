#pragma once
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "clouds/local/places.hpp"
#include "clouds/local/virtual_machines.hpp"
#include "clouds/local/vm_definition.hpp"
#include "clouds/local/vm_disk.hpp"
#include "fakes/fake_qemu.hpp"
#include "fakes/fake_system.hpp"
#include "system/files.hpp"

namespace aloft::local {

/// A virtual machine on a fake QEMU, with the key that others make for it.
struct VmWorld {
    fakes::TemporaryHome folder;
    Home home = folder.home();
    fakes::FakeQemu computer{home.data / "computer"};
    fakes::FakeClock clock;
    VirtualMachines machines{home, computer, clock, {computer.proc(), "/nonexistent"}};
    Labels labels{"box", "plan-1", "me"};
    Offer offer;
    Blueprint blueprint;
    std::vector<Found> found;

    VmWorld() {
        offer.kind = MachineKind::vm;
        offer.cpus = 2;
        offer.memory = gibibytes(1);
        offer.disk = gibibytes(3);
        offer.details[std::string(port_detail)] = "20123";
        if (auto completed = machines.complete(offer); !completed)
            throw std::runtime_error(describe(completed.error()));
        blueprint = vm_blueprint({}, offer, labels);
        found.push_back(key());
        computer.calls.clear();
    }

    Found key() const {
        const std::string file = (home.data / "first_host_key").string();
        std::ignore = write_file(file, "PRIVATE LINE 1\nPRIVATE LINE 2\n", Readable::by_owner);
        return {key_of(labels),
                Condition::ready,
                {{"public_key", "ssh-ed25519 AAAA me"},
                 {"first_host_key_file", file},
                 {"first_host_public_key", "ssh-ed25519 BBBB host"}},
                labels};
    }

    const Resource& resource(ResourceKind kind) const {
        return *std::ranges::find_if(blueprint.resources, [&](const Resource& one) { return one.ref.kind == kind; });
    }
    ResourceRef ref(ResourceKind kind) const { return resource(kind).ref; }

    Circumstances circumstances() const {
        return {found, [](std::string_view) {}};
    }
    Result<Found> ensure(ResourceKind kind) {
        auto made = machines.ensure(resource(kind), circumstances());
        if (made) {
            std::erase_if(found, [&](const Found& old) { return old.ref == made->ref; });
            found.push_back(*made);
        }
        return made;
    }
    /// All of it, as `up` does.
    void make() {
        for (const Resource& one : blueprint.resources)
            if (const auto made = ensure(one.ref.kind); !made) throw std::runtime_error(describe(made.error()));
    }
    /// All but the cached base, as `down` does.
    void unmake() {
        for (const ResourceKind kind : {ResourceKind::instance, ResourceKind::disk, ResourceKind::port})
            if (const auto gone = machines.remove(ref(kind)); !gone) throw std::runtime_error(describe(gone.error()));
    }
    Found look(ResourceKind kind) {
        auto now = machines.find(ref(kind));
        return now ? *now : throw std::runtime_error(describe(now.error()));
    }
    Condition condition(ResourceKind kind) { return look(kind).condition; }
    std::size_t count_calls(std::string_view words) const {
        return static_cast<std::size_t>(std::ranges::count_if(
            computer.calls, [&](const std::string& call) { return call.find(words) != std::string::npos; }));
    }
    /// Everything that lies in aloft's folder for machines.
    std::vector<std::string> leftovers() const {
        std::vector<std::string> names;
        for (const char* place : {"vms", "vm-disks", "ports"})
            if (std::filesystem::exists(home.data / place))
                for (const auto& entry : std::filesystem::directory_iterator(home.data / place))
                    names.push_back(entry.path().filename());
        return names;
    }
    std::vector<std::string> cached() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(home.cache / "base"))
            names.push_back(entry.path().filename());
        return names;
    }
    VmDiskFolder disk() const { return vm_disk_folder(home, resource_name(labels)); }
};

}  // namespace aloft::local
