#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace aloft {

/// A program to run, as a value that a test can read.
struct Command {
    std::vector<std::string> argv;                       ///< argv[0] is looked up in PATH
    std::map<std::string, std::string> environment;      ///< added to ours
    std::string input;                                   ///< given on standard input
    std::optional<std::string> input_file;               ///< instead of `input`: standard input is this file
    std::optional<std::chrono::milliseconds> timeout;    ///< none: as long as it takes
    std::function<void(std::string_view)> on_error_line; ///< told each line of standard error as it comes
};

struct Finished {
    int exit_code = 0;  ///< 128 + n for one that died of signal n
    std::string output;
    std::string error_output;
    bool timed_out = false;
};

/// Runs programs. Thread-safe.
///
/// A program that acts on the world must not be overtaken by the next aloft when this one is killed. So every child
/// runs under a tiny supervisor process that keeps our file locks open until the child has ended: whoever waits for
/// the lock waits for the act too. The child itself gets none of our descriptors, and a process group of its own, so
/// that Ctrl-C reaches aloft alone.
class Processes {
public:
    virtual ~Processes() = default;
    virtual Result<Finished> run(const Command& command) = 0;
    /// The child has our terminal, input and output; answers its exit code.
    virtual Result<int> run_attached(const Command& command) = 0;
    /// The full path of a program in PATH, or nothing.
    virtual std::optional<std::string> find_program(std::string_view name) = 0;
};

/// Like run(), but an exit code other than 0 is a failure whose detail is the program's last words.
Result<Finished> run_checked(Processes& processes, const Command& command, std::string doing);

class PosixProcesses final : public Processes {
public:
    Result<Finished> run(const Command& command) override;
    Result<int> run_attached(const Command& command) override;
    std::optional<std::string> find_program(std::string_view name) override;
};

}  // namespace aloft
