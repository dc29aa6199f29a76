#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace aloft::practice::google {

/// Names and values as they stand in a query or a form's body, unescaped; the last of a name counts.
struct Form {
    std::map<std::string, std::string, std::less<>> fields;

    /// Empty when it is not there.
    const std::string& field(std::string_view name) const;
};

/// "a=1&b=two+words%21"; nothing when an escape is cut short or no hexadecimal number.
std::optional<Form> read_form(std::string_view text);

/// The same for one part of a path, in which + is a plus.
std::optional<std::string> unescaped(std::string_view text);

}  // namespace aloft::practice::google
