#pragma once
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "practice/hall.hpp"

namespace aloft::fakes {

/// Machines that are nothing but names, with what was done to them; its calls can be made to fail.
class FakeHall final : public practice::Hall {
public:
    struct Machine {
        bool on = false;
        practice::HallMachine made;
        practice::HallNetwork network;
        int boots = 0;
    };

    Result<std::string> addresses() override {
        has_network = true;
        return std::string("10.220.0.0/16");
    }
    Result<void> make_disk(std::string_view id, int) override { return keep_disk(id); }
    Result<void> copy_disk(std::string_view id, std::string_view from, int) override {
        if (!disks.contains(from)) return failure(ErrorKind::not_found, "copying a disk", std::string(from));
        return keep_disk(id);
    }
    Result<void> remove_disk(std::string_view id) override {
        disks.erase(std::string(id));
        return {};
    }

    Result<void> boot(const practice::HallMachine& machine, const practice::HallNetwork& network) override {
        if (!fails_with.empty()) return failure(ErrorKind::failed, "booting " + machine.name, fails_with);
        if (!disks.contains(machine.boot_disk))
            return failure(ErrorKind::not_found, "booting " + machine.name, "no disk");
        Machine& kept = machines[machine.id];
        if (!kept.on) ++kept.boots;
        kept.on = true;
        kept.made = machine;
        kept.network = network;
        return {};
    }
    Result<void> power_off(std::string_view id, std::chrono::seconds) override {
        if (const auto found = machines.find(id); found != machines.end()) found->second.on = false;
        return {};
    }
    Result<void> reset(std::string_view id) override {
        if (const auto found = machines.find(id); found != machines.end()) ++found->second.boots;
        return {};
    }
    Result<void> remove(std::string_view id) override {
        machines.erase(std::string(id));
        return {};
    }
    Result<void> connect(std::string_view id, const practice::HallNetwork& network) override {
        if (const auto found = machines.find(id); found != machines.end()) found->second.network = network;
        return {};
    }
    Result<std::string> console(std::string_view id) override { return "booted " + std::string(id) + "\n"; }
    Result<std::vector<std::string>> running() override {
        std::vector<std::string> ids;
        for (const auto& [id, machine] : machines)
            if (machine.on) ids.push_back(id);
        return ids;
    }
    Result<void> keep_only(const std::vector<std::string>& kept, const std::vector<std::string>& kept_disks) override {
        std::erase_if(machines, [&](const auto& entry) { return std::ranges::find(kept, entry.first) == kept.end(); });
        std::erase_if(disks, [&](const auto& disk) { return std::ranges::find(kept_disks, disk) == kept_disks.end(); });
        if (kept.empty() && kept_disks.empty()) has_network = false;
        return {};
    }

    std::map<std::string, Machine, std::less<>> machines;
    std::set<std::string, std::less<>> disks;
    std::string fails_with;
    bool has_network = false;

private:
    Result<void> keep_disk(std::string_view id) {
        disks.insert(std::string(id));
        return {};
    }
};

}  // namespace aloft::fakes
