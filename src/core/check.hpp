#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aloft {

/// One line of a doctor's report.
struct Check {
    enum class Verdict { good, warning, bad };
    std::string subject;  ///< "podman"
    Verdict verdict = Verdict::good;
    std::string detail;   ///< "4.3.1, as root, runtime runc"
    std::string hint;     ///< what to do when it is not good
    bool operator==(const Check&) const = default;
};

std::string_view to_string(Check::Verdict verdict);
std::optional<Check::Verdict> verdict_from(std::string_view word);

}  // namespace aloft
