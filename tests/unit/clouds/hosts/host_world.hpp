#pragma once
#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "clouds/hosts/hosts_cloud.hpp"
#include "contract/bench.hpp"
#include "fakes/fake_hosts.hpp"
#include "fakes/fake_system.hpp"

namespace aloft::hosts {

/// One person with a home of their own, among hosts that others may use too.
struct Visitor {
    Visitor(fakes::FakeHosts& hosts, std::string owner, std::string computer)
        : labels{"box", "plan-1", std::move(owner)},
          cloud(folder.home(), hosts, clock, {"anna", std::move(computer)}) {}

    fakes::TemporaryHome folder;
    fakes::FakeClock clock;
    Labels labels;
    HostsCloud cloud;
    std::string public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIours aloft box";

    Spec wish(const std::string& on) const { return {.name = labels.machine, .on = on}; }
    std::vector<Found> given() const {
        return {
            {{"ssh", ResourceKind::key, labels.machine, ""}, Condition::ready, {{"public_key", public_key}}, labels}};
    }
    Result<Offer> offer(const Spec& spec) {
        auto offers = cloud.offers(spec);
        if (!offers) return failed(offers);
        return offers->front();
    }
    Result<Resource> planned(const Spec& spec) {
        const auto best = offer(spec);
        if (!best) return failed(best);
        return cloud.blueprint(spec, *best, labels).resources.front();
    }
    Result<Found> ensure(const Resource& wished) {
        const auto needs = given();
        return cloud.ensure(wished, {needs, [](std::string_view) {}});
    }
    Result<Found> up(const Spec& spec) {
        const auto wished = planned(spec);
        if (!wished) return failed(wished);
        return ensure(*wished);
    }
    Result<Found> up(const std::string& on) { return up(wish(on)); }
    ResourceRef ref(const std::string& place) const {
        return {"hosts", ResourceKind::instance, "aloft-" + labels.machine + "-" + labels.owner, place};
    }
};

/// What a whole machine leaves on a host, and what a person has there.
inline void install_everything(const fakes::FakeHosts& hosts, const std::string& name) {
    const std::filesystem::path root = hosts.root(name);
    for (const char* file :
         {"opt/aloft/env/bin/python", "usr/local/lib/aloft/aloft-agent", "var/lib/aloft/jobs/1/output",
          "etc/aloft/notebook/jupyter_server_config.json", "run/aloft/agent.sock", "run/aloft-notebook/lab.sock",
          "etc/profile.d/aloft.sh", "etc/systemd/system/aloft-agent.service",
          "etc/systemd/system/multi-user.target.wants/aloft-notebook.service"})
        fakes::FakeHosts::write(root / file, "aloft's");
}

}  // namespace aloft::hosts
