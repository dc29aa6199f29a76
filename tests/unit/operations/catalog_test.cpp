#include "operations/catalog.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <thread>

#include "fakes/fake_system.hpp"
#include "market/catalog_writer.hpp"
#include "operations/catalog_change.hpp"
#include "operations/catalog_folder.hpp"
#include "operations/catalog_summary.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

const market::Day day{std::chrono::days(20'000)};

market::CatalogContent content_with(const std::string& cloud, const std::string& type, std::int64_t micros) {
    market::CatalogContent content;
    market::MachineType machine;
    machine.cloud = cloud;
    machine.name = type;
    market::Region region;
    region.cloud = cloud;
    region.name = "r1";
    market::Offering offering;
    offering.cloud = cloud;
    offering.type = type;
    offering.region = "r1";
    offering.zone = "r1-a";
    offering.on_demand = market::Price{Money{micros}, day};
    content.types = {machine};
    content.regions = {region};
    content.offerings = {offering};
    content.sources = {{cloud, "prices", "a table", day}};
    return content;
}

void append(market::CatalogContent& to, const market::CatalogContent& from) {
    to.types.insert(to.types.end(), from.types.begin(), from.types.end());
    to.regions.insert(to.regions.end(), from.regions.begin(), from.regions.end());
    to.offerings.insert(to.offerings.end(), from.offerings.begin(), from.offerings.end());
    to.sources.insert(to.sources.end(), from.sources.begin(), from.sources.end());
}

class FakeFeed final : public CatalogFeed {
public:
    explicit FakeFeed(std::string cloud) : cloud_(std::move(cloud)) {}
    std::string_view cloud() const override { return cloud_; }
    Result<FeedAnswer> read(const FeedRequest& request, const Progress& progress) override {
        progress("reading");
        seen_stamps = request.stamps;
        seen_offerings = request.present.offerings.size();
        seen_limit = request.time_limit;
        meanwhile();
        return answer;
    }

    Result<FeedAnswer> answer = FeedAnswer{};
    ReadStamps seen_stamps;
    std::size_t seen_offerings = 0;
    std::chrono::milliseconds seen_limit{};
    std::function<void()> meanwhile = [] {};

private:
    std::string cloud_;
};

class CatalogKept : public ::testing::Test {
protected:
    static std::string two_clouds() {
        market::CatalogContent both = content_with("aws", "built-in", 1);
        append(both, content_with("gcp", "built-in", 2));
        return market::write_catalog(both).bytes;
    }

    CatalogFolder folder() { return CatalogFolder(keeping_); }
    std::filesystem::path file() { return folder().file(); }

    /// "aws built-in"
    std::vector<std::string> offered() {
        const Result<OpenCatalog> open = open_catalog(keeping_);
        EXPECT_TRUE(open) << describe(open.error());
        std::vector<std::string> offered;
        if (!open) return offered;
        for (const market::Offering& offering : market::content_of(open->catalog).offerings)
            offered.push_back(offering.cloud + " " + offering.type);
        return offered;
    }

    Result<CatalogImported> import(const std::string& cloud, const std::string& type) {
        const auto csv = home.home().data / ("vms-" + cloud + ".csv");
        std::ofstream(csv) << "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region\n"
                           << type << ",,,2,8,0.5,r9\n"
                           << "broken,,,2,8,,r9\n";
        return import_catalog(keeping_, {csv, cloud});
    }

    Result<std::vector<CloudRefreshed>> refresh(const CatalogRefresh& wish) {
        return refresh_catalog(keeping_, {&aws, &gcp}, clock, wish);
    }

    fakes::TemporaryHome home;
    fakes::RecordedEvents events;
    fakes::FakeClock clock;
    FakeFeed aws{"aws"};
    FakeFeed gcp{"gcp"};
    std::string built_in = two_clouds();
    CatalogKeeping keeping_{home.home(), std::as_bytes(std::span(built_in)), events};
    CatalogRefresh all{{}, {}, std::chrono::seconds(100)};
};

TEST_F(CatalogKept, IsTheBuiltInOneWhereNothingWasImported) {
    const Result<OpenCatalog> open = open_catalog(keeping_);
    ASSERT_TRUE(open);
    EXPECT_EQ(open->bytes, nullptr);
    EXPECT_THAT(offered(), UnorderedElementsAre("aws built-in", "gcp built-in"));
    EXPECT_FALSE(std::filesystem::exists(home.home().data / "catalog"));
    EXPECT_THAT(events.events, IsEmpty());
}

TEST_F(CatalogKept, AnImportReplacesItsCloudAndKeepsTheOthers) {
    const Result<CatalogImported> imported = import("aws", "mine");
    ASSERT_TRUE(imported) << describe(imported.error());
    EXPECT_EQ(imported->rows, 2);
    EXPECT_EQ(imported->offerings, 1U);
    EXPECT_THAT(imported->refused, SizeIs(1));
    EXPECT_THAT(offered(), UnorderedElementsAre("aws mine", "gcp built-in"));
    ASSERT_TRUE(import("lambda", "new"));
    EXPECT_THAT(offered(), UnorderedElementsAre("aws mine", "gcp built-in", "lambda new"));
    ASSERT_TRUE(import("aws", "later"));
    EXPECT_THAT(offered(), UnorderedElementsAre("aws later", "gcp built-in", "lambda new"));
    EXPECT_THAT(events.events, IsEmpty());
}

TEST_F(CatalogKept, AnImportThatFailsChangesNothing) {
    ASSERT_TRUE(import("aws", "mine"));
    const auto csv = home.home().data / "nonsense.csv";
    std::ofstream(csv) << "a,b\n1,2\n";
    EXPECT_FALSE(import_catalog(keeping_, {csv, "aws"}));
    EXPECT_EQ(import_catalog(keeping_, {home.home().data / "absent.csv", "aws"}).error().kind, ErrorKind::not_found);
    EXPECT_THAT(import_catalog(keeping_, {home.home().data, "aws"}).error().hint, HasSubstr("vms.csv"));
    EXPECT_THAT(offered(), UnorderedElementsAre("aws mine", "gcp built-in"));
}

TEST_F(CatalogKept, TheCloudIsSaidOrFollowsFromTheNames) {
    std::filesystem::create_directory(home.home().data / "lambda");
    const auto csv = home.home().data / "lambda" / "vms.csv";
    std::ofstream(csv) << "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region\nx,,,2,8,1,r\n";
    EXPECT_EQ(import_catalog(keeping_, {csv, {}})->cloud, "lambda");
    EXPECT_EQ(import_catalog(keeping_, {csv, "mycloud"})->cloud, "mycloud");
    EXPECT_EQ(import_catalog(keeping_, {csv, "../x"}).error().kind, ErrorKind::bad_input);
    std::filesystem::copy(csv, home.home().data / "gcp.csv");
    EXPECT_EQ(import_catalog(keeping_, {home.home().data / "gcp.csv", {}})->cloud, "gcp");
    std::filesystem::copy(csv, home.home().data / "prices.csv");
    EXPECT_THAT(import_catalog(keeping_, {home.home().data / "prices.csv", {}}).error().hint, HasSubstr("--cloud"));
}

TEST_F(CatalogKept, ADamagedFileIsToldOnceAndMadeAnew) {
    ASSERT_TRUE(import("aws", "mine"));
    const std::string whole = read_file(file()).value();
    std::string flipped = whole;
    flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 4);
    for (const std::string& damaged : {std::string(), whole.substr(0, 100), whole.substr(0, whole.size() - 1), flipped,
                                       std::string("#!/bin/sh\n"), whole + "more"}) {
        events.events.clear();
        ASSERT_TRUE(write_file(file(), damaged, Readable::by_owner));
        EXPECT_THAT(offered(), UnorderedElementsAre("aws mine", "gcp built-in"));
        ASSERT_THAT(events.notices(), SizeIs(1));
        EXPECT_THAT(events.notices().front(), HasSubstr("made anew from what was imported and refreshed: aws"));
        EXPECT_THAT(offered(), SizeIs(2));
        EXPECT_THAT(events.notices(), SizeIs(1));
        EXPECT_EQ(read_file(file()).value(), whole);
    }
}

TEST_F(CatalogKept, ADamagedFileFromWhichNothingCanBeMadeGivesWayToTheBuiltInOne) {
    std::filesystem::create_directories(file().parent_path());
    ASSERT_TRUE(write_file(file(), "nonsense", Readable::by_owner));
    EXPECT_THAT(offered(), SizeIs(2));
    EXPECT_THAT(events.notices(), SizeIs(1));
    EXPECT_THAT(offered(), SizeIs(2));
    EXPECT_THAT(events.notices(), SizeIs(1));
}

TEST_F(CatalogKept, AnotherBuiltInCatalogIsTakenInWithoutAWord) {
    ASSERT_TRUE(import("aws", "mine"));
    const std::filesystem::path before = file();
    built_in = market::write_catalog(content_with("gcp", "newer", 3)).bytes;
    keeping_.built_in = std::as_bytes(std::span(built_in));
    EXPECT_NE(file(), before);
    EXPECT_THAT(offered(), UnorderedElementsAre("aws mine", "gcp newer"));
    EXPECT_THAT(events.events, IsEmpty());
}

TEST_F(CatalogKept, ATextThatCannotBeReadIsToldAndLeftOut) {
    ASSERT_TRUE(import("aws", "mine"));
    ASSERT_TRUE(import("lambda", "new"));
    ASSERT_TRUE(write_file(folder().part("aws"), "cloud,what,origin,day\nspoilt\n", Readable::by_owner));
    ASSERT_TRUE(remove_tree(file()));
    EXPECT_THAT(offered(), UnorderedElementsAre("aws built-in", "gcp built-in", "lambda new"));
    ASSERT_THAT(events.notices(), SizeIs(1));
    EXPECT_THAT(events.notices().front(), HasSubstr("line 2"));
}

TEST_F(CatalogKept, WorksWhereNothingCanBeWritten) {
    ASSERT_TRUE(write_file(home.home().data / "catalog", "in the way", Readable::by_owner));
    EXPECT_THAT(offered(), SizeIs(2));
    EXPECT_FALSE(import("aws", "mine"));
    EXPECT_THAT(offered(), SizeIs(2));
}

TEST_F(CatalogKept, TwoAtOnceDoNoHarm) {
    const auto imports = [this](const std::string& cloud) {
        for (int i = 0; i < 10; ++i) {
            EXPECT_TRUE(import(cloud, "t" + std::to_string(i)));
            EXPECT_TRUE(open_catalog(keeping_));
        }
    };
    std::thread one([&] { imports("aws"); });
    std::thread other([&] { imports("lambda"); });
    one.join();
    other.join();
    EXPECT_THAT(offered(), UnorderedElementsAre("aws t9", "lambda t9", "gcp built-in"));
    EXPECT_THAT(events.events, IsEmpty());
}

TEST_F(CatalogKept, WhatWasOpenedStaysWhatItWas) {
    ASSERT_TRUE(import("aws", "mine"));
    const Result<OpenCatalog> open = open_catalog(keeping_);
    ASSERT_TRUE(open);
    ASSERT_TRUE(import("aws", "later"));
    EXPECT_EQ(market::content_of(open->catalog).offerings.size(), 2U);
    EXPECT_EQ(market::content_of(open->catalog).types.front().name, "mine");
}

TEST_F(CatalogKept, ForgettingIsTheWayBack) {
    ASSERT_TRUE(import("aws", "mine"));
    ASSERT_TRUE(import("lambda", "new"));
    EXPECT_THAT(*forget_catalog(keeping_, "lambda"), ElementsAre("lambda"));
    EXPECT_THAT(offered(), UnorderedElementsAre("aws mine", "gcp built-in"));
    EXPECT_THAT(*forget_catalog(keeping_, "lambda"), IsEmpty());
    EXPECT_THAT(*forget_catalog(keeping_, std::nullopt), ElementsAre("aws"));
    EXPECT_THAT(offered(), UnorderedElementsAre("aws built-in", "gcp built-in"));
}

TEST_F(CatalogKept, ARefreshKeepsWhatTheCloudSays) {
    aws.answer = FeedAnswer{content_with("aws", "fresh", 7), {{"https://prices.example/a", "\"1 x\""}}, {}};
    const auto refreshed = refresh(all);
    ASSERT_TRUE(refreshed) << describe(refreshed.error());
    ASSERT_THAT(*refreshed, SizeIs(2));
    EXPECT_EQ((*refreshed)[0].outcome, Refreshing::changed);
    EXPECT_EQ((*refreshed)[0].offerings, 1U);
    EXPECT_EQ((*refreshed)[1].outcome, Refreshing::unchanged);
    EXPECT_THAT(offered(), UnorderedElementsAre("aws fresh", "gcp built-in"));
    EXPECT_EQ(aws.seen_offerings, 1U);
    EXPECT_THAT(aws.seen_stamps, IsEmpty());
    ASSERT_TRUE(refresh(all));
    EXPECT_THAT(aws.seen_stamps,
                ElementsAre(std::pair<const std::string, std::string>("https://prices.example/a", "\"1 x\"")));
}

TEST_F(CatalogKept, AnImportMakesStampsWorthless) {
    aws.answer = FeedAnswer{content_with("aws", "fresh", 7), {{"https://prices.example/a", "\"1\""}}, {}};
    ASSERT_TRUE(refresh(all));
    ASSERT_TRUE(import("aws", "mine"));
    ASSERT_TRUE(refresh(all));
    EXPECT_THAT(aws.seen_stamps, IsEmpty());
}

TEST_F(CatalogKept, ARefreshThatFailsLeavesTheCloudAsItWas) {
    ASSERT_TRUE(import("aws", "mine"));
    aws.answer = failure(ErrorKind::unreachable, "reading prices", "no answer");
    const auto refreshed = refresh(all);
    ASSERT_TRUE(refreshed) << "the other cloud could be asked";
    EXPECT_EQ((*refreshed)[0].outcome, Refreshing::failed);
    EXPECT_EQ((*refreshed)[0].error->detail, "no answer");
    EXPECT_THAT(offered(), UnorderedElementsAre("aws mine", "gcp built-in"));
    gcp.answer = failure(ErrorKind::not_signed_in, "reading prices", "not signed in");
    EXPECT_EQ(refresh(all).error().kind, ErrorKind::unreachable) << "when none could be, that is a failure";
    EXPECT_EQ(refresh({"gcp", {}, all.time_limit}).error().kind, ErrorKind::not_signed_in);
}

TEST_F(CatalogKept, WhatIsImportedDuringARefreshStays) {
    aws.answer = FeedAnswer{content_with("aws", "fresh", 7), {}, {}};
    aws.meanwhile = [this] { ASSERT_TRUE(import("aws", "mine")); };
    const auto refreshed = refresh(all);
    ASSERT_TRUE(refreshed);
    EXPECT_EQ((*refreshed)[0].error->kind, ErrorKind::conflict);
    EXPECT_THAT(offered(), UnorderedElementsAre("aws mine", "gcp built-in"));
}

TEST_F(CatalogKept, AKillBetweenAnyTwoWritesLeavesTheOldOrTheNew) {
    ASSERT_TRUE(import("aws", "old"));
    const std::string old_text = read_file(folder().part("aws")).value();
    ASSERT_TRUE(import("aws", "new"));
    const std::string new_text = read_file(folder().part("aws")).value();
    // The file goes first, and comes last.
    ASSERT_TRUE(remove_tree(file()));
    ASSERT_TRUE(write_file(folder().part("aws"), old_text, Readable::by_owner));
    EXPECT_THAT(offered(), UnorderedElementsAre("aws old", "gcp built-in"));
    std::ofstream(folder().part("aws").string() + ".new-4711") << "half of it";
    ASSERT_TRUE(remove_tree(file()));
    ASSERT_TRUE(write_file(folder().part("aws"), new_text, Readable::by_owner));
    EXPECT_THAT(offered(), UnorderedElementsAre("aws new", "gcp built-in"));
    ASSERT_TRUE(import("aws", "newer"));
    EXPECT_FALSE(std::filesystem::exists(folder().part("aws").string() + ".new-4711"));
    EXPECT_THAT(offered(), UnorderedElementsAre("aws newer", "gcp built-in"));
    EXPECT_THAT(events.events, IsEmpty());
}

TEST_F(CatalogKept, CtrlCEndsARefreshForAllClouds) {
    aws.answer = failure(ErrorKind::interrupted, "reading prices", "you stopped it");
    EXPECT_EQ(refresh(all).error().kind, ErrorKind::interrupted);
    EXPECT_EQ(gcp.seen_limit.count(), 0) << "it was not asked any more";
}

TEST_F(CatalogKept, TheTimeLimitIsForAllOfThem) {
    EXPECT_EQ(refresh({{}, {}, std::chrono::seconds(0)}).error().kind, ErrorKind::unreachable);
    ASSERT_TRUE(refresh(all));
    EXPECT_EQ(gcp.seen_limit, all.time_limit);
}

TEST_F(CatalogKept, ACloudWithoutAFeedIsSaidSo) {
    const auto refreshed = refresh({"lambda", {}, all.time_limit});
    ASSERT_FALSE(refreshed);
    EXPECT_EQ(refreshed.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(refreshed.error().hint, HasSubstr("aws, gcp"));
}

TEST_F(CatalogKept, TheSummarySaysWhatIsWhose) {
    ASSERT_TRUE(import("lambda", "new"));
    const Result<CatalogSummary> summary = summarize_catalog(keeping_);
    ASSERT_TRUE(summary);
    ASSERT_THAT(summary->clouds, SizeIs(3));
    EXPECT_EQ(summary->clouds[0].name, "aws");
    EXPECT_EQ(summary->clouds[0].whose, Whose::built_in);
    EXPECT_EQ(summary->clouds[2].name, "lambda");
    EXPECT_EQ(summary->clouds[2].whose, Whose::persons);
    EXPECT_EQ(summary->clouds[2].offerings, 1U);
    EXPECT_EQ(summary->clouds[2].types, 1U);
    EXPECT_EQ(summary->clouds[2].regions, 1U);
    ASSERT_THAT(summary->clouds[2].sources, SizeIs(1));
    EXPECT_THAT(summary->clouds[2].sources.front().origin, HasSubstr("vms-lambda.csv"));
}

}  // namespace
}  // namespace aloft
