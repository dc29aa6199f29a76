#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "drivers/requirement.hpp"
#include "drivers/rule.hpp"

namespace aloft::drivers {

struct WheelQuestion {
    std::string_view package;
    std::optional<Requirement> asked;  ///< nothing: any version
    Version capability;
    std::string card;  ///< for people: "V100 (Volta, compute capability 7.0)"
    std::string architecture;
    std::optional<Version> cuda;
    bool locked = false;  ///< from the source that the lock names
};

/// The wheels that serve card and wish and have the newest version; of several PyPI's, then those of the newest CUDA.
/// The failure says what would serve.
Result<Wheel> wheel_for(const Rule& rule, const WheelQuestion& question);

/// Whether it has machine code for the card, and not only code that the driver compiles.
bool runs_without_compiling(const Wheel& wheel, const Version& capability);

}  // namespace aloft::drivers
