#include "practice/google/engine.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "practice/google/agenda.hpp"
#include "practice/google/machine_life.hpp"
#include "practice/google/operations.hpp"
#include "practice/google/spared.hpp"

namespace aloft::practice::google {

const Effect* find_effect(std::string_view name) {
    for (const auto effects : {instance_effects(), disk_effects(), record_effects()}) {
        const auto found = std::ranges::find(effects, name, &Effect::name);
        if (found != effects.end()) return &*found;
    }
    return nullptr;
}

void Engine::resume() {
    for (const std::string& name : kept_names(office_, "projects/", "operations")) {
        const Json& operation = *office_.records.find(name);
        if (!is_done(operation)) plan(office_, office_.clock.now(), agenda::begin, name);
    }
    advance();
}

void Engine::advance() {
    // What happens may end in a call of this again.
    if (std::exchange(advancing_, true)) return;
    const Moment now = office_.clock.now();
    bool anything = false;
    while (const auto due = take_due(office_, now)) {
        do_unless_broken(office_, due->name, [&] { happen(*due); });
        anything = true;
    }
    if (now - last_forgetting_ > std::chrono::hours(1)) {
        forget_due(office_, now);
        last_forgetting_ = now;
    }
    advancing_ = false;
    if (anything) {
        // A failure to write shows at the next call, which is refused; the records in memory are right.
        [[maybe_unused]] const auto kept = office_.records.commit();
        if (changed) changed();
    }
    set_timer();
}

void Engine::set_timer() {
    const auto next = next_due(office_);
    if (!next || (timer_ && *timer_ <= *next && *timer_ > office_.clock.now())) return;
    timer_ = *next;
    const auto wait = std::max(std::chrono::milliseconds(1), *next - office_.clock.now());
    // A timer that is far off is set again in between: the world's clock may have been turned.
    office_.loop.after(std::min(wait, std::chrono::milliseconds(std::chrono::hours(1))), [this] {
        timer_.reset();
        advance();
    });
}

void Engine::happen(const Due& due) {
    if (due.what == agenda::begin) return begin(due.name, due.at);
    if (due.what == agenda::finish) return finish(due.name, due.at);
    if (due.what == agenda::halfway) return stage_machine(office_, due.name);
    if (due.what == agenda::preempt) return preempt_machine(office_, due.name, due.at);
    if (due.what == agenda::time_is_up) return end_machine(office_, due.name, due.at);
    if (due.what == agenda::read_meter) return read_meter_again(office_, due.name, due.at);
}

void Engine::begin(const std::string& name, Moment at) {
    const Json* kept = office_.records.find(name);
    if (kept == nullptr || is_done(*kept) || at_work_.contains(name) || worked_.contains(name)) return;
    const Json operation = *kept;
    const Effect* effect = find_effect(text_in(operation[ours], "effect"));
    const bool fails = !operation[ours].value("failure", Json()).is_null();
    if (effect == nullptr || fails) {
        worked_.insert(name);
        return finish(name, at);
    }
    if (effect->begin != nullptr) effect->begin(office_, operation, at);
    HallJobs jobs;
    if (office_.hall != nullptr && effect->jobs != nullptr) jobs = effect->jobs(office_, operation);
    if (jobs.empty()) {
        worked_.insert(name);
        return finish(name, at);
    }
    enqueue(name, std::move(jobs), false);
}

void Engine::enqueue(const std::string& operation, HallJobs jobs, bool undoing) {
    if (!undoing) at_work_[operation] = static_cast<int>(jobs.size());
    for (HallJob& job : jobs) {
        const std::string machine = job.machine;
        auto& queue = queues_[machine];
        queue.push_back({operation, undoing, std::move(job)});
        if (queue.size() == 1) next_job(machine);
    }
}

void Engine::next_job(const std::string& machine) {
    auto result = std::make_shared<Result<void>>();
    auto act = queues_[machine].front().job.act;
    office_.loop.work([result, act = std::move(act), hall = office_.hall] { *result = act(*hall); },
                      [this, machine, result] { job_done(machine, *result); });
}

void Engine::job_done(const std::string& machine, const Result<void>& result) {
    auto& queue = queues_[machine];
    const Job done = std::move(queue.front());
    queue.pop_front();
    if (queue.empty()) {
        queues_.erase(machine);
    } else {
        next_job(machine);
    }
    if (done.undoing) return;
    const Json* kept = office_.records.find(done.operation);
    if (!result && kept != nullptr && !is_done(*kept)) {
        Json operation = *kept;
        operation[ours]["failure"] = failure_of("INTERNAL_ERROR", describe(result.error()), 500, "INTERNAL");
        operation[ours]["undo_in_hall"] = true;
        office_.records.put(done.operation, std::move(operation));
    }
    auto left = at_work_.find(done.operation);
    if (left == at_work_.end() || --left->second > 0) return;
    at_work_.erase(left);
    worked_.insert(done.operation);
    plan(office_, office_.clock.now(), agenda::finish, done.operation);
    advance();
}

void Engine::finish(const std::string& name, Moment at) {
    const Json* kept = office_.records.find(name);
    if (kept == nullptr || is_done(*kept) || !worked_.contains(name)) return;
    const Json operation = *kept;
    if (to_moment(operation[ours]["due"].get<std::int64_t>()) > at) return;
    const Effect* effect = find_effect(text_in(operation[ours], "effect"));
    Json failure = operation[ours].value("failure", Json());
    if (failure.is_null() && effect != nullptr && effect->finish != nullptr)
        failure = effect->finish(office_, operation, at);
    if (failure == Json("later")) {
        plan(office_, at + std::chrono::milliseconds(250), agenda::finish, name);
        return;
    }
    if (!failure.is_null()) {
        Json failed = *office_.records.find(name);
        failed[ours]["failure"] = std::move(failure);
        office_.records.put(name, std::move(failed));
        if (effect != nullptr) undo(name, *effect, at);
    }
    worked_.erase(name);
    end_operation(office_, name, at);
    if (ended) ended(name);
}

void Engine::undo(const std::string& name, const Effect& effect, Moment at) {
    const Json operation = *office_.records.find(name);
    HallJobs jobs;
    const bool in_hall = office_.hall != nullptr && operation[ours].value("undo_in_hall", false);
    if (in_hall && effect.undo_jobs != nullptr) jobs = effect.undo_jobs(office_, operation);
    if (effect.undo != nullptr) effect.undo(office_, operation, at);
    enqueue(name, std::move(jobs), true);
}

}  // namespace aloft::practice::google
