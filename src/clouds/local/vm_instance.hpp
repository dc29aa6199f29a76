#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clouds/local/vm_computer.hpp"
#include "clouds/local/vm_definition.hpp"
#include "clouds/local/vm_process.hpp"
#include "clouds/provider.hpp"
#include "system/clock.hpp"
#include "system/home.hpp"
#include "system/process.hpp"

namespace aloft::local {

/// The virtual machines themselves. One that is switched on is a process of QEMU that stands on its own feet; one that
/// is off is a definition in a folder. Nothing else remembers which it is.
class VmInstance {
public:
    VmInstance(Home home, Processes& processes, Clock& clock, KernelFiles kernel);

    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances);
    Result<Found> find(const ResourceRef& ref) const;
    /// Switched off like stop() does, because its disk may live on.
    Result<void> remove(const ResourceRef& ref);
    Result<std::vector<Found>> owned(std::string_view owner) const;
    Result<Found> start(const ResourceRef& ref);
    Result<Found> stop(const ResourceRef& ref);
    Result<std::string> console(const ResourceRef& ref) const;

private:
    std::optional<VmProcess> process(const std::string& name) const;
    Result<void> define(const Resource& wished, const Circumstances& circumstances);
    Result<void> put_seed(const Resource& wished, const Circumstances& circumstances);
    Result<void> switch_on(const ResourceRef& ref, const std::string& doing);
    Result<void> switch_off(const ResourceRef& ref, const std::string& doing, std::chrono::seconds patience);
    /// Answers whether it has ended.
    bool ends_within(const std::string& name, std::chrono::milliseconds patience) const;
    bool ends_by_itself(const std::string& name, std::chrono::seconds patience) const;

    Home home_;
    Processes& processes_;
    Clock& clock_;
    KernelFiles kernel_;
};

}  // namespace aloft::local
