#pragma once
#include <string>
#include <vector>

#include "clouds/abilities.hpp"
#include "clouds/cloud.hpp"
#include "clouds/hosts/claim.hpp"
#include "clouds/hosts/facts.hpp"
#include "clouds/hosts/host_records.hpp"
#include "clouds/hosts/persons_ssh.hpp"
#include "system/clock.hpp"

namespace aloft::hosts {

/// The cloud "hosts": computers that the person has already and reaches with their own ssh. A machine is one resource,
/// the claim to a host: kind instance, its place the host as the person writes it. Nothing here stops, changes or
/// erases a host. See README.md in this folder.
///
/// Properties of an instance: "host", "port", "user" and "host_key", the known key that the machine is pinned to.
class HostsCloud final : public Cloud, public MeetsStrangers {
public:
    HostsCloud(Home home, Processes& processes, Clock& clock, Claimant claimant,
               std::vector<std::string> ssh_options = {});
    HostsCloud(const HostsCloud&) = delete;  // its parts know its home
    HostsCloud& operator=(const HostsCloud&) = delete;

    std::string_view name() const override { return hosts_provider; }
    Account account() override;
    Result<std::vector<Offer>> offers(const Spec& spec) override;
    Blueprint blueprint(const Spec& spec, const Offer& offer, const Labels& labels) const override;
    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances) override;
    Result<Found> find(const ResourceRef& ref) override;
    Result<void> remove(const ResourceRef& ref) override;
    Result<std::vector<Found>> owned(std::string_view owner) override;
    Result<std::vector<Stranger>> strangers(const Spec& spec) override;
    Result<void> trust(const Stranger& stranger) override;

private:
    Result<std::vector<OwnHost>> named_in(const Spec& spec) const;
    Result<Offer> offer_at(const OwnHost& host, const Spec& spec) const;
    Result<Offer> first_of(const std::vector<OwnHost>& hosts, const Spec& spec) const;
    Result<Found> look(const HostRecord& record, const ResourceRef& ref) const;
    Result<Finished> claim(const Endpoint& endpoint, const Resource& wished, const std::string& public_key) const;

    Home home_;
    Processes& processes_;
    Clock& clock_;
    Claimant claimant_;
    HostRecords records_;
    PersonsSsh ssh_;
};

}  // namespace aloft::hosts
