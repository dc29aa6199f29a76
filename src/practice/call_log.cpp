#include "practice/call_log.hpp"

#include <algorithm>
#include <utility>

namespace aloft::practice {

void CallLog::add(LoggedCall call) {
    call.number = ++last_;
    if (kept_ > 0) {
        if (calls_.size() == kept_) calls_.pop_front();
        calls_.push_back(call);
    }
    if (listener_) listener_(call);
}

std::vector<LoggedCall> CallLog::after(std::uint64_t number, std::size_t most) const {
    const auto begin = std::ranges::upper_bound(calls_, number, {}, &LoggedCall::number);
    const auto count =
        std::min<std::ptrdiff_t>(calls_.end() - begin, static_cast<std::ptrdiff_t>(std::min(most, calls_.size())));
    return {begin, begin + count};
}

}  // namespace aloft::practice
