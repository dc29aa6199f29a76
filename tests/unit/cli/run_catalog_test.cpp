#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/run.hpp"
#include "fakes/fake_backstage.hpp"
#include "fakes/fake_terminal.hpp"
#include "market/catalog_writer.hpp"

namespace aloft::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class SilentFeed final : public CatalogFeed {
public:
    std::string_view cloud() const override { return "aws"; }
    Result<FeedAnswer> read(const FeedRequest& request, const Progress&) override {
        regions = request.regions;
        return answer;
    }
    Result<FeedAnswer> answer = FeedAnswer{};
    std::vector<std::string> regions;
};

/// `aloft catalog` as it is typed, on an empty built-in catalog.
class RunCatalog : public ::testing::Test {
protected:
    int run(std::vector<std::string> words) {
        words.insert(words.begin(), "catalog");
        terminal.output.clear();
        terminal.error.clear();
        Backstage backstage = fakes::backstage_of(bench, terminal);
        backstage.open_ledger = []() -> Result<std::unique_ptr<Ledger>> {
            throw std::logic_error("no ledger is needed");
        };
        backstage.builtin_catalog = std::as_bytes(std::span(built_in));
        backstage.catalog_feeds = {&feed};
        return aloft::run(words, backstage);
    }
    std::string csv(const std::string& name) {
        const auto path = bench.folder.home().data / name;
        std::ofstream(path) << "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region\n"
                               "x,T4,1,2,8,0.5,r1\nbad,,,2,8,,r1\n";
        return path.string();
    }

    fakes::Bench bench;
    fakes::FakeTerminal terminal;
    SilentFeed feed;
    std::string built_in = market::write_catalog({}).bytes;
};

TEST_F(RunCatalog, ImportsShowsAndForgets) {
    EXPECT_EQ(run({"import", csv("gcp.csv")}), 0) << terminal.error;
    EXPECT_THAT(terminal.output, HasSubstr("gcp: 1 offer from 2 rows"));
    EXPECT_THAT(terminal.output, HasSubstr("line 3: r1 bad: it has no price"));
    EXPECT_EQ(run({}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("gcp: 1 offer of 1 machine type with 1 kind of GPU in 1 region, yours"));
    EXPECT_EQ(run({"forget", "--cloud", "gcp"}), 0);
    EXPECT_EQ(terminal.output, "gcp: as built in again\n");
}

TEST_F(RunCatalog, GivesRecords) {
    EXPECT_EQ(run({"import", csv("prices.csv"), "--cloud", "gcp", "--json"}), 0);
    const json imported = json::parse(terminal.output);
    EXPECT_EQ(imported["imported"]["refused"][0]["why"], "it has no price");
    EXPECT_TRUE(imported["clouds"].is_null());
    EXPECT_EQ(run({"show", "--json"}), 0);
    EXPECT_EQ(json::parse(terminal.output)["clouds"][0]["built_in"], false);
    EXPECT_EQ(run({"refresh", "--json"}), 0);
    EXPECT_EQ(json::parse(terminal.output)["refreshed"][0]["outcome"], "unchanged");
    EXPECT_EQ(run({"forget", "--json"}), 0);
    EXPECT_EQ(json::parse(terminal.output)["forgotten"], json({"gcp"}));
}

TEST_F(RunCatalog, ARefreshAsksForTheRegionsThatWereNamed) {
    EXPECT_EQ(run({"refresh", "--region", "a-1,b-2"}), 2);
    EXPECT_THAT(terminal.error, HasSubstr("--cloud aws"));
    EXPECT_EQ(run({"refresh", "--cloud", "aws", "--region", "a-1,b-2"}), 0);
    EXPECT_THAT(feed.regions, ::testing::ElementsAre("a-1", "b-2"));
    feed.answer = failure(ErrorKind::unreachable, "reading prices", "nobody answers", "try later");
    EXPECT_EQ(run({"refresh", "--cloud", "aws"}), 7);
    EXPECT_THAT(terminal.error, HasSubstr("nobody answers"));
}

TEST_F(RunCatalog, AMistakeIsSaidWithWhatWouldBeRight) {
    EXPECT_EQ(run({"imprt", "x"}), 2);
    EXPECT_THAT(terminal.error, HasSubstr("did you mean: aloft catalog import?"));
    EXPECT_EQ(run({"dance"}), 2);
    EXPECT_THAT(terminal.error, HasSubstr("there is: show, import, refresh, forget"));
    EXPECT_EQ(run({"import"}), 2);
    EXPECT_EQ(run({"show", "--cloud", "aws"}), 2);
    EXPECT_EQ(run({"refresh", "file.csv"}), 2);
    EXPECT_EQ(run({"refresh", "--time-limit", "soon"}), 2);
    EXPECT_THAT(terminal.error, HasSubstr("--time-limit 600"));
    EXPECT_EQ(run({"import", "absent.csv", "--cloud", "gcp"}), 3);
    EXPECT_EQ(run({"import", "absent.csv"}), 3) << "before its cloud is asked for";
    EXPECT_EQ(run({"import", "/dev/zero", "--cloud", "gcp"}), 2);
    EXPECT_THAT(terminal.error, HasSubstr("more than 256 MB"));
}

}  // namespace
}  // namespace aloft::cli
