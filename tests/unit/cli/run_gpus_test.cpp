#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/run.hpp"
#include "fakes/fake_backstage.hpp"
#include "fakes/fake_catalog.hpp"
#include "fakes/fake_connect_times.hpp"
#include "fakes/fake_quota_cloud.hpp"
#include "fakes/fake_terminal.hpp"
#include "golden.hpp"

namespace aloft::cli {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

market::Price price(std::int64_t micros, market::Certainty certainty = market::Certainty::published) {
    return {Money{micros}, std::chrono::year(2026) / 7 / 30, certainty};
}

market::CatalogContent some_market() {
    market::CatalogContent content;
    content.gpus = {{.name = "T4",
                     .aliases = "nvidia-tesla-t4",
                     .maker = "NVIDIA",
                     .generation = "Turing",
                     .memory_mib = 16384,
                     .compute_capability = 75,
                     .tflops_fp16_tenths = 650},
                    {.name = "H100",
                     .maker = "NVIDIA",
                     .generation = "Hopper",
                     .memory_mib = 81920,
                     .compute_capability = 90,
                     .tflops_fp16_tenths = 9890},
                    {.name = "K80", .maker = "NVIDIA", .retired = "no zone offers it", .instead = "T4 H100"},
                    {.name = "A6000", .maker = "NVIDIA", .memory_mib = 49152}};
    const auto n1 = [](const std::string& name, int cpus, int memory) {
        return market::MachineType{.cloud = "gcp",
                                   .name = name,
                                   .millicpus = cpus * 1000,
                                   .memory_mib = memory,
                                   .gpu = "T4",
                                   .gpus = 1,
                                   .attached = true};
    };
    content.types = {
        n1("n1-standard-1", 1, 3840),
        n1("n1-standard-4", 4, 15360),
        {.cloud = "gcp", .name = "e2-standard-2", .millicpus = 2000, .memory_mib = 8192},
        {.cloud = "gcp", .name = "a3-highgpu-8g", .millicpus = 208000, .memory_mib = 1916928, .gpu = "H100", .gpus = 8},
        {.cloud = "aws", .name = "g4dn.xlarge", .millicpus = 4000, .memory_mib = 16384, .gpu = "T4", .gpus = 1}};
    content.regions = {{.cloud = "gcp",
                        .name = "us-central1",
                        .title = "Iowa",
                        .endpoint = "iowa.example",
                        .disk_gb_month = Money{100'000},
                        .address_hour = Money{5'000}},
                       {.cloud = "gcp", .name = "europe-west4", .title = "Eemshaven", .endpoint = "eems.example"},
                       {.cloud = "aws", .name = "us-east-1", .title = "Virginia", .endpoint = "virginia.example"}};
    const auto estimated = [](std::int64_t micros) { return price(micros, market::Certainty::estimated); };
    content.offerings = {
        {"gcp", "n1-standard-1", "T4", 1, "us-central1", "us-central1-a", price(397'500), price(206'000)},
        {"gcp", "n1-standard-4", "T4", 1, "us-central1", "us-central1-a", price(540'000), price(250'000)},
        {"gcp", "n1-standard-4", "T4", 1, "us-central1", "us-central1-b", price(540'000), price(250'000)},
        {"gcp", "n1-standard-4", "T4", 1, "europe-west4", "europe-west4-b", price(600'000), price(200'000)},
        {"gcp", "e2-standard-2", "", 0, "us-central1", "us-central1-a", price(67'000), std::nullopt},
        {"gcp", "a3-highgpu-8g", "H100", 8, "us-central1", "us-central1-a", price(88'490'000), price(50'610'000)},
        {"aws", "g4dn.xlarge", "T4", 1, "us-east-1", "use1-az2", estimated(526'000), estimated(190'000)},
        {"aws", "g4dn.xlarge", "T4", 1, "us-east-1", "use1-az4", estimated(526'000), std::nullopt}};
    return content;
}

/// `aloft gpus` as it is typed.
class RunGpus : public ::testing::Test {
protected:
    int run(std::vector<std::string> words, int columns = 120) {
        words.insert(words.begin(), "gpus");
        terminal.width = columns;
        terminal.output.clear();
        terminal.error.clear();
        Backstage backstage = fakes::backstage_of(bench, terminal);
        backstage.clouds = {&bench.cloud, &google};
        backstage.open_ledger = [this]() -> Result<std::unique_ptr<Ledger>> {
            ++ledgers_opened;
            return bench.open_ledger();
        };
        backstage.builtin_catalog = catalog.bytes();
        backstage.connect_times = &times;
        return aloft::run(words, backstage);
    }

    /// GPU, machine type and region of each row.
    std::vector<std::string> rows(std::vector<std::string> words) {
        words.emplace_back("--json");
        EXPECT_EQ(run(std::move(words)), 0) << terminal.output;
        std::vector<std::string> rows;
        const json record = json::parse(terminal.output);
        for (const json& offer : record["offers"])
            rows.push_back(offer["gpu"].get<std::string>() + " " + offer["machine_type"].get<std::string>() + " " +
                           offer["region"].get<std::string>());
        return rows;
    }

    fakes::Bench bench;
    fakes::FakeTerminal terminal;
    fakes::FakeCatalog catalog{some_market()};
    fakes::FakeConnectTimes times;
    fakes::FakeQuotaCloud google{"gcp", bench.clock};
    int ledgers_opened = 0;
};

TEST_F(RunGpus, ListsKindsWithTheirBestPlace) {
    EXPECT_EQ(run({}), 0);
    tests::expect_golden("cli/gpus.txt", terminal.output);
    EXPECT_EQ(run({}, 60), 0);
    tests::expect_golden("cli/gpus-narrow.txt", terminal.output);
    EXPECT_EQ(ledgers_opened, 0) << "milliseconds count";
}

TEST_F(RunGpus, ListsPlacesOfOneKind) {
    EXPECT_EQ(run({"T4"}), 0);
    tests::expect_golden("cli/gpus-t4.txt", terminal.output);
    EXPECT_THAT(rows({"--all"}), ::testing::SizeIs(6)) << "and those without a GPU";
    EXPECT_EQ(run({"nvidia tesla t4", "--all", "--spot"}), 0);
    tests::expect_golden("cli/gpus-t4-all-spot.txt", terminal.output);
}

TEST_F(RunGpus, IsAlsoForPrograms) {
    EXPECT_EQ(run({"H100", "--json"}), 0);
    tests::expect_golden("cli/gpus-h100.json", terminal.output);
    EXPECT_EQ(run({"T4", "--csv"}), 0);
    tests::expect_golden("cli/gpus-t4.csv", terminal.output);
}

TEST_F(RunGpus, HeedsEveryWish) {
    EXPECT_THAT(rows({}), ElementsAre("T4 g4dn.xlarge us-east-1", "H100 a3-highgpu-8g us-central1"));
    EXPECT_THAT(rows({"T4", "--cloud", "gcp", "--region", "us-*"}), ElementsAre("T4 n1-standard-4 us-central1"));
    EXPECT_THAT(rows({"--memory", ">=40GB"}), ElementsAre("H100 a3-highgpu-8g us-central1"));
    EXPECT_THAT(rows({"--memory", "<=40GB"}), ElementsAre("T4 g4dn.xlarge us-east-1"));
    EXPECT_THAT(rows({"--memory", "10GB..20GB"}), ElementsAre("T4 g4dn.xlarge us-east-1"));
    EXPECT_THAT(rows({"--fits", "70b"}), ElementsAre("H100 a3-highgpu-8g us-central1"));
    EXPECT_THAT(rows({"--count", "8"}), ElementsAre("H100 a3-highgpu-8g us-central1"));
    EXPECT_THAT(rows({"--count", "0"}), ElementsAre(" e2-standard-2 us-central1"));
    EXPECT_THAT(
        rows({"T4", "--max-price", "0.53"}),
        ElementsAre("T4 g4dn.xlarge us-east-1", "T4 n1-standard-4 europe-west4", "T4 n1-standard-4 us-central1"))
        << "the dearer ones as spot";
    EXPECT_THAT(rows({"--sort", "speed"}), ElementsAre("H100 a3-highgpu-8g us-central1", "T4 g4dn.xlarge us-east-1"));
    EXPECT_THAT(rows({"--sort", "price-per-tflop"}),
                ElementsAre("T4 g4dn.xlarge us-east-1", "H100 a3-highgpu-8g us-central1"));
}

TEST_F(RunGpus, PutsTheNearestFirst) {
    times.answers["eems.example"] = std::chrono::milliseconds(8);
    times.answers["iowa.example"] = std::chrono::milliseconds(120);
    EXPECT_THAT(
        rows({"T4", "--sort", "distance"}),
        ElementsAre("T4 n1-standard-4 europe-west4", "T4 n1-standard-4 us-central1", "T4 g4dn.xlarge us-east-1"));
    EXPECT_EQ(run({"T4", "--sort", "distance"}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("8 ms"));
    times.answers.clear();
    bench.clock.sleep(std::chrono::hours(30));
    EXPECT_EQ(run({"T4", "--sort", "distance"}), 0);
    EXPECT_THAT(terminal.error, HasSubstr("no region answered"));
}

TEST_F(RunGpus, AsksForQuotaOnlyWhenTold) {
    google.book[{"gcp", "NVIDIA_T4_GPUS", "us-central1", {}}] = {.limit = 0, .used = 0};
    EXPECT_EQ(run({"T4"}), 0);
    EXPECT_THAT(google.regions_read, ::testing::IsEmpty());
    EXPECT_EQ(run({"T4", "--quota"}), 0);
    tests::expect_golden("cli/gpus-t4-quota.txt", terminal.output);
    EXPECT_THAT(terminal.error, HasSubstr("aws: "));
}

TEST_F(RunGpus, TellsWhatReplacesARetiredKind) {
    EXPECT_NE(run({"K80"}), 0);
    EXPECT_THAT(terminal.error, HasSubstr("it is retired: no zone offers it"));
    EXPECT_THAT(terminal.error, HasSubstr("aloft gpus T4,H100"));
    EXPECT_NE(run({"A6000"}), 0);
    EXPECT_THAT(terminal.error, HasSubstr("nobody in the catalog rents it"));
}

TEST_F(RunGpus, SuggestsWhatWasMeant) {
    EXPECT_NE(run({"T5"}), 0);
    EXPECT_THAT(terminal.error, HasSubstr("perhaps T4"));
    EXPECT_NE(run({"H100", "--region", "europe-*"}), 0);
    EXPECT_THAT(terminal.error, HasSubstr("nothing in the catalog is as asked"));
    EXPECT_NE(run({"H100", "--region", "us-centrall"}), 0);
    EXPECT_THAT(terminal.error, HasSubstr("perhaps us-central1"));
    EXPECT_NE(run({"--cloud", "GPC"}), 0);
    EXPECT_THAT(terminal.error, HasSubstr("perhaps gcp"));
    EXPECT_EQ(run({"T4,K80"}), 0) << "either will do";
}

TEST_F(RunGpus, RefusesWishesThatCannotBe) {
    const std::vector<std::vector<std::string>> wrong{{"--count", "x"},     {"--count", "-1"}, {"--memory", ">24"},
                                                      {"--memory", "9..8"}, {"--fits", "big"}, {"--max-price", "0"},
                                                      {"--sort", "beauty"}, {"--disk", "none"}};
    for (const auto& words : wrong) {
        EXPECT_NE(run(words), 0) << words[0];
        EXPECT_THAT(terminal.error, HasSubstr(words[0] + " cannot be '" + words[1] + "'"));
    }
}

}  // namespace
}  // namespace aloft::cli
