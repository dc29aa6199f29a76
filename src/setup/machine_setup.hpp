#pragma once
#include "clouds/abilities.hpp"
#include "clouds/provider.hpp"
#include "machine/agent.hpp"
#include "setup/code.hpp"
#include "system/clock.hpp"
#include "system/home.hpp"
#include "system/process.hpp"
#include "system/random.hpp"

namespace aloft {

/// Who works on a machine: the user who signs in, unless that is root, who never does work.
std::string person_on(const Home& home, const std::string& machine);
/// That person's folder for code and results, from where ssh and rsync begin.
std::string work_folder_on(const Home& home, const std::string& machine);

/// Provider "agent": puts on a machine that answers what lies on its disk. See wishes.hpp for the resources. remove()
/// does nothing: what lies on a disk goes with the disk.
class MachineSetup final : public Provider, public CanChange {
public:
    MachineSetup(Home home, Processes& processes, Clock& clock, Random& random, Agents& agents);

    std::string_view name() const override;
    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances) override;
    Result<Found> find(const ResourceRef& ref) override;
    Result<void> remove(const ResourceRef& ref) override;
    Result<std::vector<Found>> owned(std::string_view owner) override;
    Result<Found> change(const Resource& wished, const Circumstances& circumstances) override;

private:
    Result<void> install_agent(const Resource& wished, const Circumstances& circumstances);
    Result<void> carry(const Resource& wished, const Circumstances& circumstances);
    /// Work that was done on the machine is kept aside there where it is replaced, and told of.
    Result<void> carry_with_care(const Carriage& carriage, const Circumstances& circumstances);
    Result<void> install_software(const Resource& wished, const Circumstances& circumstances);

    Home home_;
    Processes& processes_;
    Clock& clock_;
    Random& random_;
    Agents& agents_;
};

}  // namespace aloft
