#include "system/interruption.hpp"

#include <csignal>

namespace aloft {
namespace {

// A signal handler can reach nothing but a global; it is confined to this file.
enum Moment { undisturbed, interrupted, interrupted_and_heard };
volatile std::sig_atomic_t moment = undisturbed;

void on_signal(int number) {
    if (moment != undisturbed) {
        std::signal(number, SIG_DFL);
        std::raise(number);
        return;
    }
    moment = interrupted;
}

}  // namespace

SignalInterruption::SignalInterruption() {
    struct sigaction action = {};
    action.sa_handler = on_signal;  // no SA_RESTART: a wait for a lock shall end
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGHUP, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

bool SignalInterruption::requested() const { return moment == interrupted; }

void SignalInterruption::heard() const {
    if (moment == interrupted) moment = interrupted_and_heard;
}

}  // namespace aloft
