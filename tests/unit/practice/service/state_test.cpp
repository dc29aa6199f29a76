#include <sys/stat.h>
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "fakes/fake_system.hpp"
#include "practice/records.hpp"
#include "practice/service/call_file.hpp"
#include "practice/service/standing_world.hpp"
#include "practice/service/state_folder.hpp"
#include "practice/sqlite_file.hpp"
#include "system/files.hpp"

namespace aloft::practice {
namespace {

using testing::HasSubstr;

class StateTest : public testing::Test {
protected:
    fakes::TemporaryHome home;
    StateFolder folder{home.home().practice_cloud()};
    void SetUp() override { ASSERT_TRUE(folder.make()); }

    static std::string lines_of(const std::filesystem::path& path) { return read_file(path).value_or(""); }
    static LoggedCall call(std::uint64_t number) { return {.number = number, .method = "m", .status = 200}; }
};

TEST_F(StateTest, TheEndpointIsTheOwnersAloneAndReadsBack) {
    EXPECT_EQ(folder.endpoint(), std::nullopt);
    const Endpoint endpoint{8470, 8471, 42, "word"};
    ASSERT_TRUE(folder.keep(endpoint));
    EXPECT_EQ(folder.endpoint(), endpoint);
    struct stat about{};
    ASSERT_EQ(::stat((folder.path() / "endpoint.json").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);
    ASSERT_EQ(::stat(folder.path().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0700U);
}

TEST_F(StateTest, AnEndpointThatIsNoneIsMadeAnew) {
    for (const char* text : {"", "{", "[]", "{\"port\": 1}", "{\"token\": 7}"}) {
        ASSERT_TRUE(write_file(folder.path() / "endpoint.json", text, Readable::by_owner));
        EXPECT_EQ(folder.endpoint(), std::nullopt) << text;
    }
}

TEST_F(StateTest, TheWorldIsWhatWasWishedThenWhatWasKept) {
    EXPECT_EQ(standing_world(folder, "")->name, "calm");
    EXPECT_EQ(standing_world(folder, "spot-storm")->name, "spot-storm");
    EXPECT_EQ(standing_world(folder, "")->name, "spot-storm");
    EXPECT_EQ(standing_world(folder, "name: mine\n")->name, "mine");
    EXPECT_EQ(standing_world(folder, "")->name, "mine");
}

TEST_F(StateTest, AWorldThatIsNoneChangesNothing) {
    ASSERT_TRUE(standing_world(folder, "calm"));
    const auto unknown = standing_world(folder, "sunny");
    ASSERT_FALSE(unknown);
    EXPECT_THAT(unknown.error().hint, HasSubstr("stockout-week"));
    const auto mistaken = standing_world(folder, "name: mine\nstok: []\n");
    ASSERT_FALSE(mistaken);
    EXPECT_THAT(mistaken.error().detail, HasSubstr("2:1"));
    EXPECT_EQ(standing_world(folder, "")->name, "calm");
}

TEST_F(StateTest, TheClocksTurnOutlivesTheProcess) {
    {
        const auto records = Records::open(folder.records()).value();
        EXPECT_EQ(kept_turn(*records).count(), 0);
        EXPECT_FALSE(kept_paper(*records));
        keep_paper(*records, true);
        ASSERT_TRUE(keep_turn(*records, std::chrono::hours(3)));
    }
    const auto records = Records::open(folder.records()).value();
    EXPECT_EQ(kept_turn(*records), std::chrono::hours(3));
    EXPECT_TRUE(kept_paper(*records));
    EXPECT_FALSE(ever_had_machines(*records));
    keep_paper(*records, false);
    keep_paper(*records, true);
    EXPECT_TRUE(ever_had_machines(*records));
}

TEST_F(StateTest, CallsAreLinesThatCountOn) {
    {
        CallFile file(folder.calls());
        EXPECT_EQ(file.last_number(), 0U);
        file.add(call(1));
        file.add(call(2));
    }
    EXPECT_EQ(CallFile(folder.calls()).last_number(), 2U);
}

TEST_F(StateTest, WhatIsKeptIsForNobodyElsesEyes) {
    {
        CallFile file(folder.calls());
        file.add(call(1));
        const auto records = Records::open(folder.records());
        ASSERT_TRUE(records) << describe(records.error());
        (*records)->put("signIn/person", {{"refresh_token", "secret"}});
        ASSERT_TRUE((*records)->commit());
        for (const auto& entry : std::filesystem::directory_iterator(folder.calls().parent_path()))
            EXPECT_EQ(
                entry.status().permissions() & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
                std::filesystem::perms::none)
                << entry.path();
    }
    EXPECT_NE(Records::open(folder.records()).value()->find("signIn/person"), nullptr);
}

/// Writes into the file behind its back.
void damage(const std::filesystem::path& file, const char* sql) {
    auto database = SqliteFile::open(file.string());
    ASSERT_TRUE(database);
    ASSERT_TRUE(database->run(sql));
}

TEST_F(StateTest, WhatCannotBeReadIsSetAsideAndToldOf) {
    {
        const auto records = Records::open(folder.records()).value();
        for (const char* name : {"a", "b", "c"}) records->put(name, {{"is", name}});
        for (const char* thing : {"one", "two", "three"})
            records->append({.at = {}, .project = "p", .thing = thing, .id = "1", .state = "on", .rates = {}});
        ASSERT_TRUE(records->commit());
    }
    damage(
        folder.records(),
        "UPDATE documents SET document = '{torn' WHERE name = 'b'; UPDATE readings SET reading = '{}' WHERE number = 1");
    for (int time = 0; time < 2; ++time) {
        const auto records = Records::open(folder.records()).value();
        const std::set<std::string> damaged(records->damaged().begin(), records->damaged().end());
        EXPECT_EQ(damaged, time == 0 ? (std::set<std::string>{"b", "reading 1"}) : std::set<std::string>());
        EXPECT_EQ(records->find("b"), nullptr);
        EXPECT_EQ(records->find("c")->at("is"), "c");
        ASSERT_EQ(records->readings().size(), 2U + static_cast<std::size_t>(time));
        EXPECT_EQ(records->readings()[1].thing, "three");
        records->append({.at = {}, .project = "p", .thing = "four", .id = "1", .state = "on", .rates = {}});
        records->put("d", {});
        ASSERT_TRUE(records->commit()) << "numbers of readings are not used twice";
    }
    std::vector<std::string> texts;
    auto database = SqliteFile::open(folder.records().string());
    ASSERT_TRUE(database->each("SELECT text FROM damaged ORDER BY name",
                               [&](sqlite3_stmt* row) { texts.emplace_back(text_at(row, 0)); }));
    EXPECT_EQ(texts, (std::vector<std::string>{"{torn", "{}"}));
}

TEST_F(StateTest, ATornLineIsNoCall) {
    {
        CallFile file(folder.calls());
        file.add(call(1));
    }
    std::ofstream(folder.calls(), std::ios::app) << R"({"number": 2, "at)";
    CallFile file(folder.calls());
    EXPECT_EQ(file.last_number(), 1U);
    file.add(call(2));
    EXPECT_EQ(CallFile(folder.calls()).last_number(), 2U);
}

TEST_F(StateTest, ALargeFileIsSetAside) {
    CallFile file(folder.calls(), 1);
    for (std::uint64_t number = 1; number <= 3; ++number) file.add(call(number));
    EXPECT_THAT(lines_of(folder.calls()), HasSubstr("\"number\":3"));
    EXPECT_THAT(lines_of(folder.calls().string() + ".1"), HasSubstr("\"number\":2"));
    std::filesystem::remove(folder.calls());
    EXPECT_EQ(CallFile(folder.calls()).last_number(), 2U);
}

}  // namespace
}  // namespace aloft::practice
