#pragma once
#include <cstdint>
#include <string>

namespace aloft {

class Random {
public:
    virtual ~Random() = default;
    virtual std::uint64_t next() = 0;
};

/// From the kernel.
class SystemRandom final : public Random {
public:
    std::uint64_t next() override;
};

/// `length` lower-case letters and digits that cannot be mistaken for one another.
std::string random_word(Random& random, std::size_t length);

}  // namespace aloft
