#pragma once
#include <cstdint>
#include <filesystem>
#include <fstream>

#include "practice/call_log.hpp"

namespace aloft::practice {

/// Every call as a line of JSON, in a file that is set aside as `calls.log.1` when it is large.
class CallFile {
public:
    explicit CallFile(std::filesystem::path path, std::uintmax_t large = std::uintmax_t{16} << 20);

    /// The number of the last call that stands in it; a line that a kill tore counts for nothing.
    std::uint64_t last_number() const;
    void add(const LoggedCall& call);

private:
    void open();

    std::filesystem::path path_;
    std::uintmax_t large_;
    std::uintmax_t size_ = 0;
    std::ofstream stream_;
};

}  // namespace aloft::practice
