#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "system/process.hpp"

namespace aloft {

/// A program that is talked to while it runs.
class Conversation {
public:
    enum class Heard {
        something,
        nothing_yet,  ///< the time is over; asking again is in order
        the_end,      ///< it has closed its output
    };

    virtual ~Conversation() = default;
    /// All of it, as fast as it listens; false when it does not listen any more.
    virtual bool say(std::string_view bytes) = 0;
    /// Appends what has come, a bounded amount at a time.
    virtual Heard hear(std::string& into, std::chrono::milliseconds at_most) = 0;
    /// Closes its input and waits for it; one that does not end by itself soon is ended. What it said on standard
    /// error is in the answer, its output is not.
    virtual Finished end() = 0;
};

/// Begins conversations; beside Processes, whose programs are given everything before they start.
class Conversations {
public:
    virtual ~Conversations() = default;
    /// Of the command, its words and environment count. The program ends when the conversation is destroyed.
    virtual Result<std::unique_ptr<Conversation>> begin(const Command& command) = 0;
};

class PosixConversations final : public Conversations {
public:
    Result<std::unique_ptr<Conversation>> begin(const Command& command) override;
};

}  // namespace aloft
