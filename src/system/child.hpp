#pragma once
#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "system/process.hpp"

/// The parts of which programs are started, for this room alone.
namespace aloft {

inline constexpr int cannot_start = 127;

/// Everything a child needs, made ready before fork: between fork and exec nothing may allocate.
struct Prepared {
    std::string program;
    std::vector<std::string> words;
    std::vector<std::string> environment_text;
    std::vector<char*> arguments;
    std::vector<char*> environment;

    Prepared() = default;
    Prepared(const Prepared&) = delete;
    Prepared(Prepared&&) = default;
    Prepared& operator=(const Prepared&) = delete;
    Prepared& operator=(Prepared&&) = default;
    ~Prepared() = default;
};

/// The full path of a program; administrators' folders are looked through as well.
std::optional<std::string> in_path(std::string_view name);

/// With our environment and what the command adds to it.
Result<Prepared> prepare(const Command& command);
/// With that environment and nothing else; the program is a full path.
Prepared prepare_exactly(const std::vector<std::string>& argv, const std::map<std::string, std::string>& environment);

/// In the child, once its first three descriptors are what they shall be. Async-signal-safe calls only.
[[noreturn]] void become(const Prepared& prepared);

/// Waits for a child; 128 + n for one that died of signal n.
int exit_code_of(pid_t child);

struct Pipe {
    int read_end = -1;
    int write_end = -1;
    Pipe();
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe();
    static void close(int& descriptor);
};

}  // namespace aloft
