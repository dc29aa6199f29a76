#include "clouds/gcp/rate_gate.hpp"

#include <algorithm>

namespace aloft::gcp {
namespace {

using std::chrono::milliseconds;

/// Google counts by the minute, so that little is lost by looking every few seconds.
constexpr milliseconds first_pause{500};
constexpr milliseconds longest_pause{4'000};
constexpr milliseconds longest_told{30'000};
constexpr milliseconds between_turns{100};

}  // namespace

bool RateGate::may_pass() {
    const std::scoped_lock lock(mutex_);
    if (!shut_) return true;
    if (clock_.elapsed() < shut_->next_look) return false;
    shut_->next_look = clock_.elapsed() + shut_->pause;
    return true;
}

milliseconds RateGate::pass() {
    // Each at moments of its own: other processes wait at gates of their own, and were refused together with us.
    while (!may_pass() && !interruption_.requested())
        clock_.sleep(between_turns + milliseconds(random_.next() % static_cast<std::uint64_t>(between_turns.count())));
    return clock_.elapsed();
}

void RateGate::refuse(milliseconds passed, std::optional<milliseconds> retry_after) {
    const std::scoped_lock lock(mutex_);
    // Of many that were on their way together the first shuts it; a later one has looked.
    const bool has_looked = shut_ && passed >= shut_->since;
    milliseconds pause = has_looked ? std::min(longest_pause, shut_->pause * 2) : shut_ ? shut_->pause : first_pause;
    if (retry_after) pause = std::clamp(*retry_after, first_pause, longest_told);
    const milliseconds now = clock_.elapsed();
    shut_ = Shut{shut_ ? shut_->since : now, now + pause, pause};
}

void RateGate::admit(milliseconds passed) {
    const std::scoped_lock lock(mutex_);
    if (shut_ && passed >= shut_->since) shut_.reset();
}

}  // namespace aloft::gcp
