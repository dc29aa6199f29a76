#include "ledger/meta_rows.hpp"
#include "ledger/schema.hpp"
#include "ledger/soci.hpp"
#include "ledger/sqlite_file.hpp"
#include "ledger/transaction.hpp"
#include "unit/ledger/ledger_fixture.hpp"

namespace aloft {
namespace {

using testing::HasSubstr;

class Schema : public testing::Test {
protected:
    /// The released migrations and one more.
    static std::vector<Migration> and_then(std::vector<std::string_view> statements) {
        std::vector<Migration> all(migrations().begin(), migrations().end());
        all.push_back({all.back().version + 1, std::move(statements)});
        return all;
    }
    std::unique_ptr<Database> open() { return value_of(open_sqlite_file(file)); }
    std::string version() {
        const auto database = open();
        return value_of(
            in_transaction(*database, Access::reading, "reading", [](soci::session& session) -> Result<std::string> {
                return read_meta(session, meta_version).value_or("none");
            }));
    }

    TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / "ledger.db";
};

TEST_F(Schema, versions_count_up_from_one) {
    int expected = 0;
    for (const Migration& migration : migrations()) EXPECT_EQ(migration.version, ++expected);
    EXPECT_GT(expected, 0);
}

TEST_F(Schema, a_new_file_gets_all_migrations) {
    expect_done(bring_up_to_date(*open(), and_then({"CREATE TABLE later (name TEXT)", "DROP TABLE history"})));
    EXPECT_EQ(version(), std::to_string(migrations().back().version + 1));
}

TEST_F(Schema, an_older_ledger_keeps_its_rows) {
    carry_out(*value_of(open_ledger(file)), plan_up("p", "a"));
    const auto database = open();
    expect_done(bring_up_to_date(*database, and_then({"ALTER TABLE machines ADD COLUMN later TEXT DEFAULT 'new'"})));
    const auto row =
        in_transaction(*database, Access::reading, "reading", [](soci::session& session) -> Result<std::string> {
            std::string name, later;
            session << "SELECT name, later FROM machines", soci::into(name), soci::into(later);
            return name + " " + later;
        });
    EXPECT_EQ(value_of(row), "a new");
}

TEST_F(Schema, an_older_aloft_refuses_the_ledger_of_a_newer_one) {
    expect_done(bring_up_to_date(*open(), and_then({"CREATE TABLE later (name TEXT)"})));
    const auto opened = open_ledger(file);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::storage);
    EXPECT_THAT(opened.error().detail, HasSubstr("newer aloft"));
}

TEST_F(Schema, a_migration_that_fails_leaves_the_ledger_as_it_was) {
    carry_out(*value_of(open_ledger(file)), plan_up("p", "a"));
    EXPECT_FALSE(bring_up_to_date(*open(), and_then({"DROP TABLE uses", "ALTER TABLE absent ADD COLUMN x TEXT"})));
    EXPECT_EQ(value_of(value_of(open_ledger(file))->users_of(image().ref)).size(), 1u);
}

TEST_F(Schema, a_first_migration_that_fails_leaves_no_mark) {
    const std::vector<Migration> broken{{1, {"CREATE TABLE meta (name TEXT)", "CREATE NONSENSE"}}};
    EXPECT_FALSE(bring_up_to_date(*open(), broken));
    EXPECT_TRUE(open()->is_new());
    EXPECT_TRUE(open_ledger(file));
}

}  // namespace
}  // namespace aloft
