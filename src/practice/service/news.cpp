#include "practice/service/news.hpp"

#include <map>
#include <utility>

namespace aloft::practice {
namespace {

/// As often as eyes can follow: to show everything takes its time, and in a storm each call is news.
constexpr std::chrono::milliseconds rest{250};

}  // namespace

struct News::Waiting {
    std::uint64_t revision = 1;
    std::uint64_t next = 0;
    bool resting = false;
    bool owed = false;
    std::map<std::uint64_t, std::function<void()>> by_number;
};

News::News(serve::Loop& loop) : loop_(loop), waiting_(std::make_shared<Waiting>()) {}

std::uint64_t News::revision() const { return waiting_->revision; }
bool News::is_owed() const { return waiting_->owed; }

void News::happened() {
    ++waiting_->revision;
    if (waiting_->resting) {
        waiting_->owed = true;
        return;
    }
    tell(loop_, waiting_);
}

void News::tell(serve::Loop& loop, const std::shared_ptr<Waiting>& waiting) {
    waiting->owed = false;
    waiting->resting = true;
    loop.after(rest, [&loop, weak = std::weak_ptr(waiting)] {
        const auto still = weak.lock();
        if (!still) return;
        still->resting = false;
        if (still->owed) tell(loop, still);
    });
    // Who is told may wait anew.
    for (auto& [number, then] : std::exchange(waiting->by_number, {})) then();
}

void News::wait(std::chrono::milliseconds most, std::function<void()> then) {
    const std::uint64_t number = waiting_->next++;
    waiting_->by_number.emplace(number, std::move(then));
    loop_.after(most, [weak = std::weak_ptr(waiting_), number] {
        const auto waiting = weak.lock();
        if (!waiting) return;
        const auto found = waiting->by_number.extract(number);
        if (!found.empty()) found.mapped()();
    });
}

}  // namespace aloft::practice
