#pragma once
#include "clouds/abilities.hpp"
#include "clouds/cloud.hpp"
#include "system/clock.hpp"
#include "system/home.hpp"
#include "system/process.hpp"

namespace aloft::local {

/// The cloud "local": machines on this very computer. Containers with systemd by podman (the default), or true
/// virtual machines by QEMU (`machine.kind: vm`). See README.md in this folder for how each resource is made.
class LocalCloud final : public Cloud, public CanStop, public CanChange, public HasConsole {
public:
    LocalCloud(Home home, Processes& processes, Clock& clock);

    std::string_view name() const override { return "local"; }
    Account account() override;
    Result<std::vector<Offer>> offers(const Spec& spec) override;
    Blueprint blueprint(const Spec& spec, const Offer& offer, const Labels& labels) const override;
    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances) override;
    Result<Found> find(const ResourceRef& ref) override;
    Result<void> remove(const ResourceRef& ref) override;
    Result<std::vector<Found>> owned(std::string_view owner) override;
    Result<Found> start(const ResourceRef& ref, const Circumstances& circumstances) override;
    Result<Found> stop(const ResourceRef& ref) override;
    Result<Found> change(const Resource& wished, const Circumstances& circumstances) override;
    Result<std::string> console(const ResourceRef& instance) override;

private:
    Home home_;
    Processes& processes_;
    Clock& clock_;
};

}  // namespace aloft::local
