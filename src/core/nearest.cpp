#include "core/nearest.hpp"

#include <algorithm>
#include <vector>

namespace aloft {
namespace {

/// A word of this length or more is noise, and comparing it would take time that its sender chooses.
constexpr std::size_t longest_word = 64;

/// One mistake in a short word, two from five letters on, three from nine on: more would suggest what was not meant.
std::size_t tolerated(std::size_t length) {
    if (length < 3) return 1;
    return std::min<std::size_t>(3, (length + 3) / 4);
}

/// "mem" for "memory": a beginning is as good as one mistake.
std::size_t changes_between(const std::string& word, const std::string& known) {
    if (word.size() >= 3 && known.starts_with(word)) return std::min<std::size_t>(1, known.size() - word.size());
    return distance(word, known);
}

std::string folded(std::string_view word) {
    std::string folded;
    for (const char letter : word) {
        if (letter == '-' || letter == '_' || letter == ' ') continue;
        folded += (letter >= 'A' && letter <= 'Z') ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return folded;
}

}  // namespace

std::size_t distance(std::string_view one, std::string_view other) {
    // Optimal string alignment: rows for the prefix of `one` two letters back, one letter back, and now.
    std::vector<std::size_t> before(other.size() + 1), last(other.size() + 1), now(other.size() + 1);
    for (std::size_t column = 0; column <= other.size(); ++column) last[column] = column;
    for (std::size_t row = 1; row <= one.size(); ++row) {
        now[0] = row;
        for (std::size_t column = 1; column <= other.size(); ++column) {
            const bool same = one[row - 1] == other[column - 1];
            now[column] = std::min({last[column] + 1, now[column - 1] + 1, last[column - 1] + (same ? 0 : 1)});
            const bool swapped =
                row > 1 && column > 1 && one[row - 1] == other[column - 2] && one[row - 2] == other[column - 1];
            if (swapped) now[column] = std::min(now[column], before[column - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, now);
    }
    return last[other.size()];
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string_view> among) {
    const std::string meant = folded(word);
    if (meant.empty() || meant.size() > longest_word) return std::nullopt;
    std::optional<std::string> best;
    std::size_t best_distance = 0;
    for (const std::string_view candidate : among) {
        const std::string known = folded(candidate);
        const std::size_t changes = changes_between(meant, known);
        const bool close = changes <= tolerated(std::max(meant.size(), known.size())) &&
                           changes < std::min(meant.size(), known.size());
        if (!close || (best && changes >= best_distance)) continue;
        best = candidate;
        best_distance = changes;
    }
    return best;
}

}  // namespace aloft
