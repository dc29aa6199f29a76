#include <sys/stat.h>
#include <sqlite3.h>

#include <fstream>

#include "ledger/soci.hpp"
#include "ledger/sqlite_file.hpp"
#include "ledger/transaction.hpp"
#include "unit/ledger/in_child.hpp"
#include "unit/ledger/ledger_fixture.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::MatchesRegex;

class Opening : public testing::Test {
protected:
    Error failure_of(const fs::path& place) {
        const auto opened = open_ledger(place);
        return opened ? Error{.detail = "it opened"} : opened.error();
    }
    void make_ledger(const fs::path& place) { carry_out(*value_of(open_ledger(place)), plan_up("p", "a")); }

    TemporaryFolder folder;
    const fs::path file = folder.path() / "home" / "data" / "ledger.db";
};

mode_t mode_of(const fs::path& path) {
    struct stat status{};
    ::stat(path.c_str(), &status);
    return status.st_mode & 0777;
}

void run_sql(const fs::path& file, const std::string& sql) {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(connection);
    sqlite3_close(connection);
}

std::string content_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}
void write(const fs::path& file, const std::string& content) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

void expect_storage(const Error& error, const std::string& detail, const std::string& hint) {
    EXPECT_EQ(error.kind, ErrorKind::storage);
    EXPECT_THAT(error.doing, testing::Not(testing::IsEmpty()));
    EXPECT_THAT(error.detail, HasSubstr(detail));
    EXPECT_THAT(error.hint, HasSubstr(hint));
}

const std::string rebuild = "aloft doctor --rebuild";

TEST_F(Opening, makes_folders_and_files_for_their_owner_alone) {
    const std::string modes = in_child([&] {
        ::umask(0);
        make_ledger(file);
        std::string text;
        for (const fs::path& one : {file.parent_path(), file.parent_path().parent_path()}) {
            text += std::to_string(mode_of(one)) + " ";
        }
        for (const auto& entry : fs::directory_iterator(file.parent_path())) {
            text += std::to_string(mode_of(entry.path())) + " ";
        }
        return text;
    });
    // Two folders with 0700; ledger, its journal and owner with 0600.
    EXPECT_EQ(modes, "448 448 384 384 384 ");
}

TEST_F(Opening, an_owner_is_eight_letters_and_stays) {
    const std::string owner = value_of(open_ledger(file))->owner();
    EXPECT_THAT(owner, MatchesRegex("[a-z]{8}"));
    EXPECT_EQ(value_of(open_ledger(file))->owner(), owner);
    EXPECT_EQ(content_of(file.parent_path() / "owner"), owner + "\n");
}

TEST_F(Opening, two_ledgers_have_two_owners) {
    EXPECT_NE(value_of(open_ledger(folder.path() / "1" / "l"))->owner(),
              value_of(open_ledger(folder.path() / "2" / "l"))->owner());
}

TEST_F(Opening, a_lost_ledger_keeps_its_owner) {
    const std::string owner = value_of(open_ledger(file))->owner();
    fs::remove(file);
    EXPECT_EQ(value_of(open_ledger(file))->owner(), owner);
}

TEST_F(Opening, a_lost_owner_file_is_written_again) {
    const std::string owner = value_of(open_ledger(file))->owner();
    fs::remove(file.parent_path() / "owner");
    EXPECT_EQ(value_of(open_ledger(file))->owner(), owner);
    EXPECT_EQ(content_of(file.parent_path() / "owner"), owner + "\n");
}

TEST_F(Opening, an_owner_file_that_holds_something_else_is_not_taken_for_an_owner) {
    fs::create_directories(file.parent_path());
    write(file.parent_path() / "owner", "Not An Owner\n");
    expect_storage(failure_of(file), "holds no owner", "put back");
    EXPECT_EQ(content_of(file.parent_path() / "owner"), "Not An Owner\n");
}

TEST_F(Opening, a_ledger_that_is_current_is_not_written_to) {
    make_ledger(file);
    const std::string before = content_of(file);
    const auto changed = fs::last_write_time(file);
    const auto ledger = value_of(open_ledger(file));
    value_of(ledger->machines());
    EXPECT_EQ(content_of(file), before);
    EXPECT_EQ(fs::last_write_time(file), changed);
}

TEST_F(Opening, an_empty_file_is_a_ledger_whose_making_was_cut_off) {
    fs::create_directories(file.parent_path());
    write(file, "");
    make_ledger(file);
    EXPECT_EQ(value_of(value_of(open_ledger(file))->machines()).size(), 1u);
}

