#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aloft::hosts {

/// Text with one "word rest of the line" a line: what the script on the host answers, claims, our records.
class WordLines {
public:
    explicit WordLines(std::string_view text);

    /// What stands behind the first such word; empty where there is none.
    std::string first(std::string_view word) const;
    std::vector<std::string> all(std::string_view word) const;
    /// Those whose words begin so, without that beginning.
    WordLines below(std::string_view beginning) const;
    bool empty() const { return lines_.empty(); }

private:
    WordLines() = default;
    std::vector<std::pair<std::string, std::string>> lines_;
};

/// The same the other way. A line break in a value becomes a space.
std::string lines_of(const std::vector<std::pair<std::string, std::string>>& lines);

}  // namespace aloft::hosts
