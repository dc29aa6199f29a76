#pragma once
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "agent/places.hpp"
#include "core/result.hpp"
#include "core/software.hpp"
#include "system/clock.hpp"
#include "system/process.hpp"
#include "system/script.hpp"
#include "system/watch.hpp"

namespace aloft::agent {

/// What is installed here, and the work on it. What was asked for and how far it has come are on the disk before they
/// are told, so that an agent that was killed goes on where it was. Thread-safe.
class Software {
public:
    Software(Places places, Scripts& scripts, Processes& processes, Clock& clock);
    Software(const Software&) = delete;
    Software& operator=(const Software&) = delete;
    ~Software();

    /// Goes on with what an agent before this one did not finish.
    void resume();
    /// Stores the graph and begins; the same one again while it is at work is the same work, another is a conflict.
    Result<void> begin(const RecipeGraph& graph);
    SoftwareReport report() const;
    /// Tells of each change until the work has ended, `take` answers false, or the connection has gone.
    void follow(const std::function<bool(const SoftwareReport&)>& take, int connection);
    /// Who works on this machine.
    Result<User> person() const;

private:
    Result<User> ensure_person(const std::string& name);
    Result<void> make_work_folder(const User& person);
    void work(const RecipeGraph& graph, SoftwareReport begun, User person);
    void store(const SoftwareReport& report);
    /// After the report: work that goes on needs them.
    void forget_secrets();

    Places places_;
    Scripts& scripts_;
    Processes& processes_;
    Clock& clock_;
    mutable std::mutex mutex_;
    RecipeGraph graph_;
    SoftwareReport report_;
    std::set<Watch*> followers_;
    std::thread worker_;
};

}  // namespace aloft::agent
