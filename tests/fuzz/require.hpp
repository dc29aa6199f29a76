#pragma once
#include <stdexcept>

namespace aloft::fuzz {

/// A property that must hold for every input. libFuzzer takes the exception for a crash, a test shows the input.
inline void require(bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
}

}  // namespace aloft::fuzz
