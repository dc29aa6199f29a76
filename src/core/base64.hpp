#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace aloft {

/// RFC 4648: with + and / and padded, or the one for URLs, with - and _ and not padded.
enum class Base64 { standard, for_urls };

std::string to_base64(std::string_view bytes, Base64 form = Base64::standard);
/// Nothing for a text that is none. Padding may be missing in either form.
std::optional<std::string> from_base64(std::string_view text, Base64 form = Base64::standard);

}  // namespace aloft
