#include "agent/readings.hpp"

#include <gmock/gmock.h>

#include "fakes/fake_system.hpp"
#include "system/files.hpp"

namespace aloft::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A computer's kernel, in a folder, and its driver.
class ReadingsTest : public testing::Test, protected Processes {
protected:
    ReadingsTest() {
        std::filesystem::create_directories(places_.processes);
        std::filesystem::create_directories(places_.limits / "memory");
        write(places_.processes / "meminfo",
              "MemTotal:       16777216 kB\nMemFree: 1 kB\nMemAvailable:   12582912 kB\n");
        write(places_.processes / "loadavg", "0.00 0.01 0.05 1/400 12345\n");
    }

    static void write(const std::filesystem::path& file, std::string_view text) {
        ASSERT_TRUE(write_file(file, text, Readable::by_owner));
    }
    Readings read() { return read_machine(places_, *this); }

    Result<Finished> run(const Command& command) override {
        asked_ = command.argv;
        if (command.argv.front() == "systemd-detect-virt") return Finished{.exit_code = in_container_ ? 0 : 1};
        return driver_;
    }
    Result<int> run_attached(const Command& /*command*/) override { return 1; }
    std::optional<std::string> find_program(std::string_view name) override {
        return has_driver_ ? std::optional("/usr/bin/" + std::string(name)) : std::nullopt;
    }

    fakes::TemporaryHome home_;
    std::filesystem::path root_ = home_.home().data;
    KernelPlaces places_{root_ / "proc", root_ / "limits", "/"};
    bool in_container_ = false;
    bool has_driver_ = true;
    Finished driver_;
    std::vector<std::string> asked_;
};

TEST_F(ReadingsTest, AMachineTellsOfItsMemoryDiskAndLoad) {
    has_driver_ = false;
    const Readings readings = read();
    EXPECT_EQ(readings.memory, gibibytes(16));
    EXPECT_EQ(readings.memory_used, gibibytes(4));
    EXPECT_EQ(readings.load_percent, 0);
    EXPECT_GT(readings.cpus, 0);
    ASSERT_TRUE(readings.disk.has_value());
    EXPECT_GT(readings.disk, readings.disk_used);
    EXPECT_THAT(readings.cards, IsEmpty());
    EXPECT_EQ(readings.cards_problem, "");
}

TEST_F(ReadingsTest, AContainerTellsOfItsOwnLimitsAndNotOfTheComputerAroundIt) {
    in_container_ = true;
    write(places_.limits / "memory.max", "2147483648\n");
    write(places_.limits / "memory.current", "1073741824\n");
    const Readings readings = read();
    EXPECT_EQ(readings.memory, gibibytes(2));
    EXPECT_EQ(readings.memory_used, gibibytes(1));
    EXPECT_EQ(readings.load_percent, std::nullopt);
    write(places_.limits / "memory.max", "max\n");
    EXPECT_EQ(read().memory, gibibytes(16));
    write(places_.limits / "memory/memory.limit_in_bytes", "1073741824\n");
    write(places_.limits / "memory/memory.usage_in_bytes", "536870912\n");
    EXPECT_EQ(read().memory, gibibytes(1));
    EXPECT_EQ(read().memory_used, mebibytes(512));
    write(places_.limits / "memory/memory.limit_in_bytes", "9223372036854771712\n");
    EXPECT_EQ(read().memory, gibibytes(16));
}

TEST_F(ReadingsTest, EachCardIsALine) {
    driver_.output =
        "Tesla T4, 580.95.05, 96, 15360, 10445, 65, 68.34\n"
        "NVIDIA A100-SXM4-40GB, 580.95.05, [N/A], 40960, 0, 33, [Not Supported]\n";
    EXPECT_THAT(read().cards,
                ElementsAre(CardReading{"Tesla T4", "580.95.05", 96, mebibytes(15360), mebibytes(10445), 65, 68},
                            CardReading{"NVIDIA A100-SXM4-40GB", "580.95.05", {}, mebibytes(40960), Bytes{0}, 33, {}}));
    EXPECT_EQ(asked_.at(0), "/usr/bin/nvidia-smi");
    EXPECT_EQ(asked_.back(), "--format=csv,noheader,nounits");
}

TEST_F(ReadingsTest, ADriverThatDoesNotAnswerIsQuoted) {
    driver_ = {.exit_code = 9,
               .output = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n"};
    EXPECT_EQ(read().cards_problem, "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.");
    driver_ = {.exit_code = 14};
    EXPECT_EQ(read().cards_problem, "nvidia-smi ended with 14");
    driver_ = {.exit_code = 137, .timed_out = true};
    EXPECT_EQ(read().cards_problem, "nvidia-smi did not end in time");
}

TEST_F(ReadingsTest, RubbishIsNoFigure) {
    EXPECT_THAT(cards_in(""), IsEmpty());
    EXPECT_THAT(cards_in("x\n"), ElementsAre(CardReading{.name = "x"}));
    EXPECT_THAT(cards_in("x, y, 1e300, -5, nan, 9999999999, 3.5.1"),
                ElementsAre(CardReading{"x", "y", {}, {}, {}, {}, {}}));
}

}  // namespace
}  // namespace aloft::agent
