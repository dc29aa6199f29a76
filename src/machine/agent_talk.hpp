#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "machine/agent_client.hpp"
#include "system/conversation.hpp"
#include "wire/agent_messages.hpp"

namespace aloft {

/// For the machine's shell: the agent's program with that word, as root.
std::string as_root_on_machine(std::string_view word);

/// One connection to the agent of a machine, from its greeting to its last answer.
class AgentTalk {
public:
    /// How a connection ended that was not heard to the end.
    enum class Cut {
        by_the_way,   ///< network or machine: another connection may go on
        not_serving,  ///< the agent is there and does not answer just now
        no_agent,     ///< the machine has none
        for_good,     ///< whatever it is, asking again cannot help
    };

    AgentTalk(const AgentSurroundings& world, const std::string& machine) : world_(world), machine_(machine) {}

    /// Nothing when the connection was cut; a failure is that of this computer, or the person's interruption.
    Result<std::optional<wire::AgentHello>> greet();
    /// A request that does not get through is noticed when the answer does not come.
    void ask(const wire::AgentRequest& request);
    Result<std::optional<wire::AgentAnswer>> next_answer();
    /// Takes the bytes of a chunk as they come; true when all of them have come or `take` does not want more.
    Result<bool> take_bytes(std::uint64_t count, const std::function<bool(std::string_view)>& take);

    /// Whether an answer has come over this connection.
    bool answered() const { return answered_; }
    /// Once it was cut: how, and in which words.
    Cut cut() const { return cut_; }
    const Error& reason() const { return reason_; }

private:
    Result<std::optional<std::string>> next_line();
    /// False when the connection was cut.
    Result<bool> hear();
    void sort_out(const Finished& finished);

    const AgentSurroundings& world_;
    const std::string& machine_;
    std::unique_ptr<Conversation> conversation_;
    std::string heard_;       ///< and not yet taken
    std::size_t looked_ = 0;  ///< of it, how much holds no end of a line
    bool greeted_ = false;
    bool answered_ = false;
    Cut cut_ = Cut::by_the_way;
    Error reason_;
};

}  // namespace aloft
