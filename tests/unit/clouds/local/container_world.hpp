#pragma once
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "clouds/local/containers.hpp"
#include "clouds/local/places.hpp"
#include "fakes/fake_podman.hpp"
#include "fakes/fake_system.hpp"
#include "system/files.hpp"

namespace aloft::local {

/// A container machine on a fake podman, with the key that others make for it.
struct ContainerWorld {
    fakes::TemporaryHome folder;
    Home home = folder.home();
    fakes::FakePodman podman{home.data / "podman"};
    fakes::FakeClock clock;
    Containers containers{home, podman, clock};
    Labels labels{"box", "plan-1", "me"};
    Offer offer;
    Blueprint blueprint;
    std::vector<Found> found;
    std::vector<std::string> progress;

    ContainerWorld() {
        offer.cpus = 2;
        offer.memory = gibibytes(2);
        offer.details[std::string(port_detail)] = "20123";
        if (auto completed = containers.complete(offer); !completed)
            throw std::runtime_error(describe(completed.error()));
        blueprint = container_blueprint({}, offer, labels);
        found.push_back(key());
        podman.calls.clear();
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

    Result<Found> ensure(ResourceKind kind) { return ensure(resource(kind)); }
    Result<Found> ensure(const Resource& wished) {
        auto made = containers.ensure(wished, {found, [&](std::string_view text) { progress.emplace_back(text); }});
        if (made) {
            std::erase_if(found, [&](const Found& old) { return old.ref == wished.ref; });
            found.push_back(*made);
        }
        return made;
    }
    void make_up_to(ResourceKind last) {
        for (const Resource& one : blueprint.resources) {
            const auto made = ensure(one);
            if (!made) throw std::runtime_error(describe(made.error()));
            if (one.ref.kind == last) return;
        }
    }
    Condition condition(ResourceKind kind) {
        const auto now = containers.find(ref(kind));
        return now ? now->condition : throw std::runtime_error(describe(now.error()));
    }
    std::filesystem::path disk() const { return podman.mountpoint(resource_name(labels)); }
    std::filesystem::path seed(const char* file) const { return disk() / "var/lib/cloud/seed/nocloud" / file; }
};

inline std::string content(const std::filesystem::path& file) { return read_file(file).value_or("(no such file)"); }

}  // namespace aloft::local
