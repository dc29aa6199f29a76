#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "machine/agent.hpp"
#include "system/clock.hpp"
#include "system/conversation.hpp"
#include "system/home.hpp"
#include "system/interruption.hpp"
#include "system/process.hpp"
#include "system/random.hpp"

namespace aloft {

/// What install() puts on a machine.
struct AgentProgram {
    std::string version;
    std::string architecture;  ///< as `uname -m` says it
    std::string_view bytes;
};

/// What the client needs of the world; all of it outlives the client.
struct AgentSurroundings {
    const Home& home;
    Processes& processes;
    Conversations& conversations;
    Clock& clock;
    Random& random;
    const Interruption& interruption;
};

/// Speaks to the agent of one machine through `ssh -F <our config> NAME`.
class AgentClient final : public Agent {
public:
    AgentClient(const AgentSurroundings& surroundings, std::string machine, const AgentProgram& program);

    Result<std::optional<std::string>> version() override;
    Result<void> install() override;
    Result<SoftwareReport> software() override;
    Result<SoftwareReport> set_up(const RecipeGraph& graph, const TakeReport& told) override;
    Result<Readings> readings() override;
    Result<Job> run(const JobWish& wish) override;
    Result<std::vector<Job>> jobs() override;
    Result<Job> cancel(int id) override;
    Result<Job> output(int id, LogPlace from, Follow follow, const TakeOutput& take) override;

private:
    AgentSurroundings world_;
    std::string machine_;
    const AgentProgram& program_;
};

class SshAgents final : public Agents {
public:
    SshAgents(const AgentSurroundings& surroundings, AgentProgram program)
        : world_(surroundings), program_(std::move(program)) {}
    std::unique_ptr<Agent> on(const std::string& machine) override {
        return std::make_unique<AgentClient>(world_, machine, program_);
    }
    std::string version() const override { return program_.version; }

private:
    AgentSurroundings world_;
    AgentProgram program_;
};

}  // namespace aloft
