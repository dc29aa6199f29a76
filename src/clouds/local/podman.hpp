#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "system/process.hpp"

namespace aloft::local {

/// How long a call to podman may take before it counts as hung.
enum class Patience {
    look,     ///< answers from its own files
    act,      ///< starts and stops things
    endless,  ///< moves data
};

/// Runs podman; its failures come back sorted (podman_errors.hpp).
class Podman {
public:
    explicit Podman(Processes& processes) : processes_(processes) {}

    /// What it printed. `doing` is a phrase that follows "while".
    Result<std::string> run(std::vector<std::string> words, const std::string& doing,
                            Patience patience = Patience::act) const;
    /// The JSON of `podman <type> inspect`; nothing when there is no such thing. Types: container, volume, network.
    Result<std::optional<std::string>> inspect(std::string_view type, const std::string& name) const;
    /// The names of what bears the label, "key=value". Types as above.
    Result<std::vector<std::string>> names_labelled(std::string_view type, std::string_view label) const;
    /// The names of what bears the owner's label. Types as above.
    Result<std::vector<std::string>> names_owned(std::string_view type, std::string_view owner) const;

private:
    Processes& processes_;
};

}  // namespace aloft::local
