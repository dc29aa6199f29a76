#include "practice/machines/subnet.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <sstream>

namespace aloft::practice {
namespace {

struct Range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
};

/// Nothing for what is no range of IPv4.
std::optional<Range> parse(std::string_view text) {
    const auto slash = text.find('/');
    std::uint32_t bits = 32;
    if (slash != std::string_view::npos) {
        const auto part = text.substr(slash + 1);
        if (std::from_chars(part.data(), part.data() + part.size(), bits).ec != std::errc() || bits > 32)
            return std::nullopt;
    }
    std::uint32_t address = 0;
    std::string_view rest = text.substr(0, slash);
    for (int i = 0; i < 4; ++i) {
        std::uint32_t number = 0;
        const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
        if (problem != std::errc() || number > 255) return std::nullopt;
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        if (i < 3 && !rest.starts_with('.')) return std::nullopt;
        if (i < 3) rest.remove_prefix(1);
        address = address << 8 | number;
    }
    if (!rest.empty()) return std::nullopt;
    const std::uint32_t mask = bits == 0 ? 0 : ~std::uint32_t{0} << (32 - bits);
    return Range{address & mask, address | ~mask};
}

}  // namespace

std::vector<std::string> ranges_in_routes(std::string_view output) {
    std::vector<std::string> ranges;
    std::istringstream lines{std::string(output)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        for (std::string word; words >> word;) {
            if (word == "default") break;
            if (!parse(word)) continue;  // "blackhole 10.0.0.0/8": the kind comes first
            ranges.push_back(word);
            break;
        }
    }
    return ranges;
}

bool overlap(std::string_view range, std::string_view other) {
    const auto one = parse(range);
    const auto two = parse(other);
    return one && two && one->first <= two->last && two->first <= one->last;
}

std::vector<std::string> possible_subnets(std::string_view address) {
    std::vector<std::string> all;
    all.reserve(96);
    // Where few put their networks; then where Google's own machines never are, in case all of 10/8 leads elsewhere.
    for (int i = 220; i < 250; ++i) all.push_back("10." + std::to_string(i) + ".0.0/16");
    for (int i = 31; i > 17; --i) all.push_back("172." + std::to_string(i) + ".0.0/16");
    for (int i = 64; i < 116; ++i) all.push_back("10." + std::to_string(i) + ".0.0/16");
    const auto has_it = std::ranges::find_if(all, [&](const std::string& subnet) { return overlap(address, subnet); });
    if (has_it != all.end()) std::rotate(all.begin(), has_it, has_it + 1);
    return all;
}

}  // namespace aloft::practice
