// The program on the machine: `serve` is the service, `connect` is what aloft runs over ssh, `job-ended N` is what
// systemd runs after a job.
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "agent/server.hpp"
#include "system/clock.hpp"
#include "system/elf.hpp"
#include "system/process.hpp"
#include "system/this_program.hpp"

namespace {

using namespace aloft;

constexpr int exit_wrong_words = 64;
/// Nobody answers just now: the service is being replaced, or has not come up.
constexpr int exit_try_again = 75;

std::string version() { return agent_version(ALOFT_VERSION, own_build_id()); }

int complain(const Error& error, int code) {
    fmt::print(stderr, "aloft-agent: {}\n", describe(error));
    return code;
}

std::string told(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

int serve() {
    survive_broken_pipes();
    const agent::Places places;
    PosixProcesses processes;
    PosixScripts scripts;
    SystemClock clock;
    auto listener = Listener::at(places.socket());
    if (!listener) return complain(listener.error(), EXIT_FAILURE);
    agent::Software software(places, scripts, processes, clock);
    agent::Jobs jobs(places, processes, scripts, clock, boot_of_system());
    agent::Rooms rooms{software, jobs, processes, version()};
    jobs.settle();
    software.resume();
    tell_ready();
    agent::Server(*listener, rooms).serve();
    return EXIT_FAILURE;  // the service manager starts it anew
}

int connect() {
    auto stream = connect_to(agent::Places{}.socket());
    if (!stream) return complain(stream.error(), exit_try_again);
    relay(*stream);
    return EXIT_SUCCESS;
}

int job_ended(std::string_view number) {
    int id = 0;
    const auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), id);
    if (code != std::errc() || end != number.data() + number.size()) return exit_wrong_words;
    PosixProcesses processes;
    SystemClock clock;
    const agent::JobFolder folder(agent::Places{}.jobs() / std::to_string(id));
    const auto written =
        agent::job_ended(folder, {told("EXIT_CODE"), told("EXIT_STATUS"), told("SERVICE_RESULT")}, processes, clock);
    return written ? EXIT_SUCCESS : complain(written.error(), EXIT_FAILURE);
}

}  // namespace

int main(int count, char** words) {
    const std::string_view verb = count > 1 ? words[1] : "";
    if (verb == "serve" && count == 2) return serve();
    if (verb == "connect" && count == 2) return connect();
    if (verb == "job-ended" && count == 3) return job_ended(words[2]);
    if (verb == "version" && count == 2) {
        fmt::print("{}\n", version());
        return EXIT_SUCCESS;
    }
    fmt::print(stderr, "aloft-agent is the part of aloft on its machines: serve | connect | job-ended N | version\n");
    return exit_wrong_words;
}
