#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "spec/spec_file.hpp"

namespace aloft {
namespace {

TEST(WriteSpec, SaysOnlyWhatIsSaid) {
    EXPECT_EQ(write_spec({}), "");
    EXPECT_EQ(write_spec({.name = "box"}), "name: box\n");
    EXPECT_EQ(write_spec({.cpus = 4}), "machine:\n  cpus: 4\n");
    EXPECT_EQ(write_spec({.gpu = GpuWish{"T4", 1}}), "gpu: T4\n");
    EXPECT_EQ(write_spec({.gpu = GpuWish{"T4", 2}}), "gpu: T4:2\n");
    EXPECT_EQ(write_spec({.gpu = GpuWish{"RTX 6000", 2}}), "gpu: \"RTX 6000:2\"\n");
    EXPECT_EQ(write_spec({.name = "true"}), "name: \"true\"\n");
    EXPECT_EQ(write_spec({.name = "box",
                          .on = "local",
                          .kind = MachineKind::vm,
                          .cpus = 4,
                          .memory = mebibytes(1536),
                          .disk = gibibytes(40),
                          .gpu = GpuWish{"any", 1}}),
              "name: box\non: local\nmachine:\n  kind: vm\n  cpus: 4\n  memory: 1536MB\n  disk: 40GB\ngpu: any\n");
}

TEST(WriteSpec, ReadsBackEqual) {
    const std::vector<std::string> names{"", "a", "box-2", "true", "null", "no", "e1", "n"};
    const std::vector<std::string> gpus{"T4", "any", "RTX 6000 Ada", "A100-80GB", "H100.x_1", "true", "Null", "TRUE"};
    std::mt19937_64 engine(7);
    const auto below = [&](std::uint64_t limit) { return engine() % limit; };
    const auto sometimes = [&](auto value) { return below(2) == 0 ? std::nullopt : std::optional(value); };
    for (int round = 0; round < 2000; ++round) {
        const Spec spec{
            .name = names[below(names.size())],
            .on = sometimes(std::string("local")),
            .kind = sometimes(below(2) == 0 ? MachineKind::container : MachineKind::vm),
            .cpus = sometimes(static_cast<int>(1 + below(4096))),
            .memory = sometimes(Bytes{mebibytes(128).count + static_cast<std::int64_t>(below(std::uint64_t{1} << 40))}),
            .disk = sometimes(gibibytes(1 + static_cast<std::int64_t>(below(1000)))),
            .machine_type = sometimes(std::string("n1-standard-8")),
            .address = sometimes(below(2) == 0 ? PublicAddress::fixed : PublicAddress::ephemeral),
            .deadline = sometimes(std::chrono::seconds(below(2) == 0 ? 0 : 30 + below(100'000))),
            .gpu = sometimes(GpuWish{gpus[below(gpus.size())], static_cast<int>(1 + below(8))}),
            .gpu_memory = sometimes(gibibytes(1 + static_cast<std::int64_t>(below(200)))),
            .spot = sometimes(below(2) == 0 ? Spot::prefer : Spot::only),
            .clouds = sometimes(std::vector<std::string>{"gcp", "aws"}),
            .regions = sometimes(std::vector<std::string>{"us-*", "gcp/europe-west4"}),
            .order = sometimes(below(2) == 0 ? OfferOrder::price : OfferOrder::distance),
            .max_price = sometimes(Money{1 + static_cast<std::int64_t>(below(100'000'000))}),
        };
        const std::string text = write_spec(spec);
        const auto read = read_spec(text);
        ASSERT_TRUE(read) << text << describe(read.error(), "aloft.yaml");
        EXPECT_EQ(*read, spec) << text;
        EXPECT_EQ(write_spec(*read), text);
    }
}

}  // namespace
}  // namespace aloft
