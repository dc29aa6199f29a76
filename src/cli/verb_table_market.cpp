#include "cli/verb_groups.hpp"

namespace aloft::cli {
namespace {

constexpr std::string_view list_orders[] = {"price", "speed", "price-per-tflop", "distance"};
constexpr ArgumentDescription gpus_arguments[] = {
    {"GPU", Count::optional, Completes::nothing,
     "a kind, as in T4, or several: T4,L4; all kinds when nothing is said"}};
constexpr OptionDescription gpus_options[] = {
    {"spot", 0, {}, "only what is rented as spot, by its price: cheaper, and taken away at any time"},
    {"cloud", 0, "CLOUD", "only these clouds, with commas between them", "all that the catalog has"},
    {"region", 0, "REGION", "only these regions or zones, with commas: 'us-*', gcp/europe-west4", "all"},
    {"count", 0, "N", "machines with so many GPUs; 0 is machines without", "any number"},
    {"memory", 0, "SIZE", "memory of one GPU: 24GB, '>=24GB', '<=24GB' or 16GB..48GB", "any"},
    {"fits", 0, "MODEL",
     "GPU memory for a model of so many parameters: 7b, 350m, params=7e9; 7b:8bit, 7b:4bit, or 7b:train to train all of it"},
    {"disk", 0, "SIZE", "the disk that the prices have in them", "100GB, without GPUs 50GB"},
    {"max-price", 0, "DOLLARS", "the most that an hour may cost", "no limit"},
    {"sort", 0, "ORDER", "what comes first", "price", Completes::words, list_orders},
    {"quota", 0, {}, "ask the clouds what your quota allows", "quotas stay unknown"},
    {"all", 0, {}, "every machine of every region, and not the best of twenty"},
    {"csv", 0, {}, "comma-separated values"},
    json,
};
constexpr ExampleDescription gpus_examples[] = {
    {"aloft gpus", "each kind of GPU with its best place and price"},
    {"aloft gpus T4 --region 'europe-*'", "where in Europe a T4 is rented, cheapest first"},
    {"aloft gpus --fits 70b:4bit --sort price-per-tflop", "what runs a model of 70 billion parameters in 4 bits"},
    {"aloft gpus L4,A10G --spot --max-price 0.50", "spot machines with either, for half a dollar at most"},
};
constexpr FieldDescription gpus_fields[] = {
    {"offers",
     "one record a row: gpu, count, cloud, region, zones, machine_type, cpus, memory_mib, on_demand, spot, quota and more"}};

constexpr std::string_view catalog_parts[] = {"show", "import", "refresh", "forget"};
constexpr ArgumentDescription catalog_arguments[] = {
    {"WHAT", Count::optional, Completes::words, "show, import, refresh or forget; show when nothing is said",
     catalog_parts},
    {"FILE", Count::optional, Completes::file, "what to import: a cloud's vms.csv in SkyPilot's form"},
};
constexpr OptionDescription catalog_options[] = {
    {"cloud", 0, "CLOUD", "the cloud that the file is of, or the only one to refresh or forget",
     "what the file's or its folder's name says; all clouds"},
    {"region", 0, "REGION", "with --cloud: refresh only these regions, commas between them",
     "all that the catalog has"},
    {"time-limit", 0, "SECONDS", "how long a refresh may take", "1800"},
    json,
    progress,
};
constexpr ExampleDescription catalog_examples[] = {
    {"aloft catalog", "what the catalog knows, of when that is, and where it comes from"},
    {"aloft catalog import gcp/vms.csv", "another catalog's prices for one cloud"},
    {"aloft catalog refresh --cloud aws --region us-east-1,eu-west-1", "today's prices of two regions"},
    {"aloft catalog forget", "back to what is built in"},
};
constexpr FieldDescription catalog_fields[] = {
    {"clouds", "of show: one record a cloud: cloud, built_in, offers, machine_types, gpus, regions, parts"},
    {"parts", "of show: what belongs to no cloud: what, origin, day, age_days"},
    {"imported", "of import: cloud, rows, offers, other_accelerators, refused"},
    {"refreshed",
     "of refresh: one record a cloud: cloud, outcome (changed, unchanged, failed), offers, refused, error"},
    {"forgotten", "of forget: the clouds of which something was kept"},
};

constexpr std::string_view quota_words[] = {"ask", "list"};
constexpr ArgumentDescription quota_arguments[] = {
    {"WHAT", Count::optional, Completes::words, "a GPU to look at; ask or list; all GPUs when nothing is said",
     quota_words},
    {"GPU", Count::optional, Completes::nothing, "for `ask`: which GPU, as in T4"},
};
constexpr OptionDescription quota_options[] = {
    {"count", 0, "N", "GPUs in one machine", "the cheapest machine with any number"},
    {"region", 0, "REGION",
     "only these regions, with commas: 'us-*', gcp/europe-west4; `ask` asks in all of them unless --cheapest says fewer",
     "all"},
    {"cloud", 0, "CLOUD", "only these clouds, with commas between them", "all that the catalog has"},
    {"spot",
     0,
     {},
     "quota for spot machines, which is apart and often there already: those come first, or are asked for"},
    {"cheapest", 0, "N",
     "for `ask`: in how many regions, the cheapest first; where it is refused the next one is asked", "1"},
    {"wait", 0, {}, "for `ask`: wait until one is granted"},
    {"all", 0, {}, "every region, and not the first twenty"},
    json,
};
constexpr ExampleDescription quota_examples[] = {
    {"aloft quota", "which GPUs the account may have, and where"},
    {"aloft quota T4 --region 'us-*'", "what a machine with a T4 needs there, and what there is of it"},
    {"aloft quota ask T4 --cheapest 3", "ask for one T4 in the three cheapest regions"},
    {"aloft quota list", "what was asked for, and what became of it"},
};
constexpr FieldDescription quota_fields[] = {
    {"places", "without a word: gpu, count, cloud, region, machine_type, buying, hour, verdict, why, needs"},
    {"silent", "clouds that did not tell: cloud, why, hint"},
    {"asked", "of ask: place, outcome, why, requests"},
    {"granted", "of ask --wait: the place where there is quota now"},
    {"requests", "of list: quota, cloud, region, wished, state, granted, said, purpose, asked, changed"},
};

constexpr VerbDescription table[] = {
    {"gpus", Group::market, "list GPUs with where they are rented and for how much",
     "From the catalog, in milliseconds and without asking anybody. Prices are those of the whole machine with its disk and "
     "its address, since that is what is billed. Without a name there is a row for each kind of GPU, with its best place; "
     "with one a row for each region and number of GPUs, with --all one for each machine.",
     gpus_arguments, gpus_options, gpus_examples, gpus_fields},
    {"catalog", Group::market, "say how old the known prices are, and bring newer ones",
     "aloft knows machine types and prices by a catalog that is built in. `show` says what it knows and of when. `import` "
     "reads a catalog in SkyPilot's form. `refresh` reads the clouds' own price lists; of EC2 they are public, and hundreds "
     "of megabytes a region. What is imported or refreshed replaces what was known of that cloud; `forget` goes back to "
     "what is built in. What fails or is cut off changes nothing.",
     catalog_arguments, catalog_options, catalog_examples, catalog_fields},
    {"quota", Group::market, "say which GPUs the account may have, and ask for more",
     "A cloud rents a GPU only to those whom it has granted quota, by kind, region and way of buying; a new account has none. "
     "This compares what the cheapest machine needs with what is granted and used. What a cloud does not tell is shown as "
     "unknown. `ask` looks first whether a wish has hope, asks for all that is missing, and goes elsewhere when it is refused; "
     "asking costs nothing. `list` shows what became of it, also after an aloft that was killed.",
     quota_arguments, quota_options, quota_examples, quota_fields},
};

}  // namespace

std::span<const VerbDescription> verbs_of_the_market() { return table; }

}  // namespace aloft::cli
