#pragma once
#include "cli/call.hpp"

/// What each verb does; each lives in verb_<name>.cpp and answers the exit code.
namespace aloft::cli {

int verb_up(Call& call);
int verb_plan(Call& call);
int verb_status(Call& call);
int verb_ssh(Call& call);
int verb_run(Call& call);
int verb_jobs(Call& call);
int verb_logs(Call& call);
int verb_cancel(Call& call);
int verb_open(Call& call);
int verb_verify(Call& call);
int verb_console(Call& call);
int verb_pull(Call& call);
int verb_push(Call& call);
int verb_stop(Call& call);
int verb_start(Call& call);
int verb_resize(Call& call);
int verb_down(Call& call);
int verb_gpus(Call& call);
int verb_catalog(Call& call);
int verb_quota(Call& call);
int verb_doctor(Call& call);
int verb_init(Call& call);
int verb_practice(Call& call);
int verb_ssh_config(Call& call);
int verb_schema(Call& call);
int verb_completions(Call& call);
int verb_man(Call& call);
int verb_version(Call& call);
int verb_help(Call& call);
int verb_machines(Call& call);

/// The function of a verb of the table.
using VerbFunction = int (*)(Call&);
VerbFunction function_of(std::string_view verb);

}  // namespace aloft::cli
