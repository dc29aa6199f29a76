#include "operations/connect.hpp"

#include <fmt/format.h>

#include "machine/reach.hpp"
#include "operations/reachable.hpp"

namespace aloft {
namespace {

/// What ssh and rsync end with when the connection itself failed.
constexpr int ssh_broke = 255;
constexpr int rsync_broke_from = 10;  // and ssh's own code passes through it

/// The words went to the terminal; to sort them, the connection is tried once more where they can be read.
std::optional<Error> why_unreachable(Surroundings& around, const std::string& machine) {
    Command probe = ssh_command(around.home, machine, {"true"});
    probe.timeout = std::chrono::seconds(20);
    auto finished = around.processes.run(probe);
    if (!finished) return finished.error();
    if (finished->exit_code != ssh_broke && !finished->timed_out) return std::nullopt;
    return ssh_error(machine, *finished);
}

/// "NAME:path" apart; nothing when there is no machine before the colon.
std::optional<std::string> machine_of(const std::string& place) {
    const std::size_t colon = place.find(':');
    if (colon == std::string::npos || mistake_in_machine_name(place.substr(0, colon))) return std::nullopt;
    return place.substr(0, colon);
}

}  // namespace

Result<int> ssh(Surroundings& around, const std::string& machine, const std::vector<std::string>& words) {
    if (auto fine = reachable(around, machine, fmt::format("signing in to {}", machine)); !fine) return failed(fine);
    auto code = around.processes.run_attached(ssh_command(around.home, machine, words));
    if (!code) return failed(code);
    if (*code != ssh_broke) return code;
    if (const auto error = why_unreachable(around, machine)) return std::unexpected(*error);
    return code;
}

Result<void> transfer(Surroundings& around, const TransferRequest& request) {
    const bool pull = request.transfer == Transfer::pull;
    const std::string& there = pull ? request.from : request.to;
    const std::string doing = fmt::format("copying {} to {}", request.from, request.to);
    const auto machine = machine_of(there);
    if (!machine)
        return failure(ErrorKind::bad_input, doing, fmt::format("\"{}\" names no machine", there),
                       pull ? "write it as NAME:path, for example `aloft pull a1:results .`"
                            : "write it as NAME:path, for example `aloft push data a1:data`");
    if (auto fine = reachable(around, *machine, doing); !fine) return fine;
    auto code = around.processes.run_attached(rsync_command(around.home, *machine, request.from, request.to));
    if (!code) return failed(code);
    if (*code == 0) return {};
    if (*code >= rsync_broke_from)
        if (const auto error = why_unreachable(around, *machine)) return std::unexpected(*error);
    return failure(ErrorKind::failed, doing, fmt::format("rsync ended with {}; its words are above", *code),
                   "run it again: what is there already is not copied twice");
}

}  // namespace aloft
