#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "drivers/version.hpp"

namespace aloft::drivers {

/// What a driver's kernel modules may be, or are.
enum class Modules {
    proprietary,  ///< cards before Turing
    open,         ///< Blackwell
    either,
};

/// Cards of one architecture, by their compute capability.
struct Generation {
    std::string name;
    Version from, to;  ///< capabilities, both within
    int oldest_driver = 0;
    std::optional<int> newest_driver;
    Version oldest_cuda;
    std::optional<Version> newest_cuda;
    Modules modules = Modules::either;
};

struct Branch {
    int number = 0;
    Version newest_cuda;
    bool usual = false;  ///< the one that is installed where nothing else is said
};

/// The oldest driver that serves a major version of CUDA.
struct DriverForCuda {
    int cuda = 0;
    int driver = 0;
};

struct BuiltFor {
    Version capability;
    bool and_later = false;  ///< has code that the driver compiles for cards that came after it
};

/// Packages of one kind, built with one CUDA.
struct Wheel {
    std::string package;
    std::string index;  ///< "default", or a name of the package's own index: "cu126"
    Version cuda;
    Version oldest;
    std::optional<Version> newest;  ///< with all that begins like it
    std::vector<BuiltFor> built_for;
};

/// A family of system images at a cloud.
struct Image {
    std::string cloud, where, family;
    int driver = 0;  ///< the branch that it brings; 0: none
    Modules modules = Modules::either;
    std::string architecture;
};

/// NVIDIA's package that opens its repository for a distribution.
struct Keyring {
    std::string distribution;
    std::string sha256;
};

struct Rule {
    std::vector<Generation> generations;
    std::vector<Branch> branches;
    std::vector<DriverForCuda> drivers_for_cuda;
    std::vector<Wheel> wheels;
    std::vector<Image> images;
    std::vector<Keyring> keyrings;
    std::string container_key;  ///< fingerprint of the key that signs NVIDIA's container toolkit
};

/// The rule from its text; fails with the line that cannot be read.
Result<Rule> rule_from(std::string_view text);

/// The one that aloft brings along.
const Rule& built_in_rule();

std::string_view to_string(Modules modules);

/// Whether code for one of these runs on the card: the same major capability and no later minor one, or code that is
/// compiled for it.
bool runs_on(const std::vector<BuiltFor>& built_for, const Version& capability);

const Generation* generation_of(const Rule& rule, const Version& capability);

}  // namespace aloft::drivers
