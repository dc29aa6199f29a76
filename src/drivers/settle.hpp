#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "drivers/requirement.hpp"
#include "drivers/rule.hpp"

namespace aloft::drivers {

struct Card {
    std::string name;  ///< as the catalog has it: "V100"
    Version capability;
    std::string architecture = "x86_64";  ///< of the machine's processors
    bool is_part = false;                 ///< a share of a card, which NVIDIA's vGPU software deals out
};

enum class PythonPins {
    open,    ///< an installer chooses within what is asked for
    locked,  ///< a lock has chosen already, its source too
};

/// What the person wants to run on the card.
struct Software {
    std::vector<Requirement> python;
    PythonPins pins = PythonPins::open;
    std::optional<Version> cuda;    ///< 12 for any 12.x
    bool tensorflow_apart = false;  ///< in an environment of its own
    bool r_torch = false;
};

/// All that is settled before a machine is made.
struct Choice {
    int driver = 0;         ///< the branch to install
    int oldest_driver = 0;  ///< what an image has brought is good from here on
    Modules modules = Modules::open;
    Version cuda;           ///< what the frameworks bring along, or else the newest that card and driver can
    std::string torch_index;                ///< "cu126"; empty where PyPI's own serves
    std::string r_torch;                    ///< kind of the pre-built package; empty when it was not asked for
    std::vector<std::string> more_packages;  ///< what frameworks need beside what was asked for, to find the GPU
    std::vector<std::string> warnings;
    bool operator==(const Choice&) const = default;
};

/// What serves the card and the wish together; or why nothing does, and what would.
Result<Choice> settle(const Rule& rule, const Card& card, const Software& software);

/// The system images of a cloud that serve the choice, best first: those that bring a driver that will do, then plain
/// ones, on which the driver is installed.
std::vector<Image> images_for(const Rule& rule, const Card& card, const Choice& choice, std::string_view cloud);

}  // namespace aloft::drivers
