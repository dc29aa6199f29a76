#include "machine/agent_client.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "machine/agent_talk.hpp"
#include "machine/healing.hpp"
#include "wire/agent_messages.hpp"

namespace aloft {
namespace {

template <class... Calls>
struct Overloaded : Calls... {
    using Calls::operator()...;
};

std::unexpected<Error> told_by(const std::string& machine, Error error) {
    error.doing += " on machine " + machine;
    return std::unexpected(std::move(error));
}

std::unexpected<Error> unexpected_answer(const std::string& machine) {
    return failure(ErrorKind::failed, "talking to the agent of machine " + machine,
                   "it answered something else than it was asked",
                   "it is of another version; `aloft up` brings it to this one");
}

/// One request, one answer of that kind.
template <class Value>
Result<Value> ask(const AgentSurroundings& world, const std::string& machine, const wire::AgentRequest& request) {
    Result<Value> value = unexpected_answer(machine);
    const auto heard = heal(
        world, machine, [&] { return request; },
        [&](AgentTalk& talk) -> Result<Listened> {
            auto answer = talk.next_answer();
            if (!answer) return failed(answer);
            if (!*answer) return Listened::cut_off;
            if (auto* error = std::get_if<Error>(&**answer)) return told_by(machine, *error);
            auto* wanted = std::get_if<Value>(&**answer);
            if (wanted == nullptr) return unexpected_answer(machine);
            value = std::move(*wanted);
            return Listened::to_the_end;
        });
    if (!heard) return failed(heard);
    return value;
}

/// Follows an output; knows at every moment how far it came.
class OutputListener {
public:
    OutputListener(const std::string& machine, LogPlace from, const TakeOutput& take)
        : machine_(machine), from_(from), take_(take) {}

    /// Where to go on.
    LogPlace place() const { return next_ ? LogPlace{LogPlace::Kind::offset, *next_} : from_; }
    const std::optional<Job>& job() const { return job_; }

    Result<Listened> listen(AgentTalk& talk) {
        while (true) {
            auto answer = talk.next_answer();
            if (!answer) return failed(answer);
            if (!*answer) return Listened::cut_off;
            if (auto* error = std::get_if<Error>(&**answer)) return told_by(machine_, *error);
            if (auto* job = std::get_if<Job>(&**answer)) {
                job_ = std::move(*job);
                return Listened::to_the_end;
            }
            const auto* chunk = std::get_if<wire::Chunk>(&**answer);
            if (chunk == nullptr || (next_ && chunk->at != *next_)) return unexpected_answer(machine_);
            next_ = chunk->at;
            const auto whole = take_chunk(talk, chunk->bytes);
            if (!whole) return failed(whole);
            if (enough_) return Listened::to_the_end;
            if (!*whole) return Listened::cut_off;
        }
    }

private:
    Result<bool> take_chunk(AgentTalk& talk, std::uint64_t bytes) {
        return talk.take_bytes(bytes, [&](std::string_view part) {
            *next_ += part.size();
            enough_ = !take_(part);
            return !enough_;
        });
    }

    const std::string& machine_;
    LogPlace from_;
    const TakeOutput& take_;
    std::optional<std::uint64_t> next_;
    bool enough_ = false;
    std::optional<Job> job_;
};

}  // namespace

AgentClient::AgentClient(const AgentSurroundings& surroundings, std::string machine, const AgentProgram& program)
    : world_(surroundings), machine_(std::move(machine)), program_(program) {}

Result<std::optional<std::string>> AgentClient::version() {
    AgentTalk talk(world_, machine_);
    const auto hello = talk.greet();
    if (!hello) return failed(hello);
    if (*hello) return (*hello)->version;
    // One that does not serve is as good as none: installing it anew is what helps.
    if (talk.cut() == AgentTalk::Cut::no_agent || talk.cut() == AgentTalk::Cut::not_serving) return std::nullopt;
    return std::unexpected(talk.reason());
}

Result<SoftwareReport> AgentClient::software() { return ask<SoftwareReport>(world_, machine_, wire::AskSoftware{}); }

Result<SoftwareReport> AgentClient::set_up(const RecipeGraph& graph, const TakeReport& told) {
    Result<SoftwareReport> last = unexpected_answer(machine_);
    const auto request = [&]() -> wire::AgentRequest {
        // Once the agent has the graph, asking for it again could begin the work anew.
        if (last) return wire::FollowSoftware{};
        return wire::AskSetUp{graph};
    };
    const auto heard = heal(world_, machine_, request, [&](AgentTalk& talk) -> Result<Listened> {
        while (true) {
            auto answer = talk.next_answer();
            if (!answer) return failed(answer);
            if (!*answer) return Listened::cut_off;
            if (auto* error = std::get_if<Error>(&**answer)) return told_by(machine_, *error);
            auto* report = std::get_if<SoftwareReport>(&**answer);
            if (report == nullptr) return unexpected_answer(machine_);
            last = std::move(*report);
            if (!told(*last) || last->state != SoftwareState::at_work) return Listened::to_the_end;
        }
    });
    if (!heard) return failed(heard);
    return last;
}

Result<Readings> AgentClient::readings() { return ask<Readings>(world_, machine_, wire::AskReadings{}); }

Result<Job> AgentClient::run(const JobWish& wish) {
    constexpr std::size_t letters = 20;
    return ask<Job>(world_, machine_, wire::RunJob{random_word(world_.random, letters), wish});
}

Result<std::vector<Job>> AgentClient::jobs() { return ask<std::vector<Job>>(world_, machine_, wire::ListJobs{}); }

Result<Job> AgentClient::cancel(int id) { return ask<Job>(world_, machine_, wire::CancelJob{id}); }

Result<Job> AgentClient::output(int id, LogPlace from, Follow follow, const TakeOutput& take) {
    OutputListener listener(machine_, from, take);
    const auto heard = heal(
        world_, machine_, [&]() -> wire::AgentRequest { return wire::AskOutput{id, listener.place(), follow}; },
        [&](AgentTalk& talk) { return listener.listen(talk); });
    if (!heard) return failed(heard);
    if (const auto& job = listener.job()) return *job;
    // The caller had enough before the agent had told of the job.
    const auto all = jobs();
    if (!all) return failed(all);
    const auto job = std::ranges::find(*all, id, &Job::id);
    if (job != all->end()) return *job;
    return failure(ErrorKind::not_found, "looking for the job", fmt::format("there is no job {}", id));
}

}  // namespace aloft
