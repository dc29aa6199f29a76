#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "clouds/local/capabilities.hpp"
#include "clouds/local/computer.hpp"
#include "practice/hall.hpp"
#include "practice/machines/machine_folder.hpp"

namespace aloft::practice {

/// What a machine is made from, besides the wish itself.
struct MachineParts {
    std::string practice;
    std::filesystem::path root;
    MachineFolder folder;
    std::string internal_address;
};

/// The whole `podman create` of a machine; sizes are held to what the computer has.
std::vector<std::string> create_words(const HallMachine& machine, const MachineParts& parts,
                                      const local::Capabilities& capabilities, const local::Computer& computer);

}  // namespace aloft::practice
