#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "practice/moment.hpp"

namespace aloft::practice {

/// One call and what came of it. Never a token, a key or a body.
struct LoggedCall {
    std::uint64_t number = 0;  ///< counts from 1 and on after a restart
    Moment at;
    std::string method;   ///< "compute.instances.insert"; the path for what is no method
    std::string target;   ///< path and query
    std::string caller;   ///< who: an account, or empty
    int status = 0;
    std::string outcome;  ///< "done", "operation-…", or the refusal's reason and message
    std::string fault;    ///< what the weather did to it; empty: nothing
    int milliseconds = 0;
};

/// The last of them in memory; all of them in a file of lines that is begun anew when it is large.
class CallLog {
public:
    explicit CallLog(std::size_t kept) : kept_(kept) {}
    void add(LoggedCall call);
    /// Those after that number, oldest first; at most so many.
    std::vector<LoggedCall> after(std::uint64_t number, std::size_t most) const;
    std::uint64_t last() const { return last_; }
    void begin_after(std::uint64_t number) { last_ = number; }
    /// Told of each call once it has its number.
    void tell(std::function<void(const LoggedCall&)> listener) { listener_ = std::move(listener); }

private:
    std::size_t kept_;
    std::uint64_t last_ = 0;
    std::deque<LoggedCall> calls_;
    std::function<void(const LoggedCall&)> listener_;
};

}  // namespace aloft::practice
