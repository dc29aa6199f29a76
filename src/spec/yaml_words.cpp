#include "spec/yaml_words.hpp"

#include <fmt/core.h>
#include <yaml-cpp/exceptions.h>

#include <array>

namespace aloft::yaml {
namespace {

struct Saying {
    std::string_view said;  ///< how the library's message begins
    std::string_view means;
};

const std::array sayings{
    Saying{YAML::ErrorMsg::MAP_VALUE,
           "a ':' where no key can be; is the indentation right? A value that has ': ' in it belongs in quotes"},
    Saying{YAML::ErrorMsg::MAP_KEY, "a '?' where no key can begin"},
    Saying{YAML::ErrorMsg::END_OF_MAP_FLOW, "a '{' is not closed by '}', or a ',' is missing"},
    Saying{YAML::ErrorMsg::END_OF_MAP,
           "not a 'key: value' as the lines above it; is the indentation right, or is the ':' missing?"},
    Saying{YAML::ErrorMsg::END_OF_SEQ_FLOW, "a '[' is not closed by ']', or a ',' is missing"},
    Saying{YAML::ErrorMsg::END_OF_SEQ, "not a '- ' as the lines above it; is the indentation right?"},
    Saying{YAML::ErrorMsg::FLOW_END, "a '}' or ']' that closes nothing"},
    Saying{YAML::ErrorMsg::BLOCK_ENTRY, "a '- ' where no list can begin"},
    Saying{YAML::ErrorMsg::EOF_IN_SCALAR, "a quoted text is not closed before the end"},
    Saying{YAML::ErrorMsg::DOC_IN_SCALAR, "a quoted text is not closed before this line"},
    Saying{YAML::ErrorMsg::INVALID_ESCAPE, R"(in "double quotes" a backslash begins an escape; use 'single quotes')"},
    Saying{YAML::ErrorMsg::INVALID_HEX, R"(after \x, \u or \U only hexadecimal digits can stand)"},
    Saying{YAML::ErrorMsg::INVALID_UNICODE, "this escape names no Unicode character"},
    Saying{YAML::ErrorMsg::UNKNOWN_TOKEN, "no value can begin with this character; put the value in quotes"},
    Saying{YAML::ErrorMsg::TAB_IN_INDENTATION, "a tab; YAML is indented with spaces"},
    Saying{YAML::ErrorMsg::UNKNOWN_ANCHOR, "an alias (*) without an anchor (&) of that name above it"},
    Saying{YAML::ErrorMsg::ALIAS_NOT_FOUND, "a '*' without a name; put a value that begins with '*' in quotes"},
    Saying{YAML::ErrorMsg::ANCHOR_NOT_FOUND, "a '&' without a name; put a value that begins with '&' in quotes"},
    Saying{YAML::ErrorMsg::CHAR_IN_ALIAS, "a '*' not followed by a plain name; put the value in quotes"},
    Saying{YAML::ErrorMsg::CHAR_IN_ANCHOR, "a '&' not followed by a plain name; put the value in quotes"},
    Saying{YAML::ErrorMsg::ALIAS_CONTENT, "an alias (*) stands alone, without anchor or tag"},
    Saying{YAML::ErrorMsg::CHAR_IN_BLOCK, "after '|' or '>' the line must end"},
};

}  // namespace

std::string in_plain_words(std::string_view said) {
    for (const Saying& saying : sayings) {
        if (said.starts_with(saying.said)) return std::string(saying.means);
    }
    return fmt::format("not YAML: {}", said);
}

}  // namespace aloft::yaml
