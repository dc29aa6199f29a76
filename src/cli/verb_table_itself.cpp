#include "cli/verb_groups.hpp"

namespace aloft::cli {
namespace {

constexpr std::string_view shells[] = {"bash", "zsh", "fish"};

constexpr std::string_view clouds_to_set_up[] = {"gcp"};
constexpr ArgumentDescription init_arguments[] = {
    {"CLOUD", Count::one, Completes::words, "gcp: Google Cloud", clouds_to_set_up}};
constexpr OptionDescription init_options[] = {
    {"project", 0, "ID", "the project; made when there is none of that name",
     "the one in use, as `aloft doctor` says it; a new one where there is none"},
    {"billing-account", 0, "ID", "the billing account that pays, as in 012345-6789AB-CDEF01",
     "who pays already, or the only one there is"},
    {"service-account",
     0,
     {},
     "make a service account that may what aloft's calls take and nothing else, and a key of it, which aloft uses from "
     "then on"},
    {"yes", 'y', {}, "do it without asking"},
    json,
};
constexpr ExampleDescription init_examples[] = {
    {"aloft init gcp", "from a sign-in to a project in which machines can be made"},
    {"aloft init gcp --project my-lab", "in that project"},
    {"aloft init gcp --service-account", "and with rights for machines alone"},
};
constexpr FieldDescription init_fields[] = {
    {"account", "who does it"},
    {"project", "in which project"},
    {"tasks", "one record a task: task, what, done; none when all was as it should be"},
};

constexpr OptionDescription doctor_options[] = {
    {"fix",
     0,
     {},
     "do what costs nothing and needs no choice: switch on the APIs that are off, make the network that is missing"},
    {"rebuild",
     0,
     {},
     "write into the ledger what bears our label and is not in it; one that cannot be read is set aside first"},
    json,
};
constexpr ExampleDescription doctor_examples[] = {
    {"aloft doctor", "what works on this computer, and what to do where it does not"},
    {"aloft doctor --fix", "and do what can be done from here"}};
constexpr FieldDescription doctor_fields[] = {
    {"fixed", "what --fix did; null without it"},
    {"checks", "one record a check: subject, verdict (good, warning, bad), detail, hint"},
    {"strays", "what bears our label and is in no ledger"},
    {"rebuilt",
     "where the old ledger was set aside, if so, and of which machines something was written; null without --rebuild"},
};

constexpr ArgumentDescription completions_arguments[] = {
    {"SHELL", Count::one, Completes::words, "bash, zsh or fish", shells}};
constexpr ExampleDescription completions_examples[] = {
    {"aloft completions bash > ~/.local/share/bash-completion/completions/aloft", "for bash"},
    {"aloft completions zsh > ~/.zfunc/_aloft", "for zsh, with ~/.zfunc in fpath before compinit"},
    {"aloft completions fish > ~/.config/fish/completions/aloft.fish", "for fish"},
};
constexpr ExampleDescription man_examples[] = {{"aloft man | man -l -", "read it now"}};
constexpr ExampleDescription schema_examples[] = {
    {"aloft schema > aloft.schema.json", "an editor then completes and checks aloft.yaml"}};
constexpr ExampleDescription version_examples[] = {{"aloft version", "which aloft this is"}};
constexpr ArgumentDescription help_arguments[] = {{"VERB", Count::optional, Completes::verb, "more about one verb"}};
constexpr ExampleDescription help_examples[] = {{"aloft help up", "the same as aloft up --help"}};

constexpr VerbDescription table[] = {
    {"init", Group::computer, "set up an account of a cloud",
     "Looks what the account lacks in which you are signed in, says what it will do, asks, and does it: a project, the "
     "billing account that pays for it, the APIs that aloft calls, the network default, and what aloft is to use from then "
     "on. Nothing of that costs. What is there already is left as it is, so a command that was stopped goes on when it is "
     "typed again, and one that is done does nothing.",
     init_arguments, init_options, init_examples, init_fields},
    {"doctor",
     Group::computer,
     "say what works here, what does not, and what to do",
     "Looks at the programs that aloft needs, at the clouds, at the ledger, and for things that bear aloft's label and that "
     "no ledger knows. Fails when something is bad; warnings are not failures.",
     {},
     doctor_options,
     doctor_examples,
     doctor_fields},
    {"schema",
     Group::itself,
     "print the JSON Schema of aloft.yaml",
     "For editors: draft 2020-12.",
     {},
     {},
     schema_examples,
     {}},
    {"completions",
     Group::itself,
     "print the completions of a shell",
     "They complete verbs, options, their values, and the names of machines.",
     completions_arguments,
     {},
     completions_examples,
     {}},
    {"man", Group::itself, "print the manual page", "In roff, for man(1).", {}, {}, man_examples, {}},
    {"version", Group::itself, "print the version", "The same as --version.", {}, {}, version_examples, {}},
    {"help",
     Group::itself,
     "explain aloft, or one verb",
     "The same as VERB --help.",
     help_arguments,
     {},
     help_examples,
     {}},
    {"__machines",
     Group::hidden,
     "print the names of the machines, for completions",
     "Makes nothing and complains of nothing: a shell asks in the middle of a line.",
     {},
     {},
     {},
     {}},
};

}  // namespace

std::span<const VerbDescription> verbs_of_this_computer() { return table; }

}  // namespace aloft::cli
