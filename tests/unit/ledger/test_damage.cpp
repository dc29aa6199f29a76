#include <sqlite3.h>

#include <fstream>
#include <random>

#include "unit/ledger/ledger_fixture.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}
void write(const fs::path& file, const std::string& content) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

/// A ledger as it is in the middle of work: machines, shared things, a plan that is under way.
std::string ledger_in_use(const fs::path& file) {
    const auto ledger = value_of(open_ledger(file));
    for (const char* machine : {"a", "b", "c"}) carry_out(*ledger, plan_up(std::string("p-") + machine, machine));
    const Plan cut_off = plan_of("p4", "b", {step(Action::remove, instance_of("b"))}, Verb::down);
    expect_done(ledger->begin(cut_off));
    expect_done(ledger->intend(cut_off, 0, Direction::act));
    return content_of(file);
}

enum class Damage { flipped_bits, random_bytes, zeros, copied, truncated };
constexpr int kinds_of_damage = 5;

std::string damaged(std::string content, Damage damage, std::mt19937& random) {
    const auto below = [&](std::size_t end) { return static_cast<std::size_t>(random() % end); };
    const std::size_t at = below(content.size());
    const std::size_t length = 1 + below(std::min<std::size_t>(content.size() - at, 600));
    switch (damage) {
        case Damage::flipped_bits:
            for (std::size_t flips = 1 + below(16); flips > 0; --flips) {
                char& byte = content[below(content.size())];
                byte = static_cast<char>(byte ^ (1 << below(8)));
            }
            break;
        case Damage::random_bytes:
            for (std::size_t position = at; position < at + length; ++position) {
                content[position] = static_cast<char>(random());
            }
            break;
        case Damage::zeros: content.replace(at, length, length, '\0'); break;
        case Damage::copied: content.replace(at, length, content.substr(below(content.size()), length)); break;
        case Damage::truncated: content.resize(at); break;
    }
    return content;
}

/// What a person reads, or nothing when the call worked.
template <class Value>
void expect_words_if_failed(const Result<Value>& result, const std::string& what) {
    if (result) return;
    const Error& error = result.error();
    // A damaged name or state may also make our own rules refuse.
    EXPECT_THAT(error.kind, testing::AnyOf(ErrorKind::storage, ErrorKind::conflict, ErrorKind::not_found)) << what;
    EXPECT_FALSE(error.doing.empty()) << what;
    EXPECT_FALSE(error.detail.empty()) << what;
    EXPECT_TRUE(error.kind != ErrorKind::storage || !error.hint.empty()) << what << ": " << describe(error);
}

/// Every call once. True when all of them worked.
bool use(const fs::path& file, const std::string& what) {
    const auto ledger = open_ledger(file);
    expect_words_if_failed(ledger, what);
    if (!ledger) return false;
    bool worked = true;
    const auto call = [&](const auto& result) {
        expect_words_if_failed(result, what);
        worked = worked && result.has_value();
    };
    call((*ledger)->machines());
    call((*ledger)->machine("a"));
    call((*ledger)->resources("b"));
    call((*ledger)->all_resources());
    call((*ledger)->users_of(image().ref));
    call((*ledger)->open_plan("b"));
    const Plan plan = plan_up("p5", "d");
    call((*ledger)->begin(plan));
    call((*ledger)->intend(plan, 0, Direction::act));
    call((*ledger)->done(plan, 0, Direction::act, found_of(image(), Condition::ready)));
    call((*ledger)->intend(plan, 1, Direction::act));
    call((*ledger)->failed(plan, 1, Direction::act, {ErrorKind::failed, "d", "e", "", {}}));
    call((*ledger)->end("p5", std::nullopt));
    call((*ledger)->record("d", disk_of("d"), found_of(disk_of("d"), Condition::absent)));
    call((*ledger)->forget_machine("d"));
    return worked;
}

class DamagedLedger : public testing::TestWithParam<int> {};

TEST_P(DamagedLedger, works_or_says_that_it_is_damaged) {
    constexpr unsigned seeds = 120;
    const TemporaryFolder folder;
    const std::string sound = ledger_in_use(folder.path() / "sound.db");
    int worked = 0;
    for (unsigned seed = 0; seed < seeds; ++seed) {
        std::mt19937 random(seed);
        const fs::path file = folder.path() / ("damaged" + std::to_string(seed) + ".db");
        write(file, damaged(sound, static_cast<Damage>(GetParam()), random));
        worked += use(file, "seed " + std::to_string(seed));
        fs::remove(file);
    }
    EXPECT_LT(worked, static_cast<int>(seeds)) << "none of the damage was noticed: is there any?";
}

INSTANTIATE_TEST_SUITE_P(Damage, DamagedLedger, testing::Range(0, kinds_of_damage));

TEST(UndamagedLedger, works_under_the_same_calls) {
    const TemporaryFolder folder;
    ledger_in_use(folder.path() / "sound.db");
    EXPECT_TRUE(use(folder.path() / "sound.db", "sound"));
}

/// What a computer leaves that loses its power in the middle of a commit: the ledger half written, and the journal
/// from which SQLite restores it.
class CutOffCommit : public testing::Test {
protected:
    CutOffCommit() {
        const fs::path file = folder.path() / "ledger.db";
        before = ledger_in_use(file);
        sqlite3* connection = nullptr;
        sqlite3_open(file.c_str(), &connection);
        // With room for so few pages, SQLite must write to the ledger before it commits.
        sqlite3_exec(connection, "PRAGMA journal_mode = PERSIST; PRAGMA cache_size = 1; PRAGMA cache_spill = 1",
                     nullptr, nullptr, nullptr);
        sqlite3_exec(connection,
                     "BEGIN IMMEDIATE;"
                     "UPDATE resources SET found = hex(randomblob(3000)), state = 'leaving';"
                     "UPDATE machines SET owner = hex(randomblob(3000));"
                     "DELETE FROM uses; UPDATE plans SET begun = hex(randomblob(3000))",
                     nullptr, nullptr, nullptr);
        half_written = content_of(file);
        journal = content_of(folder.path() / "ledger.db-journal");
        sqlite3_exec(connection, "ROLLBACK", nullptr, nullptr, nullptr);
        sqlite3_close(connection);
    }

    void expect_healed(const std::string& journal_found) {
        const fs::path file = folder.path() / "found" / "ledger.db";
        fs::create_directories(file.parent_path());
        write(file, half_written);
        write(file.string() + "-journal", journal_found);
        const auto ledger = value_of(open_ledger(file));
        EXPECT_EQ(value_of(ledger->machines()).size(), 3u);
        EXPECT_EQ(value_of(ledger->all_resources()).size(), 7u);
        EXPECT_EQ(value_of(ledger->users_of(image().ref)).size(), 3u);
        EXPECT_EQ(value_of(ledger->open_plan("b"))->open_steps.size(), 1u);
        EXPECT_EQ(content_of(file), before);
    }

    TemporaryFolder folder;
    std::string before;
    std::string half_written;
    std::string journal;
};

TEST_F(CutOffCommit, heals_by_itself) {
    ASSERT_NE(half_written, before);
    expect_healed(journal);
}

TEST_F(CutOffCommit, heals_with_garbage_behind_the_journal) {
    ASSERT_NE(half_written, before);
    expect_healed(journal + std::string(5'000, 'g'));
}

}  // namespace
}  // namespace aloft
