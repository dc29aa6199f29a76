#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/plan.hpp"

namespace aloft {

/// The texts that stand in columns for values that are only ever read whole: JSON by wire/. Reading one that aloft
/// did not write throws CorruptRow.
std::string document(const Resource& resource);
std::string document(const Found& found);
std::string document(const Step& step);
std::string document(const Spec& spec);
std::string document(const std::map<std::string, std::string>& details);
std::string document(const std::vector<std::string>& warnings);
/// Empty for no error.
std::string document(const std::optional<Error>& error);

Resource resource_from_document(const std::string& text);
Found found_from_document(const std::string& text);
Step step_from_document(const std::string& text);
Spec spec_from_document(const std::string& text);
std::map<std::string, std::string> details_from_document(const std::string& text);
std::vector<std::string> warnings_from_document(const std::string& text);

}  // namespace aloft
