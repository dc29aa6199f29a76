#include "core/software.hpp"

#include "core/words.hpp"

namespace aloft {
namespace {

constexpr Words<RunAs, 2> users{{{RunAs::root, "root"}, {RunAs::person, "person"}}};
constexpr Words<TaskState, 6> task_states{{{TaskState::waiting, "waiting"},
                                           {TaskState::checking, "checking"},
                                           {TaskState::applying, "applying"},
                                           {TaskState::done, "done"},
                                           {TaskState::failed, "failed"},
                                           {TaskState::blocked, "blocked"}}};
constexpr Words<SoftwareState, 4> software_states{{{SoftwareState::none, "none"},
                                                   {SoftwareState::at_work, "at-work"},
                                                   {SoftwareState::done, "done"},
                                                   {SoftwareState::failed, "failed"}}};
constexpr Words<JobState, 5> job_states{{{JobState::running, "running"},
                                         {JobState::done, "done"},
                                         {JobState::failed, "failed"},
                                         {JobState::cancelled, "cancelled"},
                                         {JobState::cut_off, "cut-off"}}};

}  // namespace

std::string_view to_string(RunAs as) { return word_of(users, as); }
std::optional<RunAs> run_as_from(std::string_view word) { return value_of(users, word); }
std::string_view to_string(TaskState state) { return word_of(task_states, state); }
std::optional<TaskState> task_state_from(std::string_view word) { return value_of(task_states, word); }
std::string_view to_string(SoftwareState state) { return word_of(software_states, state); }
std::optional<SoftwareState> software_state_from(std::string_view word) { return value_of(software_states, word); }
std::string_view to_string(JobState state) { return word_of(job_states, state); }
std::optional<JobState> job_state_from(std::string_view word) { return value_of(job_states, word); }

}  // namespace aloft
