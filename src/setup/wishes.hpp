#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "core/result.hpp"
#include "core/software.hpp"
#include "core/spec.hpp"
#include "drivers/settle.hpp"
#include "system/process.hpp"

namespace aloft {

inline constexpr std::string_view setup_provider = "agent";

/// The properties of the software, which the agent keeps and tells.
namespace software_property {
inline constexpr const char* python_version = "python version";
inline constexpr const char* packages = "python packages";          ///< a line each
inline constexpr const char* requirements = "python requirements";  ///< path within the code
inline constexpr const char* requirements_content = "content of the requirements";
inline constexpr const char* notebook = "notebook";
inline constexpr const char* password = "notebook password";
inline constexpr const char* password_file = "file of the password";
inline constexpr const char* with = "with";                   ///< a line each
inline constexpr const char* driver = "driver";  ///< "580 open"; empty: whoever made the machine saw to it
inline constexpr const char* oldest_driver = "oldest driver";
inline constexpr const char* torch_index = "index of torch";  ///< "cu126"; empty: PyPI's
inline constexpr const char* tensorflow = "tensorflow";  ///< what is asked of the one in its own environment
inline constexpr const char* r_torch = "torch for R";  ///< "cu126"; "cpu" without a GPU
inline constexpr const char* recipes = "recipes";
inline constexpr const char* recipes_folder = "folder of recipes";  ///< the person's own, on this computer
}  // namespace software_property

/// Ours and those in the person's folder, where there is one.
Result<std::vector<RecipeTask>> all_recipes(const std::filesystem::path& own_folder);

/// The folder whose content goes to the machine; nothing when there is none to carry.
std::optional<std::filesystem::path> code_folder(const Spec& spec);

/// As rsync compares them: without "./" and the like, and with the slash at the end where there was one.
std::vector<std::string> outputs_of(const Spec& spec);

/// What of the wish has to get along with the card of a machine that is set up in full. Reads the requirements.
Result<drivers::Software> software_for_the_card(const Spec& spec);

/// What is settled for a machine's card, and who sees to its driver.
struct CardSetup {
    drivers::Choice choice;
    bool installs_driver = false;  ///< on a host of the person's own the driver is theirs
    std::vector<drivers::Image> images;  ///< of the cloud that serve it, best first
};

/// The resources on the disk of a machine that is set up in full, each after what it needs; none for a bare one. Reads
/// the person's folder: a file that is named and missing is a failure.
Result<std::vector<Resource>> setup_resources(const Spec& spec, const Labels& labels, const ResourceRef& host_key,
                                              const std::string& agent_version, Processes& processes,
                                              const std::optional<CardSetup>& card);

}  // namespace aloft
