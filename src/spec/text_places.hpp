#pragma once
#include <string_view>
#include <vector>

#include "spec/spec_file.hpp"

namespace aloft {

/// Where people and editors see the places of the YAML library: it counts bytes where they count characters, and it
/// puts what is missing at the end behind the last thing that the text says.
class TextPlaces {
public:
    /// Looks into the text as long as it lives.
    explicit TextPlaces(std::string_view text);
    void mend(Mistake& mistake) const;

private:
    std::vector<std::string_view> lines_;
};

}  // namespace aloft
