#include "cli/verb_groups.hpp"

namespace aloft::cli {
namespace {

constexpr std::string_view parts[] = {"start", "status", "stop", "weather", "bill", "log", "page", "sign-in", "reset"};
constexpr std::string_view machine_kinds[] = {"real", "paper"};
constexpr ArgumentDescription arguments[] = {
    {"WHAT", Count::optional, Completes::words,
     "start, status, stop, weather, bill, log, page, sign-in or reset; status when nothing is said", parts},
    {"WORLD", Count::optional, Completes::file,
     "for `weather`: a world file, the name of a ready one, or show to see the present one"},
};
constexpr OptionDescription options[] = {
    {"world", 0, "WORLD",
     "for `start`: a world file or a ready one: calm, new-account, stockout-week, spot-storm, flaky-network",
     "as it was; calm at the first time", Completes::file},
    {"port", 0, "N", "for `start`: where it answers on 127.0.0.1", "the last one; 8470 at the first time"},
    {"machines", 0, "KIND", "for `start`: real ones on this computer, or paper: records alone", "as it was; real",
     Completes::words, machine_kinds},
    {"foreground", 0, {}, "for `start`: be the process and not begin one, for containers and services"},
    {"forward", 0, "TIME", "for `weather`: turn the world's clock forward, as in 3h, 90m or 2d"},
    {"follow", 'f', {}, "for `log`: go on with calls as they come"},
    {"yes", 'y', {}, "for `reset`: do not ask"},
    json,
};
constexpr ExampleDescription examples[] = {
    {"aloft practice start", "a whole Google Cloud on this computer, with play money"},
    {"aloft practice start --world stockout-week", "one in which GPUs run out by day"},
    {"aloft practice weather spot-storm", "another world, from the next call on"},
    {"aloft practice weather --forward 3h", "three hours later: what was on has cost more"},
    {"aloft practice bill", "what it would have cost"},
    {"aloft practice sign-in", "keys for Google's own programs, and how to use them"},
    {"aloft practice page", "the address of its page: zones, machines, quota, bill and weather, live"},
};
constexpr FieldDescription fields[] = {
    {"running", "whether it runs"},
    {"cloud",
     "of start and status: address, tls_address, authority_file, pid, world, now, ahead_seconds, machines, projects, calls; or null"},
    {"weather", "of weather: name, text, ready, now"},
    {"bill", "of bill: until, total, hourly_now, lines"},
    {"calls", "of log: one record a call: number, at, method, target, caller, status, outcome, fault, milliseconds"},
    {"older_in", "of log: the files with the calls before those, a line of JSON each; none: there were none before"},
    {"page", "of page: its address"},
    {"sign_in", "of sign-in: project, service_account_key, authorized_user, environment"},
};

constexpr VerbDescription table[] = {
    {"practice", Group::computer, "serve a Google Cloud on this computer, to rehearse with",
     "It answers on 127.0.0.1 as Google's services do, as strictly, with machines of this computer, shortages, refusals of "
     "quota, spot machines that are taken away, and a bill in play money. It has no GPUs and does not pretend to. `start` "
     "begins it, and it goes on by itself until `stop`; what it knows outlives both. `weather` is what its world is like, "
     "docs/world-files.md has all of it; `bill` and `log` tell what it cost and what was asked. `aloft --practice VERB`, or "
     "ALOFT_PRACTICE=1 in the environment, has aloft work on it and on nothing else. Its machines are powered off while it is "
     "stopped; the bill goes on, as a cloud's does.",
     arguments, options, examples, fields},
};

}  // namespace

std::span<const VerbDescription> verbs_of_practice() { return table; }

}  // namespace aloft::cli
