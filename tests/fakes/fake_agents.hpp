#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "machine/agent.hpp"

namespace aloft::fakes {

/// What one machine's agent keeps.
struct AgentMemory {
    std::optional<std::string> version = "agent-1";
    SoftwareReport software;
    Result<Readings> readings;
    std::vector<Job> jobs;
    std::map<int, std::string> outputs;
    std::vector<JobWish> wishes;
    std::vector<RecipeGraph> graphs;
};

/// Remembers; every task it is given ends as `end_of_task` says, every job it begins as `end_of_job`.
class FakeAgents final : public Agents {
public:
    std::map<std::string, AgentMemory> machines;
    TaskState end_of_task = TaskState::done;
    JobState end_of_job = JobState::done;
    std::string output_of_job = "loss 3.2\nloss 1.1\n";

    std::unique_ptr<Agent> on(const std::string& machine) override;
    std::string version() const override { return "agent-1"; }
};

class FakeAgent final : public Agent {
public:
    FakeAgent(FakeAgents& all, AgentMemory& memory) : all_(all), memory_(memory) {}

    Result<std::optional<std::string>> version() override { return memory_.version; }
    Result<void> install() override {
        memory_.version = all_.version();
        return {};
    }
    Result<SoftwareReport> software() override { return memory_.software; }

    Result<SoftwareReport> set_up(const RecipeGraph& graph, const TakeReport& told) override {
        memory_.graphs.push_back(graph);
        memory_.software = {SoftwareState::at_work, graph.properties, {}};
        for (const RecipeTask& task : graph.tasks)
            memory_.software.tasks.push_back({.name = task.name, .title = task.title});
        for (TaskReport& task : memory_.software.tasks) {
            task.state = TaskState::applying;
            told(memory_.software);
            task.state = all_.end_of_task;
            task.applied = true;
            if (task.state == TaskState::failed) task.last_lines = {"no such package"};
        }
        memory_.software.state = all_.end_of_task == TaskState::done ? SoftwareState::done : SoftwareState::failed;
        return memory_.software;
    }

    Result<Readings> readings() override { return memory_.readings; }
    Result<Job> run(const JobWish& wish) override {
        memory_.wishes.push_back(wish);
        Job job{.id = static_cast<int>(memory_.jobs.size()) + 1,
                .name = wish.name,
                .command = wish.words.empty() ? "" : wish.words.front(),
                .began = "2026-11-20T10:00:00Z",
                .fingerprint = wish.fingerprint};
        memory_.outputs[job.id] = all_.output_of_job;
        job.output_bytes = all_.output_of_job.size();
        memory_.jobs.push_back(job);
        return job;
    }
    Result<std::vector<Job>> jobs() override { return memory_.jobs; }
    Result<Job> cancel(int id) override { return ended(id, JobState::cancelled); }

    Result<Job> output(int id, LogPlace from, Follow follow, const TakeOutput& take) override {
        auto found = job(id);
        if (!found) return failed(found);
        const std::string& all = memory_.outputs[id];
        const std::size_t begin =
            from.kind == LogPlace::Kind::offset ? std::min<std::size_t>(from.value, all.size()) : 0;
        if (!take(std::string_view(all).substr(begin)) || follow == Follow::no) return **found;
        return (*found)->state == JobState::running ? ended(id, all_.end_of_job) : **found;
    }

private:
    Result<Job*> job(int id) {
        for (Job& one : memory_.jobs)
            if (one.id == id) return &one;
        return failure(ErrorKind::not_found, "looking for job " + std::to_string(id), "there is no such job");
    }
    Result<Job> ended(int id, JobState state) {
        auto found = job(id);
        if (!found) return failed(found);
        (*found)->state = state;
        (*found)->exit_code = state == JobState::done ? 0 : 1;
        (*found)->ended = "2026-11-20T10:00:30Z";
        return **found;
    }

    FakeAgents& all_;
    AgentMemory& memory_;
};

inline std::unique_ptr<Agent> FakeAgents::on(const std::string& machine) {
    return std::make_unique<FakeAgent>(*this, machines[machine]);
}

}  // namespace aloft::fakes
