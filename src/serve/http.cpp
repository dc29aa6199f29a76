#include "serve/http.hpp"

#include <algorithm>
#include <cctype>

namespace aloft::serve {
namespace {

bool same_letter(char one, char other) {
    return std::tolower(static_cast<unsigned char>(one)) == std::tolower(static_cast<unsigned char>(other));
}

}  // namespace

const std::string* Request::header(std::string_view name) const {
    const auto found = std::ranges::find_if(
        headers, [&](const Header& header) { return std::ranges::equal(header.name, name, same_letter); });
    return found == headers.end() ? nullptr : &found->value;
}

}  // namespace aloft::serve