TEST_F(Opening, odd_names_of_folders_are_names) {
    for (const char* name :
         {"with space", "with  two", "a=b", "a = b ' c", "quote\"d", "?mode=memory#", "file:x", "ü"}) {
        const fs::path odd = folder.path() / name / "ledger.db";
        make_ledger(odd);
        EXPECT_TRUE(fs::exists(odd)) << name;
    }
    expect_storage(failure_of(folder.path() / "a=\"b" / "ledger.db"), "both = and \"", "ALOFT_HOME");
}

TEST_F(Opening, garbage_is_damaged) {
    fs::create_directories(file.parent_path());
    write(file, std::string(20'000, 'g'));
    expect_storage(failure_of(file), "is damaged", rebuild);
    EXPECT_EQ(content_of(file), std::string(20'000, 'g')) << "what may still be saved must not be touched";
}

TEST_F(Opening, a_garbage_header_is_damaged) {
    make_ledger(file);
    std::string content = content_of(file);
    content.replace(0, 16, 16, 'g');
    write(file, content);
    expect_storage(failure_of(file), "is damaged", rebuild);
}

TEST_F(Opening, what_is_truncated_is_damaged) {
    make_ledger(file);
    fs::resize_file(file, fs::file_size(file) / 2);
    expect_storage(failure_of(file), "is damaged", rebuild);
}

TEST_F(Opening, garbage_behind_the_end_does_no_harm) {
    make_ledger(file);
    write(file, content_of(file) + std::string(10'000, 'g'));
    const auto ledger = value_of(open_ledger(file));
    EXPECT_EQ(value_of(ledger->machines()).size(), 1u);
    carry_out(*ledger, plan_up("p2", "b"));
    EXPECT_EQ(value_of(value_of(open_ledger(file))->machines()).size(), 2u);
}

TEST_F(Opening, a_ledger_without_its_tables_is_damaged) {
    make_ledger(file);
    run_sql(file, "DROP TABLE meta");
    expect_storage(failure_of(file), "is damaged", rebuild);
}

TEST_F(Opening, a_row_that_aloft_never_writes_is_damage_where_it_is_read) {
    make_ledger(file);
    run_sql(file, "UPDATE resources SET found = '{\"ref\": 3}' WHERE kind = 'disk'");
    const auto ledger = value_of(open_ledger(file));
    EXPECT_EQ(value_of(ledger->machines()).size(), 1u);
    const auto resources = ledger->resources("a");
    ASSERT_FALSE(resources);
    expect_storage(resources.error(), "is damaged", rebuild);
}

TEST_F(Opening, the_database_of_another_program_is_left_alone) {
    fs::create_directories(file.parent_path());
    run_sql(file, "CREATE TABLE recipes (name TEXT)");
    const std::string before = content_of(file);
    expect_storage(failure_of(file), "database of another program", "out of the way");
    EXPECT_EQ(content_of(file), before);
}

TEST_F(Opening, the_marked_database_of_another_program_is_left_alone) {
    fs::create_directories(file.parent_path());
    run_sql(file, "PRAGMA application_id = 77; PRAGMA user_version = 1");
    expect_storage(failure_of(file), "database of another program", "out of the way");
}

TEST_F(Opening, a_newer_ledger_is_refused_with_both_versions) {
    make_ledger(file);
    run_sql(file, "UPDATE meta SET value = '973' WHERE name = 'version'");
    const std::string before = content_of(file);
    const Error error = failure_of(file);
    expect_storage(error, "written by a newer aloft", "newer aloft");
    EXPECT_THAT(error.detail, HasSubstr("version 973"));
    EXPECT_THAT(error.detail, HasSubstr("up to version 3"));
    EXPECT_EQ(content_of(file), before);
}

TEST_F(Opening, a_version_that_is_no_number_is_damage) {
    make_ledger(file);
    for (const char* version : {"", "x", "1x", "-1", "0", "99999999999999999999"}) {
        run_sql(file, std::string("UPDATE meta SET value = '") + version + "' WHERE name = 'version'");
        expect_storage(failure_of(file), "is damaged", rebuild);
    }
}

TEST_F(Opening, a_folder_in_its_place_is_no_file) {
    fs::create_directories(file);
    expect_storage(failure_of(file), "is not a file", "out of the way");
}

TEST_F(Opening, a_file_in_the_place_of_its_folder_is_no_folder) {
    write(folder.path() / "home", "a file");
    expect_storage(failure_of(file), "Not a directory", "out of the way");
}

/// What is left of the rights of a person, for whom modes of files count; to root they do not.
void become_nobody() {
    constexpr uid_t nobody = 65534;
    if (::geteuid() != 0) return;
    if (::setgid(nobody) != 0 || ::setuid(nobody) != 0) throw std::runtime_error("cannot become nobody");
}

TEST_F(Opening, a_read_only_ledger_can_be_read_and_not_written) {
    struct Case {
        const char* name;
        fs::perms file, folder;
    };
    for (const Case& one :
         {Case{"file", fs::perms::owner_read, fs::perms::owner_all}, Case{"folder", fs::perms(0600), fs::perms(0500)},
          Case{"both", fs::perms::owner_read, fs::perms(0500)}}) {
        const fs::path place = folder.path() / one.name / "ledger.db";
        const std::string answer = in_child([&]() -> std::string {
            fs::permissions(folder.path(), fs::perms::all);
            become_nobody();
            make_ledger(place);
            fs::remove(place.parent_path() / "ledger.db-journal");
            fs::permissions(place, one.file);
            fs::permissions(place.parent_path(), one.folder);
            const auto ledger = open_ledger(place);
            if (!ledger) return "it did not open: " + describe(ledger.error());
            const auto machines = (*ledger)->machines();
            const auto begun = (*ledger)->begin(plan_up("p2", "b"));
            fs::permissions(place.parent_path(), fs::perms::owner_all);
            if (!machines) return "not readable: " + describe(machines.error());
            if (begun) return "it was written";
            return std::string(to_string(begun.error().kind)) + ": " + describe(begun.error()) + "; " +
                   begun.error().hint;
        });
        EXPECT_THAT(answer, testing::StartsWith("storage: ")) << one.name;
        EXPECT_THAT(answer, HasSubstr("may only be read")) << one.name;
        EXPECT_THAT(answer, HasSubstr("writable for you")) << one.name;
    }
}

TEST_F(Opening, a_ledger_that_may_not_be_opened_says_so) {
    struct Case {
        const char* name;
        fs::perms file, folder;
    };
    for (const Case& one :
         {Case{"file", fs::perms::none, fs::perms::owner_all}, Case{"folder", fs::perms(0600), fs::perms::none}}) {
        const fs::path place = folder.path() / one.name / "ledger.db";
        const std::string answer = in_child([&]() -> std::string {
            fs::permissions(folder.path(), fs::perms::all);
            become_nobody();
            make_ledger(place);
            fs::permissions(place, one.file);
            fs::permissions(place.parent_path(), one.folder);
            const Error error = failure_of(place);
            fs::permissions(place.parent_path(), fs::perms::owner_all);
            return std::string(to_string(error.kind)) + ": " + describe(error) + "; " + error.hint;
        });
        EXPECT_THAT(answer, testing::StartsWith("storage: ")) << one.name;
        EXPECT_THAT(answer, HasSubstr("may not be opened")) << one.name;
        EXPECT_THAT(answer, HasSubstr("Permission denied")) << one.name;
    }
}

TEST_F(Opening, a_folder_in_which_nothing_may_be_made_says_so) {
    const std::string answer = in_child([&]() -> std::string {
        fs::permissions(folder.path(), fs::perms(0555));
        become_nobody();
        return failure_of(file).detail;
    });
    EXPECT_THAT(answer, HasSubstr("Permission denied"));
}

TEST_F(Opening, a_commit_waits_for_the_disk) {
    const auto database = value_of(open_sqlite_file(file));
    std::string journal, waits;
    database->session() << "PRAGMA journal_mode", soci::into(journal);
    database->session() << "PRAGMA synchronous", soci::into(waits);
    EXPECT_EQ(journal, "persist");
    EXPECT_EQ(waits, "2") << "2 is FULL";
}

TEST_F(Opening, who_writes_for_too_long_is_spoken_of) {
    make_ledger(file);
    const auto holder = value_of(open_sqlite_file(file));
    const auto waiting = value_of(open_sqlite_file(file, std::chrono::milliseconds(1)));
    holder->begin(Access::writing);
    const Result<void> written =
        in_transaction(*waiting, Access::writing, "writing", [](soci::session&) -> Result<void> { return {}; });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::conflict);
    EXPECT_THAT(written.error().detail, HasSubstr("keeps writing"));
    holder->roll_back();
}

}  // namespace
}  // namespace aloft
