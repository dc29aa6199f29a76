#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "system/clock.hpp"
#include "system/home.hpp"
#include "system/interruption.hpp"
#include "system/process.hpp"
#include "system/random.hpp"

namespace aloft::practice {

/// What the person said when he started it. What is empty stays as it was.
struct PracticeWish {
    std::filesystem::path folder;           ///< of its state
    std::string world;                      ///< the YAML of a world, or the name of a ready one
    std::optional<std::uint16_t> port;
    std::optional<bool> paper;  ///< machines that are records alone
};

/// What the process works with.
struct PracticeParts {
    Home home;  ///< whose cache has the base of machines
    Clock& clock;
    Random& random;
    Processes& processes;
    const Interruption& interruption;
    std::span<const std::byte> catalog;
    std::function<void(std::string_view)> tell;  ///< a line for people
};

/// Serves the practice cloud until it is stopped. A failure says why it could not begin; what was known of it is whole
/// at every moment, whatever ends it.
Result<void> run_practice(const PracticeWish& wish, const PracticeParts& parts);

/// Removes the machines and all state of one that does not run; `home` is whose cache has the base of machines.
Result<void> clear_practice(const std::filesystem::path& path, const Home& home, Processes& processes);

}  // namespace aloft::practice
