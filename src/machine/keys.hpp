#pragma once
#include "clouds/abilities.hpp"
#include "clouds/provider.hpp"
#include "system/clock.hpp"
#include "system/home.hpp"
#include "system/interruption.hpp"
#include "system/process.hpp"

namespace aloft {

inline constexpr std::string_view ssh_provider = "ssh";

/// Keeper of SSH keys on this computer, provider "ssh". Its two kinds of resource:
///
/// key: the pair aloft signs in with and the first host key, made before the machine, in machines/<name>/:
///   identity, identity.pub, first_host_key, first_host_key.pub, known_hosts. Found properties:
///   "public_key", "first_host_key_file", "first_host_public_key".
///
/// host_key: the machine's own host key. The machine was given the first one at creation and it is pinned; on first
///   contact the machine makes another, sends it back over the pinned connection, and that one replaces the first.
///   Killed at any moment in between, known_hosts holds whatever key the machine may then show, and nothing else.
///   Found properties: "fingerprint", "host", "port", "user".
///   ensure() also waits: for the machine to answer, and for cloud-init to end. Needs the instance's Found with
///   "host", "port", "user"; its "patience_seconds", or the wished one, says how long it may take to answer.
///   find() calls it absent for as long as the first key is pinned, half way included: ensure() does the rest.
///   A wished "host_key", "TYPE KEY", is one that the machine had before aloft came: it is pinned as it is, nothing is
///   exchanged, cloud-init is not waited for, and it is among the Found properties.
///   remove() needs no machine: it makes a new first key for the next one, so that a key() that stands stays of use.
class SshKeys final : public Provider, public CanWait {
public:
    SshKeys(Home home, Processes& processes, Clock& clock, const Interruption& interruption);

    std::string_view name() const override { return ssh_provider; }
    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances) override;
    Result<Found> find(const ResourceRef& ref) override;
    Result<void> remove(const ResourceRef& ref) override;
    Result<std::vector<Found>> owned(std::string_view owner) override;
    /// For a host_key: until the machine answers with it.
    Result<Found> wait(const Resource& wished, const Circumstances& circumstances) override;

private:
    /// At the first meeting the machine is still being made, and has the host key that it was given.
    enum class Meeting { first, again };
    Result<Found> reach(const Resource& wished, const Circumstances& circumstances, Meeting meeting);

    Home home_;
    Processes& processes_;
    Clock& clock_;
    const Interruption& interruption_;
};

/// The two resources that every machine has on this computer, for the planner to put around a cloud's blueprint: the
/// key before everything, the host key after the instance. Both named after the machine.
ResourceRef host_key_ref(const Labels& labels);
Resource key_resource(const Labels& labels);
Resource host_key_resource(const Labels& labels, const ResourceRef& instance);

}  // namespace aloft
