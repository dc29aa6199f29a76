#include "agent/session.hpp"

#include <array>
#include <optional>

#include "agent/output.hpp"
#include "agent/readings.hpp"
#include "wire/agent_messages.hpp"

namespace aloft::agent {
namespace {

template <class... Calls>
struct Overloaded : Calls... {
    using Calls::operator()...;
};

/// Nothing when the connection ends first, or the line does not.
std::optional<std::string> read_line(Stream& stream) {
    std::string text;
    std::array<char, 65536> piece;
    while (text.size() <= wire::longest_agent_line) {
        const std::size_t count = stream.read(piece);
        if (count == 0) return std::nullopt;
        const std::size_t before = text.size();
        text.append(piece.data(), count);
        if (const std::size_t end = text.find('\n', before); end != std::string::npos) return text.substr(0, end);
    }
    return std::nullopt;
}

class Session {
public:
    Session(Stream& stream, Rooms& rooms) : stream_(stream), rooms_(rooms) {}

    void answer(const wire::AgentRequest& request) {
        std::visit(Overloaded{
                       [&](const wire::AskSoftware&) { say(rooms_.software.report()); },
                       [&](const wire::AskSetUp& asked) { set_up(asked.graph); },
                       [&](const wire::FollowSoftware&) { follow_software(); },
                       [&](const wire::RunJob& asked) { run(asked); },
                       [&](const wire::ListJobs&) { say_result(rooms_.jobs.all()); },
                       [&](const wire::CancelJob& asked) { say_result(rooms_.jobs.cancel(asked.job)); },
                       [&](const wire::AskOutput& asked) { output(asked); },
                       [&](const wire::AskReadings&) { say(read_machine({}, rooms_.processes)); },
                   },
                   request);
    }

    bool say(const wire::AgentAnswer& answer) { return stream_.write(wire::to_line(answer) + "\n"); }

private:
    template <class Value>
    void say_result(const Result<Value>& result) {
        if (result) {
            say(*result);
        } else {
            say(result.error());
        }
    }

    void set_up(const RecipeGraph& graph) {
        if (const auto begun = rooms_.software.begin(graph); !begun) {
            say(begun.error());
        } else {
            follow_software();
        }
    }

    void follow_software() {
        rooms_.software.follow([&](const SoftwareReport& report) { return say(report); }, stream_.descriptor());
    }

    void run(const wire::RunJob& asked) {
        const auto person = rooms_.software.person();
        say_result(person ? rooms_.jobs.begin(asked, *person) : failed(person));
    }

    void output(const wire::AskOutput& asked) {
        const auto job = rooms_.jobs.find(asked.job);
        if (!job) {
            say(job.error());
        } else if (send_output(rooms_.jobs, asked.job, asked.from, asked.follow, stream_)) {
            say_result(rooms_.jobs.find(asked.job));
        }
    }

    Stream& stream_;
    Rooms& rooms_;
};

}  // namespace

void hold_session(Stream& stream, Rooms& rooms) {
    if (!stream.write(wire::to_line(wire::AgentHello{rooms.version}) + "\n")) return;
    const auto line = read_line(stream);
    if (!line) return;
    Session session(stream, rooms);
    const auto request = wire::agent_request_from_line(*line);
    if (request) {
        session.answer(*request);
    } else {
        session.say(request.error());
    }
}

}  // namespace aloft::agent
