#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/verb_table.hpp"
#include "core/result.hpp"

namespace aloft::cli {

/// A verb with the words that came after it, sorted by the table. Nothing is interpreted yet.
struct Words {
    const VerbDescription* verb = nullptr;
    std::map<std::string, std::string, std::less<>> options;                 ///< by long name; "" for a flag
    std::map<std::string, std::vector<std::string>, std::less<>> arguments;  ///< by name; only those given

    bool has(std::string_view option) const { return options.contains(option); }
    std::optional<std::string> value(std::string_view option) const;
    std::optional<std::string> argument(std::string_view name) const;
    std::vector<std::string> rest(std::string_view name) const;
};

/// Sorts what came after the verb. What is not in the table is a failure that names the nearest thing that is.
Result<Words> sort_words(const VerbDescription& verb, const std::vector<std::string>& after_verb);

/// Where a remote command begins: at "--", else after the machine's name and the options of ours that follow it. The
/// command's own options are not ours to read.
std::size_t end_of_our_words(const VerbDescription& verb, const std::vector<std::string>& words);

/// The failure for a verb that does not exist.
Error unknown_verb(std::string_view word);

}  // namespace aloft::cli
