#include <algorithm>
#include <array>

#include "cli/verb_groups.hpp"

namespace aloft::cli {
namespace {

template <std::size_t first, std::size_t second>
constexpr std::array<OptionDescription, first + second> joined(const OptionDescription (&one)[first],
                                                               const OptionDescription (&other)[second]) {
    std::array<OptionDescription, first + second> all;
    std::ranges::copy(one, all.begin());
    std::ranges::copy(other, all.begin() + first);
    return all;
}

constexpr std::string_view kinds[] = {"container", "vm"};

constexpr OptionDescription name{
    "name", 0, "NAME", "what the machine is called", "the file's, else aloft", Completes::machine};
constexpr OptionDescription on{"on", 0, "PLACE",
                               "where it shall be: local, gcp for Google Cloud, or ssh:me@box for a host of your own",
                               "local, this computer"};
constexpr OptionDescription kind{
    "kind", 0, "KIND", "what a machine of this computer is made of", "container", Completes::words, kinds};
constexpr OptionDescription cpus{"cpus", 0, "N", "processors", "what suits the place"};
constexpr OptionDescription memory{"memory", 0, "SIZE", "memory, as in 8GB or 512MB", "what suits the place"};
constexpr OptionDescription disk{"disk", 0, "SIZE", "disk, as in 40GB; it can grow later, never shrink",
                                 "what suits the place"};
constexpr std::string_view disk_types[] = {"standard", "balanced", "ssd", "hyperdisk"};
constexpr OptionDescription disk_type{"disk-type",
                                      0,
                                      "TYPE",
                                      "what a rented machine's disk is made of",
                                      "balanced, or what the machine takes",
                                      Completes::words,
                                      disk_types};
constexpr std::string_view ways_on_down[] = {"remove", "keep"};
constexpr OptionDescription disk_on_down{
    "disk-on-down", 0,
    "HOW",          "what `aloft down` does with the disk; one that is kept goes on costing",
    "remove",       Completes::words,
    ways_on_down};
constexpr OptionDescription type{"type", 0, "TYPE", "the cloud's own word for a machine type, as in n1-standard-8",
                                 "the cheapest that will do"};
constexpr std::string_view address_ways[] = {"ephemeral", "static"};
constexpr OptionDescription address{
    "address",        0,           "HOW", "static: a rented machine keeps its address over stop and start", "ephemeral",
    Completes::words, address_ways};
constexpr OptionDescription deadline{
    "deadline", 0, "TIME", "after that long the cloud itself stops a rented machine: 8h, 1d12h; none: never", "none"};
constexpr OptionDescription gpu{
    "gpu", 0, "GPU", "graphics processors: T4, any, T4:2 for two, T4,L4 for either; none takes away what there is",
    "none; a machine that stands keeps what it has"};
constexpr std::string_view spot_ways[] = {"never", "prefer", "only"};
constexpr OptionDescription gpu_memory{"gpu-memory", 0, "SIZE", "memory of one rented GPU, at least", "any"};
constexpr OptionDescription spot{
    "spot",           0,        "HOW", "whether it may be a spot machine, cheaper and taken away at any time", "never",
    Completes::words, spot_ways};
constexpr OptionDescription cloud{"cloud", 0, "CLOUD", "rent from these clouds only, with commas", "all within reach"};
constexpr OptionDescription region{"region", 0, "REGION",
                                   "rent in these regions or zones only: 'us-*', gcp/europe-west4", "all"};
constexpr OptionDescription max_price{"max-price", 0, "DOLLARS",
                                      "the most that an hour may cost, disk and address included", "no limit"};
constexpr OptionDescription nearest_first{
    "nearest", 0, {}, "rent in the nearest region, which is measured", "the cheapest"};
constexpr std::string_view setups[] = {"full", "bare"};
constexpr OptionDescription setup{
    "setup",          0,     "HOW", "full: Python, a notebook and the code; bare: the machine alone", "full",
    Completes::words, setups};
constexpr OptionDescription wait_quota{
    "wait-quota", 0, {}, "where only quota is missing, ask for it and go on when it is granted", "fail and say so"};
constexpr OptionDescription yes{"yes", 'y', {}, "do not ask"};
constexpr OptionDescription no_wait{"no-wait", 0, {}, "fail at once when another aloft works on that machine"};

constexpr ArgumentDescription spec_file{"FILE", Count::optional, Completes::file,
                                        "what is asked for; ./aloft.yaml when there is one"};
constexpr ArgumentDescription machine{"NAME", Count::one, Completes::machine, "the machine"};
constexpr ArgumentDescription maybe_machine{"NAME", Count::optional, Completes::machine, "one machine instead of all"};

constexpr FieldDescription machine_field{"machine", "its name"};
constexpr FieldDescription changed_field{"changed", "how many steps were done; 0 when all was as asked"};
constexpr FieldDescription address_field{"address", "host, port and user, or null when it has none now"};
constexpr FieldDescription plan_field{"plan", "the plan, as --save writes it"};
constexpr FieldDescription resources_field{"resources", "what stands afterwards"};
constexpr FieldDescription outcome_fields[] = {machine_field, changed_field, address_field, plan_field,
                                               resources_field};
constexpr FieldDescription up_fields[] = {
    machine_field,
    changed_field,
    address_field,
    plan_field,
    resources_field,
    {"job", "what the file says to run, as `aloft jobs` has it; null when it says nothing"},
    {"outputs", "folder, files and missing ones of the outputs that were brought back; null without"}};

constexpr ArgumentDescription up_arguments[] = {spec_file};
/// What describes a machine that is wished, for `up` and `plan` alike.
constexpr OptionDescription wish_options[] = {
    name,     on,  kind,       cpus, memory, disk,   disk_type, disk_on_down,  type,  address,
    deadline, gpu, gpu_memory, spot, cloud,  region, max_price, nearest_first, setup,
};

constexpr OptionDescription options_of_up[] = {
    wait_quota,
    {"detach", 'd', {}, "begin what the file says to run, and do not wait for its end"},
    {"plan",
     0,
     "FILE",
     "do exactly what `aloft plan --save` wrote; refused when the world has moved since",
     {},
     Completes::file},
    {"trust-host-key", 0, "FINGERPRINT", "the fingerprint of the host key of a host of your own; several with commas",
     "you are asked when it is not known yet"},
    {"keep",
     0,
     {},
     "when a step fails, keep what is made so far; run again to go on",
     "what was made is removed again"},
    no_wait,
    yes,
    json,
    progress,
};
constexpr auto up_options = joined(wish_options, options_of_up);
constexpr ExampleDescription up_examples[] = {
    {"aloft up", "a machine called aloft, here, with sizes that suit this computer"},
    {"aloft up --name lab --cpus 4 --memory 8GB --yes", "a larger one, without being asked"},
    {"aloft up train.yaml --disk 80GB", "what the file says, with a larger disk"},
};

constexpr OptionDescription options_of_plan[] = {
    {"explain",
     0,
     {},
     "say why each step is needed and what it waits for, and why this offer and none that is cheaper"},
    {"save", 0, "FILE", "write the plan for `aloft up --plan FILE`", {}, Completes::file},
    json,
};
constexpr auto plan_options = joined(wish_options, options_of_plan);
constexpr ExampleDescription plan_examples[] = {
    {"aloft plan --explain", "what `aloft up` would do, and why"},
    {"aloft plan --save change.json && aloft up --plan change.json", "look today, do exactly that tomorrow"},
};
constexpr FieldDescription plan_fields[] = {plan_field};

constexpr ArgumentDescription status_arguments[] = {maybe_machine};
constexpr OptionDescription status_options[] = {
    {"refresh", 'r', {}, "ask the cloud how things are just now", "what aloft last saw"},
    json,
};
constexpr ExampleDescription status_examples[] = {
    {"aloft status", "all machines, in a table"},
    {"aloft status lab --refresh", "one machine, with what it is made of and what it does just now"},
    {"aloft status --json", "the same for scripts"},
};
constexpr FieldDescription status_fields[] = {
    {"machines",
     "one record a machine; its address and resources are there for one machine or with --refresh, else null and "
     "empty; its readings for one machine with --refresh"}};

constexpr ArgumentDescription ssh_arguments[] = {
    machine,
    {"COMMAND", Count::rest, Completes::nothing, "what to run there; a shell when nothing is said"},
};
constexpr ExampleDescription ssh_examples[] = {
    {"aloft ssh lab", "a shell on the machine lab"},
    {"aloft ssh lab -- nvidia-smi -L", "one command; its exit code becomes ours"},
};

constexpr FieldDescription job_field{
    "job",
    "id, name, command, state (running, done, failed, cancelled, cut-off), exit_code, began, ended, output_bytes"};
constexpr FieldDescription job_fields[] = {machine_field, job_field};
constexpr ArgumentDescription run_arguments[] = {
    machine,
    {"COMMAND", Count::rest, Completes::nothing, "what to run; one word alone is a line for the shell"},
};
constexpr OptionDescription run_options[] = {
    {"detach", 'd', {}, "print the job's number and do not watch it"},
    {"in", 0, "FOLDER", "where to run it, within ~/work", "~/work"},
    {"title", 0, "TEXT", "what to call it in lists"},
    json,
};
constexpr ExampleDescription run_examples[] = {
    {"aloft run lab -- python train.py --epochs 3", "watched from here; Ctrl-C ends the watching and not the run"},
    {"aloft run lab -d 'python train.py && python test.py'", "begun, and left alone"},
};
constexpr ExampleDescription jobs_examples[] = {{"aloft jobs lab", "what was run on lab, and what came of it"}};
constexpr OptionDescription jobs_options[] = {json};
constexpr FieldDescription jobs_fields[] = {machine_field, {"jobs", "one record a job, oldest first"}};
constexpr ArgumentDescription logs_arguments[] = {
    machine,
    {"JOB", Count::optional, Completes::nothing, "its number; the last one when nothing is said"},
};
constexpr OptionDescription logs_options[] = {
    {"follow", 'f', {}, "go on until the job has ended"},
    {"tail", 0, "LINES", "only the last lines", "all of it"},
    json,
};
constexpr ExampleDescription logs_examples[] = {
    {"aloft logs lab -f", "the last job's output from its beginning, and on"},
    {"aloft logs lab 3 --tail 20", "the last 20 lines of job 3"},
};
constexpr FieldDescription logs_fields[] = {machine_field, job_field, {"output", "as it was written"}};
constexpr ArgumentDescription cancel_arguments[] = {machine, {"JOB", Count::one, Completes::nothing, "its number"}};
constexpr ExampleDescription cancel_examples[] = {{"aloft cancel lab 3", "end job 3"}};
constexpr OptionDescription open_options[] = {
    {"no-browser", 0, {}, "print the address and open nothing"},
    {"password", 0, {}, "print the notebook's password, and end"},
    {"port", 0, "PORT", "the port of this computer", "the one it had last, else the first free one from 8888"},
    json,
};
constexpr ExampleDescription open_examples[] = {
    {"aloft open lab", "lab's notebook in the browser; the way stays open until Ctrl-C"},
    {"aloft open lab --no-browser --port 9000", "at http://127.0.0.1:9000/lab"},
};
constexpr FieldDescription open_fields[] = {machine_field,
                                            {"address", "what to open"},
                                            {"port", "of 127.0.0.1"},
                                            {"entrance", "a file to open instead, which signs in by itself"},
                                            {"password", "null unless --password asked for it, and then alone"}};
constexpr OptionDescription verify_options[] = {json};
constexpr ExampleDescription verify_examples[] = {{"aloft verify lab", "what works on lab, proved by running it"}};
constexpr FieldDescription verify_fields[] = {machine_field,
                                              {"checks", "one record a check: subject, verdict, detail, hint"}};

constexpr ExampleDescription console_examples[] = {
    {"aloft console lab", "what lab wrote while it booted, when it does not answer"}};
constexpr FieldDescription console_fields[] = {machine_field, {"console", "the text, newest last"}};

constexpr ArgumentDescription pull_arguments[] = {
    {"NAME:PATH", Count::one, Completes::machine_path, "a file or folder of the machine"},
    {"HERE", Count::optional, Completes::file, "where to put it; this folder when nothing is said"},
};
constexpr ArgumentDescription push_arguments[] = {
    {"HERE", Count::one, Completes::file, "a file or folder of this computer"},
    {"NAME:PATH", Count::one, Completes::machine_path, "where to put it; NAME: alone is the home folder"},
};
constexpr OptionDescription transfer_options[] = {json};
constexpr ExampleDescription pull_examples[] = {{"aloft pull lab:results .", "the folder results into this one"}};
constexpr ExampleDescription push_examples[] = {{"aloft push data lab:", "the folder data into the home folder there"}};
constexpr FieldDescription transfer_fields[] = {{"from", "what was copied"}, {"to", "where it was put"}};

constexpr ArgumentDescription machine_arguments[] = {machine};
constexpr OptionDescription power_options[] = {no_wait, json, progress};
constexpr ExampleDescription stop_examples[] = {{"aloft stop lab", "switch it off; its disk stays"}};
constexpr OptionDescription start_options[] = {
    {"move",
     0,
     {},
     "where there is none left of what it needs, go to a zone that has it, by a copy of the disk",
     "you are asked"},
    {"yes", 'y', {}, "with --move: also where it costs more"},
    no_wait,
    json,
    progress,
};
constexpr ExampleDescription start_examples[] = {
    {"aloft start lab", "switch it on and wait until it answers"},
    {"aloft start lab --move", "and when its zone has no such GPU left, go to one that has"},
};

constexpr OptionDescription resize_options[] = {
    gpu,
    gpu_memory,
    type,
    cpus,
    memory,
    disk,
    address,
    deadline,
    max_price,
    {"move", 0, {}, "where its zone cannot have that, go to one that can, by a copy of the disk", "fail and say so"},
    {"region", 0, "REGION", "with --move: the regions or zones to which it may go", "those that it was made for"},
    wait_quota,
    no_wait,
    yes,
    json,
    progress,
};
constexpr ExampleDescription resize_examples[] = {
    {"aloft resize lab --gpu T4", "give it a T4, on the same disk"},
    {"aloft resize lab --gpu none", "take it off again"},
    {"aloft resize lab --type n1-standard-8 --disk 200GB", "a larger machine with a larger disk"},
    {"aloft resize lab --gpu L4 --move", "and when its zone has no L4, in one that has"},
    {"aloft resize lab --address static", "an address that stays when it is off"},
};

constexpr ArgumentDescription down_arguments[] = {
    {"NAME", Count::optional, Completes::machine, "the machine; or say --all"}};
constexpr OptionDescription down_options[] = {
    {"all", 0, {}, "every machine there is"},
    {"keep-disk", 0, {}, "all but its disk, which goes on costing; `aloft up` makes the machine again on it"},
    {"with-disk", 0, {}, "its disk too, though it was asked for that it be kept"},
    {"purge", 0, {}, "also what is kept for the next machine: every base image that no machine uses any more"},
    no_wait,
    yes,
    json,
    progress,
};
constexpr ExampleDescription down_examples[] = {
    {"aloft down lab", "remove it and all it is made of, after asking"},
    {"aloft down lab --keep-disk", "keep what is on its disk, and pay for that alone"},
    {"aloft down --all --purge --yes", "leave nothing of aloft's behind"},
};
constexpr FieldDescription down_fields[] = {
    {"machines", "one record a machine: machine, changed, error, plan, resources"},
    {"purged", "with --purge: what was kept for the next machine, was used by none, and is gone"}};
constexpr OptionDescription ssh_config_options[] = {
    {"install", 0, {}, "put one Include line at the top of ~/.ssh/config"},
    {"remove", 0, {}, "take that line out again"},
    json,
};
constexpr ExampleDescription ssh_config_examples[] = {
    {"aloft ssh-config --install && ssh lab.aloft", "plain ssh, rsync and editors know the machines from now on"}};
constexpr FieldDescription ssh_config_fields[] = {
    {"path", "the generated configuration"}, {"included", "whether ~/.ssh/config includes it where it takes effect"}};

constexpr VerbDescription table[] = {
    {"up", Group::machines, "make a machine, or make it what is now asked for",
     "Plans, says what it will do and cost, asks, and does it. Run again it finds everything done and does nothing; after "
     "a change it does only the difference. Flags win over the file.\n\n"
     "Every step is written down before it is done. A command that was cut off is finished by the next one. Ctrl-C asks "
     "once what to keep.",
     up_arguments, up_options, up_examples, up_fields},
    {"plan", Group::machines, "say what `up` would do, and do nothing",
     "The same plan that `aloft up` would run now, with its steps and its price. Nothing is done and nothing is recorded.",
     up_arguments, plan_options, plan_examples, plan_fields},
    {"status", Group::machines, "list machines, or show one",
     "From what aloft has recorded, in milliseconds; with --refresh as the cloud says just now, and one machine "
     "that runs then says itself how busy it and its GPUs are.",
     status_arguments, status_options, status_examples, status_fields},
    {"stop", Group::machines, "switch a machine off, keep its disk",
     "What is on the disk stays; what runs ends. `aloft start` switches it on again.", machine_arguments, power_options,
     stop_examples, outcome_fields},
    {"start", Group::machines, "switch a machine on",
     "Waits until the machine answers, and checks that it is the same one by its host key. A rented machine may find none "
     "left of what it needs in its zone, and its disk can be used in no other: then it can go to a zone that has it, by a "
     "snapshot of the disk. What it has now goes only when the copy has answered with the machine's own host key.",
     machine_arguments, start_options, start_examples, outcome_fields},
    {"resize", Group::machines, "give a machine a GPU, take it off, or make it larger",
     "Changes a machine that stands: its GPU, type, processors, memory, disk, address or deadline, on the same disk and in "
     "the same place. What is not said stays as it is. It says before what an hour costs then and now, and whether the "
     "machine is off meanwhile; afterwards it runs, with the driver that its GPU needs.\n\n"
     "When the place has none left, the machine is made again what it was. With --move it goes to a zone that has what is "
     "asked for, by a snapshot of the disk; what it has now goes only when the copy has answered with the machine's own "
     "host key, and when that fails it is what it was, where it was.",
     machine_arguments, resize_options, resize_examples, outcome_fields},
    {"down", Group::machines, "remove a machine and all that was made for it",
     "Removes everything, newest first, whatever the ledger or the labels know of it. Names what goes for ever and asks. "
     "With --keep-disk, or where `disk_on_down: keep` was asked for, the disk stays: `aloft status` shows what it costs, "
     "`aloft up --name NAME` makes the machine again on it, and `aloft down NAME --with-disk` removes it.",
     down_arguments, down_options, down_examples, down_fields},
    {"ssh",
     Group::working,
     "open a shell on a machine, or run a command there",
     "The system's OpenSSH does the work, with a key and a host key of aloft's own. Words after NAME are the command; put "
     "-- before them where they could be mistaken. The exit code is the remote command's own.",
     ssh_arguments,
     {},
     ssh_examples,
     {}},
    {"open", Group::working, "open a machine's notebook",
     "Makes a way through SSH from a port of this computer, which nobody else can reach, to the notebook, and opens the "
     "browser, signed in. The way is open for as long as this runs, and comes back by itself when the connection was lost.",
     machine_arguments, open_options, open_examples, open_fields},
    {"run", Group::working, "run something on a machine that outlives the connection",
     "It runs as a job, in ~/work, in the Python environment of the machine. Its output is shown as it comes; Ctrl-C, a "
     "closed laptop or a lost connection do not end it. The exit code is the job's own.",
     run_arguments, run_options, run_examples, job_fields},
    {"jobs", Group::working, "list what was run on a machine", "Oldest first.", machine_arguments, jobs_options,
     jobs_examples, jobs_fields},
    {"logs", Group::working, "show the output of a job",
     "From its beginning, or its last lines; with --follow until the job has ended. A connection that is lost is made "
     "anew, and no line is lost or shown twice.",
     logs_arguments, logs_options, logs_examples, logs_fields},
    {"cancel", Group::working, "end a job",
     "Asks it to end, and ends it when it does not. What it wrote stays. One that has ended is left as it is.",
     cancel_arguments, jobs_options, cancel_examples, job_fields},
    {"verify", Group::working, "prove that what is installed on a machine works",
     "Runs real code in the machine's Python environment and in its notebook, and says what that proved. What could not be "
     "proved is said too: on a machine without a GPU, everything about GPUs.",
     machine_arguments, verify_options, verify_examples, verify_fields},
    {"console", Group::working, "show what a machine wrote to its console",
     "As far back as the cloud keeps it. Needs no connection to the machine, so it tells why one does not answer.",
     machine_arguments, verify_options, console_examples, console_fields},
    {"pull", Group::working, "copy from a machine",
     "By rsync: goes on where a cut transfer stopped, and deletes nothing.", pull_arguments, transfer_options,
     pull_examples, transfer_fields},
    {"push", Group::working, "copy to a machine",
     "By rsync: goes on where a cut transfer stopped, and deletes nothing.", push_arguments, transfer_options,
     push_examples, transfer_fields},
    {"ssh-config",
     Group::working,
     "let ssh, rsync and editors know the machines",
     "aloft writes an OpenSSH configuration with one block a machine. This prints where it is. With --install, one Include "
     "line at the top of ~/.ssh/config makes every program that uses ssh know the machines as NAME.aloft; nothing else "
     "in that file is touched.",
     {},
     ssh_config_options,
     ssh_config_examples,
     ssh_config_fields},
};

}  // namespace

std::span<const VerbDescription> verbs_of_machines() { return table; }

std::span<const OptionDescription> options_of_a_wish() { return wish_options; }

}  // namespace aloft::cli
