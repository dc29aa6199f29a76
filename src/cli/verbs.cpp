#include "cli/verbs.hpp"

#include <algorithm>

namespace aloft::cli {
namespace {

struct Row {
    std::string_view verb;
    VerbFunction function;
};

constexpr Row rows[] = {
    {"up", verb_up},
    {"plan", verb_plan},
    {"status", verb_status},
    {"ssh", verb_ssh},
    {"run", verb_run},
    {"jobs", verb_jobs},
    {"logs", verb_logs},
    {"cancel", verb_cancel},
    {"open", verb_open},
    {"verify", verb_verify},
    {"console", verb_console},
    {"pull", verb_pull},
    {"push", verb_push},
    {"stop", verb_stop},
    {"start", verb_start},
    {"resize", verb_resize},
    {"down", verb_down},
    {"gpus", verb_gpus},
    {"catalog", verb_catalog},
    {"quota", verb_quota},
    {"doctor", verb_doctor},
    {"init", verb_init},
    {"ssh-config", verb_ssh_config},
    {"schema", verb_schema},
    {"completions", verb_completions},
    {"man", verb_man},
    {"version", verb_version},
    {"help", verb_help},
    {"practice", verb_practice},
    {"__machines", verb_machines},
};

}  // namespace

VerbFunction function_of(std::string_view verb) {
    const auto* const found = std::ranges::find(rows, verb, &Row::verb);
    return found == std::end(rows) ? nullptr : found->function;
}

}  // namespace aloft::cli
