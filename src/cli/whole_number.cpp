#include "cli/whole_number.hpp"

#include <charconv>

namespace aloft::cli {

std::optional<int> whole_number(std::string_view text, int least, int most) {
    int number = 0;
    const auto [end, mistake] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (mistake != std::errc() || end != text.data() + text.size() || number < least || number > most)
        return std::nullopt;
    return number;
}

}  // namespace aloft::cli
