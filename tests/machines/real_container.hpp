#pragma once
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <ranges>
#include <stdexcept>
#include <string>
#include <vector>

#include "clouds/local/capabilities.hpp"
#include "clouds/local/local_cloud.hpp"
#include "clouds/local/places.hpp"
#include "contract/bench.hpp"
#include "fakes/fake_system.hpp"
#include "system/files.hpp"

namespace aloft::local {

/// The base takes a minute to make: one for all tests of this run, or in ALOFT_TEST_CACHE for all runs.
inline std::filesystem::path shared_cache() {
    static const fakes::TemporaryHome ours;
    const char* kept = std::getenv("ALOFT_TEST_CACHE");
    return kept == nullptr ? ours.home().cache : std::filesystem::path(kept);
}

/// Why container machines cannot be made here; empty where they can.
inline std::string why_no_containers() {
    static const std::string reason = [] {
        const fakes::TemporaryHome folder;
        PosixProcesses processes;
        const auto able = capabilities({folder.home().data, shared_cache()}, processes);
        return able ? std::string() : describe(able.error()) + "; " + able.error().hint;
    }();
    return reason;
}

/// A machine of LocalCloud with real keys, in a home of its own and for an owner of its own.
class RealContainer final : public contract::Bench {
public:
    explicit RealContainer(std::string machine = "box", std::string owner = "contract" + std::to_string(::getpid()))
        : machine_(std::move(machine)), owner_(std::move(owner)) {
        std::filesystem::create_directories(home_.data);
        for (const char* key : {"identity", "host_key"}) {
            Command command;
            command.argv = {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", (home_.data / key).string()};
            if (const auto made = run_checked(processes, command, "making a key"); !made)
                throw std::runtime_error(describe(made.error()));
        }
        found_ = given();
    }

    Cloud& cloud() override { return cloud_; }
    LocalCloud& local() { return cloud_; }
    const Home& home() const { return home_; }
    Spec spec() const override {
        Spec spec;
        spec.name = machine_;
        spec.cpus = 1;
        spec.memory = mebibytes(512);
        return spec;
    }
    Labels labels() const override { return {machine_, "plan-1", owner_}; }
    std::vector<Found> given() const override {
        Found key{key_of(labels()), Condition::ready, {}, labels()};
        key.properties = {{"public_key", read_file(home_.data / "identity.pub").value()},
                          {"first_host_key_file", (home_.data / "host_key").string()},
                          {"first_host_public_key", read_file(home_.data / "host_key.pub").value()}};
        return {key};
    }

    Blueprint blueprint_of(Cloud& maker, const Spec& wish) const {
        const auto offers = maker.offers(wish);
        if (!offers) throw std::runtime_error(describe(offers.error()));
        return maker.blueprint(wish, offers->front(), labels());
    }
    Blueprint blueprint(const Spec& wish) { return blueprint_of(cloud_, wish); }
    Blueprint blueprint() { return blueprint(spec()); }

    Result<Found> ensure(Provider& maker, const Resource& wished) {
        auto made = maker.ensure(wished, {found_, [](std::string_view) {}});
        if (!made) return made;
        std::erase_if(found_, [&](const Found& old) { return old.ref == wished.ref; });
        found_.push_back(*made);
        return made;
    }
    /// The instance as it then is. What was made before a failure goes again.
    Found make_at(Provider& maker, const Blueprint& wished) {
        for (const Resource& resource : wished.resources) {
            const auto made = ensure(maker, resource);
            if (made) continue;
            remove(wished);
            throw std::runtime_error(describe(made.error()));
        }
        return found_.back();
    }
    Found make(const Blueprint& wished) { return make_at(cloud_, wished); }
    void remove(const Blueprint& all) {
        for (const Resource& resource : std::views::reverse(all.resources))
            if (resource.belongs != Belongs::to_cache) std::ignore = cloud_.remove(resource.ref);
    }

    /// Signs in with the host key that the machine was given and no other, as soon as it answers.
    Finished ssh(const Found& instance, const std::string& words) {
        const std::string known_hosts = (home_.data / "known_hosts").string();
        std::ofstream(known_hosts) << "[127.0.0.1]:" << *seen(instance, "port") << ' '
                                   << read_file(home_.data / "host_key.pub").value();
        Command command;
        command.argv = {"ssh",
                        "-F",
                        "none",
                        "-i",
                        (home_.data / "identity").string(),
                        "-p",
                        *seen(instance, "port"),
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "StrictHostKeyChecking=yes",
                        "-o",
                        "UserKnownHostsFile=" + known_hosts,
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "ConnectTimeout=10",
                        *seen(instance, "user") + "@" + *seen(instance, "host"),
                        words};
        constexpr int tries = 300;
        Finished finished;
        for (int i = 0; i < tries; ++i) {
            auto answer = processes.run(command);
            if (!answer) throw std::runtime_error(describe(answer.error()));
            finished = *answer;
            if (finished.exit_code != 255) break;  // ssh's own word for: no connection
            clock_.sleep(std::chrono::milliseconds(200));
        }
        return finished;
    }

    PosixProcesses processes;

private:
    fakes::TemporaryHome folder_;
    Home home_{folder_.home().data, shared_cache()};
    SystemClock clock_;
    LocalCloud cloud_{home_, processes, clock_};
    std::string machine_;
    std::string owner_;
    std::vector<Found> found_;
};

}  // namespace aloft::local
