#include "apply/apply_plan.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "apply/one_step.hpp"

namespace aloft {
namespace {

/// More at once would only queue up behind the same daemon or the same rate limit.
constexpr int side_by_side = 8;

enum class Phase { waiting, running, done, failed };

/// One run of one plan: a board of phases that the workers move forward under one mutex.
class Run {
public:
    Run(const Plan& plan, const Workers& workers)
        : plan_(plan), workers_(workers), phases_(plan.steps.size(), Phase::waiting) {
        result_.begun.assign(plan.steps.size(), false);
        result_.found = plan.found;
    }

    Progressed run() {
        std::vector<std::jthread> threads;
        std::unique_lock guard(mutex_);
        while (true) {
            note_interruption();
            while (auto step = next()) {
                begin(*step);
                threads.emplace_back([this, position = *step] { work(position); });
            }
            if (running_ == 0) break;
            // The signal handler cannot wake a condition variable, so an interruption is looked for now and then.
            moved_.wait_for(guard, std::chrono::milliseconds(100));
        }
        guard.unlock();
        threads.clear();
        return std::move(result_);
    }

private:
    void note_interruption() {
        if (result_.error || !workers_.interruption.requested()) return;
        result_.error = Error{ErrorKind::interrupted, "", "interrupted", "", Reach::nothing};
        if (running_ > 0)
            workers_.events.show(
                Notice{Notice::Weight::news, "finishing what is under way; press Ctrl-C again to leave at once"});
    }

    bool ready(std::size_t position) const {
        return phases_[position] == Phase::waiting &&
               std::ranges::all_of(plan_.steps[position].needs,
                                   [&](std::size_t need) { return phases_[need] == Phase::done; });
    }

    std::optional<std::size_t> next() const {
        if (result_.error || running_ >= side_by_side) return std::nullopt;
        for (std::size_t position = 0; position < phases_.size(); ++position)
            if (ready(position)) return position;
        return std::nullopt;
    }

    void begin(std::size_t position) {
        phases_[position] = Phase::running;
        result_.begun[position] = true;
        ++running_;
        workers_.events.show(StepBegins{position});
    }

    std::vector<Found> needed_by(std::size_t position) const {
        std::vector<Found> needs;
        for (const ResourceRef& need : plan_.steps[position].resource.needs)
            for (const Found& one : result_.found)
                if (one.ref == need) needs.push_back(one);
        return needs;
    }

    /// When the plan was made; nothing where an earlier step has changed it since.
    std::optional<Condition> seen_before(std::size_t position) const {
        const ResourceRef& ref = plan_.steps[position].resource.ref;
        for (std::size_t earlier = 0; earlier < position; ++earlier)
            if (plan_.steps[earlier].resource.ref == ref) return std::nullopt;
        const auto seen = std::ranges::find(plan_.found, ref, &Found::ref);
        return seen == plan_.found.end() ? std::nullopt : std::optional(seen->condition);
    }

    void work(std::size_t position) {
        std::unique_lock guard(mutex_);
        const auto needs = needed_by(position);
        guard.unlock();
        const auto before = workers_.clock.elapsed();
        const Progress progress = [this, position](std::string_view text) {
            const std::lock_guard telling(mutex_);
            workers_.events.show(StepProgress{position, std::string(text)});
        };
        const TaskNews task_news = [this, position](const TaskReport& task) {
            const std::lock_guard telling(mutex_);
            workers_.events.show(TaskMoves{position, task});
        };
        const Progress warning = [this](std::string_view text) {
            const std::lock_guard telling(mutex_);
            workers_.events.show(Notice{Notice::Weight::warning, std::string(text)});
        };
        const auto found = do_step(plan_, position,
                                   Circumstances{needs, progress, task_news, seen_before(position), warning}, workers_);
        guard.lock();
        finish(position, found, workers_.clock.elapsed() - before);
        moved_.notify_one();
    }

    void finish(std::size_t position, const Result<Found>& found, std::chrono::milliseconds took) {
        --running_;
        phases_[position] = found ? Phase::done : Phase::failed;
        if (found) {
            remember(*found);
        } else if (!result_.error) {
            result_.error = found.error();
            result_.failed = position;
        }
        workers_.events.show(StepEnds{position, took, found ? std::nullopt : std::optional(found.error())});
    }

    void remember(const Found& found) {
        std::erase_if(result_.found, [&](const Found& one) { return one.ref == found.ref; });
        if (found.condition != Condition::absent) result_.found.push_back(found);
    }

    const Plan& plan_;
    const Workers& workers_;
    std::mutex mutex_;
    std::condition_variable moved_;
    std::vector<Phase> phases_;
    int running_ = 0;
    Progressed result_;
};

bool can_be_undone(const Step& step) {
    if (step.action == Action::start) return true;
    return step.action == Action::make && step.resource.belongs != Belongs::to_cache &&
           step.resource.belongs != Belongs::to_disk;
}

}  // namespace

Progressed run_steps(const Plan& plan, const Workers& workers) { return Run(plan, workers).run(); }

bool is_bound_to_its_place(ResourceKind kind) {
    return kind != ResourceKind::key && kind != ResourceKind::firewall && kind != ResourceKind::snapshot;
}

std::optional<Error> undo_steps(const Plan& plan, const Progressed& progressed, const Workers& workers, Undo undo) {
    std::optional<Error> first;
    for (std::size_t position = plan.steps.size(); position-- > 0;) {
        const Step& step = plan.steps[position];
        if (!progressed.begun[position] || !can_be_undone(step)) continue;
        if (undo == Undo::of_its_place && !is_bound_to_its_place(step.resource.ref.kind)) continue;
        workers.events.show(UndoBegins{position});
        const auto undone = undo_step(plan, position, workers);
        if (!undone && !first) first = undone.error();
        workers.events.show(UndoEnds{position, undone ? std::nullopt : std::optional(undone.error())});
    }
    return first;
}

}  // namespace aloft
