#pragma once
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "practice/google/effects.hpp"

namespace aloft::practice::google {

/// Does what is on the agenda when its moment comes, and the work of operations in the hall. What it holds itself can be
/// lost: resume() finds all of it in the records. Lives on the loop.
class Engine {
public:
    explicit Engine(Office& office) : office_(office) {}

    /// After a start: what was at work when we died is begun again.
    void resume();
    /// Everything that is due now; sets a timer for the next. After each change of records, clock or weather.
    void advance();
    /// After each operation that has ended, by its name; and when a machine's metadata may have changed.
    std::function<void(std::string_view)> ended;
    std::function<void()> changed;

private:
    struct Job {
        std::string operation;
        bool undoing;
        HallJob job;
    };

    void happen(const struct Due& due);
    void begin(const std::string& name, Moment at);
    void finish(const std::string& name, Moment at);
    void undo(const std::string& name, const Effect& effect, Moment at);
    void enqueue(const std::string& operation, HallJobs jobs, bool undoing);
    void next_job(const std::string& machine);
    void job_done(const std::string& machine, const Result<void>& result);
    void set_timer();

    Office& office_;
    std::map<std::string, std::deque<Job>> queues_;  ///< the first of each is at work
    std::map<std::string, int> at_work_;  ///< jobs of each operation
    std::set<std::string> worked_;  ///< operations whose jobs are done
    std::optional<Moment> timer_;
    bool advancing_ = false;
    Moment last_forgetting_;
};

}  // namespace aloft::practice::google
