#include "machine/contact.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "machine/failures.hpp"
#include "machine/options.hpp"
#include "machine/pins.hpp"

namespace aloft {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds first_pause{50};
constexpr milliseconds longest_pause{1000};
/// How long a machine may look like one that will never do before it is believed.
constexpr milliseconds while_in_doubt = seconds(60);
/// Of one connection with its errand; all errands are short.
constexpr milliseconds longest_errand = seconds(90);

milliseconds next_pause(milliseconds pause) { return std::min(pause * 3 / 2, longest_pause); }

}  // namespace

Contact::Contact(const Home& home, Processes& processes, Clock& clock, const Interruption& interruption,
                 Address address, seconds patience, Progress progress)
    : home_(home),
      processes_(processes),
      clock_(clock),
      interruption_(interruption),
      address_(std::move(address)),
      patience_(patience),
      progress_(std::move(progress)),
      began_(clock.elapsed()) {}

Result<Finished> Contact::run(const Errand& errand) {
    const Command errand_command = command(errand);
    std::optional<milliseconds> in_doubt_since;
    for (milliseconds pause = first_pause;; pause = next_pause(pause)) {
        if (interruption_.requested()) return interrupted();
        auto finished = processes_.run(errand_command);
        if (!finished || (finished->exit_code != ssh_failed && !finished->timed_out)) return finished;
        const SortedFailure sorted = sort_failure(address_.machine, *finished);
        if (sorted.wrong_host_key) {
            const auto shown = shown_fingerprint(finished->error_output);
            if (!shown || shown != errand.passing_fingerprint) return refused_key(errand, *finished);
        } else if (sorted.again == Again::no) {
            return std::unexpected(sorted.error);
        }
        if (sorted.again != Again::for_a_while) in_doubt_since.reset();
        if (sorted.again == Again::for_a_while && !in_doubt_since) in_doubt_since = clock_.elapsed();
        if (patience_ended() || (in_doubt_since && clock_.elapsed() - *in_doubt_since >= while_in_doubt))
            return given_up(sorted.error);
        clock_.sleep(pause);
    }
}

bool Contact::patience_ended() const { return clock_.elapsed() - began_ >= patience_; }

std::unexpected<Error> Contact::interrupted() const {
    return failure(ErrorKind::interrupted, "waiting for machine " + address_.machine + " to answer", "interrupted");
}

std::unexpected<Error> Contact::given_up(Error last) const {
    const auto asked = std::chrono::duration_cast<seconds>(clock_.elapsed() - began_);
    last.detail += fmt::format(" (asked again and again for {} s)", asked.count());
    return std::unexpected(std::move(last));
}

Command Contact::command(const Errand& errand) const {
    std::vector<std::string> argv = {"ssh", "-F", "none", "-T"};
    // Ahead of the rest, because the first value counts: short waits, which are repeated, and all of ssh's words. What
    // an errand carries is public, so the exchange that guards against quantum computers, and takes three times as
    // long, guards nothing here.
    for (const char* option : {"ControlPath=none", "ConnectTimeout=5", "ServerAliveInterval=5", "LogLevel=INFO",
                               "KexAlgorithms=curve25519-sha256"}) {
        argv.emplace_back("-o");
        argv.emplace_back(option);
    }
    for (const auto& [keyword, value] : identity_options(home_, address_, errand.known_hosts)) {
        argv.emplace_back("-o");
        argv.push_back(keyword + "=" + value);
    }
    argv.push_back(address_.machine);
    argv.emplace_back("--");
    argv.insert(argv.end(), errand.words.begin(), errand.words.end());
    return {.argv = std::move(argv), .input = errand.input, .timeout = longest_errand};
}

std::unexpected<Error> Contact::refused_key(const Errand& errand, const Finished& finished) const {
    const auto expected = fingerprints(processes_, errand.known_hosts);
    return std::unexpected(wrong_host_key(address_.machine, expected ? *expected : std::vector<std::string>{},
                                          shown_fingerprint(finished.error_output)));
}

}  // namespace aloft
