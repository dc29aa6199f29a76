#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "operations/practice.hpp"

/// How the practice cloud is talked with, for the operations that do.
namespace aloft {

struct PracticeEndpoint {
    int port = 0;
    std::string token;
};
/// Where it answers; nothing when no process holds its lock, or it has not said yet.
std::optional<PracticeEndpoint> practice_endpoint(const Home& home);
std::filesystem::path practice_lock(const Home& home);

struct PracticeQuestion {
    std::string method;
    std::string path;  ///< below /practice/v1/
    std::string body;  ///< JSON, or none
    std::string doing;
    std::string file;  ///< that mistakes of a world are in
};
/// What it says. That it does not run is not_found, with a hint how to start it.
Result<nlohmann::json> ask_practice(const PracticeKeeping& keeping, const PracticeQuestion& question);

/// Empty for what is not there or is no text.
std::string practice_text(const nlohmann::json& said, std::string_view name);
std::int64_t practice_number(const nlohmann::json& said, std::string_view name);

}  // namespace aloft
