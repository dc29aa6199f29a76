#pragma once
#include "core/software.hpp"
#include "wire/agent_messages.hpp"
#include "wire/fields.hpp"
#include "wire/reading_fields.hpp"

/// The tables of fields.hpp for what aloft and the agent exchange.
namespace aloft::wire {

template <>
inline constexpr auto fields_of<RecipeTask> = std::tuple{
    Field{"name", &RecipeTask::name},         Field{"title", &RecipeTask::title},
    Field{"needs", &RecipeTask::needs},       Field{"as", &RecipeTask::as},
    Field{"check", &RecipeTask::check},       Field{"apply", &RecipeTask::apply},
    Field{"settings", &RecipeTask::settings}, Field{"secrets", &RecipeTask::secrets},
};

template <>
inline constexpr auto fields_of<RecipeGraph> = std::tuple{
    Field{"properties", &RecipeGraph::properties},
    Field{"person", &RecipeGraph::person},
    Field{"tasks", &RecipeGraph::tasks},
};

template <>
inline constexpr auto fields_of<TaskReport> = std::tuple{
    Field{"name", &TaskReport::name},      Field{"title", &TaskReport::title},
    Field{"state", &TaskReport::state},    Field{"applied", &TaskReport::applied},
    Field{"took_ms", &TaskReport::took},   Field{"last_lines", &TaskReport::last_lines},
    OptionalText{"log", &TaskReport::log},
};

template <>
inline constexpr auto fields_of<SoftwareReport> = std::tuple{
    Field{"state", &SoftwareReport::state},
    Field{"properties", &SoftwareReport::properties},
    Field{"tasks", &SoftwareReport::tasks},
};

template <>
inline constexpr auto fields_of<JobWish> = std::tuple{
    OptionalText{"name", &JobWish::name},
    Field{"words", &JobWish::words},
    OptionalText{"folder", &JobWish::folder},
    Field{"environment", &JobWish::environment},
    OptionalText{"fingerprint", &JobWish::fingerprint},
};

template <>
inline constexpr auto fields_of<Job> = std::tuple{
    Field{"id", &Job::id},
    OptionalText{"name", &Job::name},
    Field{"command", &Job::command},
    Field{"state", &Job::state},
    Field{"exit_code", &Job::exit_code},
    Field{"began", &Job::began},
    Field{"ended", &Job::ended},
    Field{"output_bytes", &Job::output_bytes},
    OptionalText{"fingerprint", &Job::fingerprint},
};

template <>
inline constexpr auto fields_of<AgentHello> = std::tuple{
    Field{"aloft-agent", &AgentHello::version},
    Field{"protocol", &AgentHello::protocol},
};

template <>
inline constexpr auto fields_of<LogPlace> = std::tuple{
    Field{"kind", &LogPlace::kind},
    Field{"value", &LogPlace::value},
};

template <>
inline constexpr auto fields_of<AskSoftware> = std::tuple{};
template <>
inline constexpr auto fields_of<AskSetUp> = std::tuple{Field{"graph", &AskSetUp::graph}};
template <>
inline constexpr auto fields_of<FollowSoftware> = std::tuple{};
template <>
inline constexpr auto fields_of<RunJob> = std::tuple{Field{"token", &RunJob::token}, Field{"wish", &RunJob::wish}};
template <>
inline constexpr auto fields_of<ListJobs> = std::tuple{};
template <>
inline constexpr auto fields_of<CancelJob> = std::tuple{Field{"job", &CancelJob::job}};
template <>
inline constexpr auto fields_of<AskOutput> = std::tuple{
    Field{"job", &AskOutput::job},
    Field{"from", &AskOutput::from},
    Field{"follow", &AskOutput::follow},
};

template <>
inline constexpr auto fields_of<AskReadings> = std::tuple{};

template <>
inline constexpr auto fields_of<Chunk> = std::tuple{
    Field{"at", &Chunk::at},
    Field{"bytes", &Chunk::bytes},
};

template <>
inline constexpr auto fields_of<JobBegan> = std::tuple{
    Field{"token", &JobBegan::token},
    Field{"wish", &JobBegan::wish},
    Field{"at", &JobBegan::at},
    Field{"boot", &JobBegan::boot},
};

template <>
inline constexpr auto fields_of<JobEnded> = std::tuple{
    Field{"state", &JobEnded::state},
    Field{"exit_code", &JobEnded::exit_code},
    Field{"at", &JobEnded::at},
};

}  // namespace aloft::wire
