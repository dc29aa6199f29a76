#pragma once
#include <filesystem>
#include <string>

#include "core/result.hpp"
#include "system/process.hpp"

namespace aloft {

/// Starts programs that go on when we have ended: of no terminal and no session of ours, with none of our files and
/// locks.
class Daemons {
public:
    virtual ~Daemons() = default;
    /// Its words are appended to the file, which is for its owner alone. What becomes of it, it must tell by itself.
    virtual Result<void> start(const Command& command, const std::filesystem::path& words) = 0;
};

class PosixDaemons final : public Daemons {
public:
    Result<void> start(const Command& command, const std::filesystem::path& words) override;
};

/// Where the program lies that we are; also when it was replaced since, as an upgrade does.
std::string path_of_this_program();
int id_of_this_process();

}  // namespace aloft
