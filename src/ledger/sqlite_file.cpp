#include "ledger/sqlite_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "ledger/private_place.hpp"
#include "ledger/soci.hpp"
#include "ledger/storage_failure.hpp"
#include "ledger/transaction.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

namespace aloft {
namespace {

namespace fs = std::filesystem;
using Connection = sqlite_api::sqlite3;

/// "alof", in the field of SQLite's header that names the program a file belongs to.
constexpr int application_mark = 0x616c6f66;

/// What SQLite could not do, as a trouble. Where it only says that a call of the system failed, that call's errno
/// says why.
StorageTrouble trouble_from_sqlite(int code, int error_number) {
    switch (code & 0xff) {
        case SQLITE_FULL: return StorageTrouble::full;
        case SQLITE_READONLY: return StorageTrouble::read_only;
        case SQLITE_PERM:
        case SQLITE_AUTH: return StorageTrouble::denied;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        // Sound to SQLite and yet without our tables or columns: somebody else wrote to it.
        case SQLITE_ERROR:
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_TOOBIG:
        case SQLITE_FORMAT: return StorageTrouble::corrupt;
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return StorageTrouble::held;
        default: return trouble_from_errno(error_number);
    }
}

/// SOCI takes a text without '=' as the file's name, and otherwise reads key="value" in which no quote may stand.
Result<std::string> connection_text(const fs::path& file, const std::string& doing) {
    const std::string name = file.string();
    if (!name.contains('=')) return name;
    if (!name.contains('"')) return "db=\"" + name + "\"";
    return failure(ErrorKind::storage, doing, "the name of " + name + " has both = and \" in it",
                   "set ALOFT_HOME to a folder with a plainer name");
}

class SqliteFile final : public Database {
public:
    SqliteFile(fs::path file, const std::string& connection)
        : file_(std::move(file)), session_(*soci::factory_sqlite3(), connection) {}

    void configure(std::chrono::milliseconds patience) {
        sqlite_api::sqlite3_extended_result_codes(raw(), 1);
        sqlite_api::sqlite3_busy_timeout(raw(), static_cast<int>(patience.count()));
        session_ << "PRAGMA journal_mode = PERSIST";
        session_ << "PRAGMA journal_size_limit = 1048576";
        session_ << "PRAGMA synchronous = FULL";
        session_ << "PRAGMA foreign_keys = ON";
        session_ << "PRAGMA temp_store = MEMORY";
        // The file may have been tampered with or be damaged: look at what is read, and run nothing that it brings.
        session_ << "PRAGMA cell_size_check = ON";
        session_ << "PRAGMA trusted_schema = OFF";
    }

    soci::session& session() override { return session_; }

    bool is_new() override { return mark() == 0 && answer("SELECT count(*) FROM sqlite_master") == 0; }
    bool is_foreign() { return mark() != application_mark && !is_new(); }
    void mark_as_ledger() override { session_ << "PRAGMA application_id = " << application_mark; }

    std::uint64_t random_number() override {
        std::uint64_t number = 0;
        sqlite_api::sqlite3_randomness(sizeof number, &number);
        return number;
    }

    // A writer takes its lock at once. One that begins as a reader and then wants to write can meet another of its
    // kind, and one of the two fails, however long it waits.
    void begin(Access access) override {
        errno = 0;
        session_ << (access == Access::writing ? "BEGIN IMMEDIATE" : "BEGIN");
    }
    void commit() override { session_ << "COMMIT"; }

    void roll_back() noexcept override {
        // After some failures SQLite has rolled back by itself; to do it again would be one more failure.
        if (sqlite_api::sqlite3_get_autocommit(raw()) != 0) return;
        sqlite_api::sqlite3_exec(raw(), "ROLLBACK", nullptr, nullptr, nullptr);
    }

    Error explain(std::string doing, const std::exception& thrown) override {
        const int error_number = system_error_number();
        const auto* error = dynamic_cast<const soci::sqlite3_soci_error*>(&thrown);
        if (error == nullptr) return corrupt(std::move(doing), thrown.what());
        const StorageTrouble trouble = trouble_from_sqlite(error->result(), error_number);
        return storage_failure(trouble, file_, std::move(doing), sqlite_api::sqlite3_errmsg(raw()));
    }

    Error corrupt(std::string doing, const std::string& what) const override {
        return storage_failure(StorageTrouble::corrupt, file_, std::move(doing), what);
    }

    std::string description() const override { return "ledger " + file_.string(); }

private:
    Connection* raw() { return static_cast<soci::sqlite3_session_backend*>(session_.get_backend())->conn_; }

    /// SQLite keeps errno for us, but not when a commit fails. Then errno itself is the best that there is: a call that
    /// failed later may have set it, but to run out of room is not what such a one does.
    int system_error_number() {
        const int last = errno;
        const int kept = sqlite_api::sqlite3_system_errno(raw());
        return kept == 0 && trouble_from_errno(last) == StorageTrouble::full ? last : kept;
    }

    long long mark() { return answer("PRAGMA application_id"); }

    long long answer(const char* query) {
        long long value = 0;
        session_ << query, soci::into(value);
        return value;
    }

    fs::path file_;
    soci::session session_;
};

/// What SQLite would say in fewer words, or make in a way that others can read.
Result<void> prepare_place(const fs::path& file, const std::string& doing) {
    struct stat status{};
    if (::stat(file.c_str(), &status) == 0) {
        if (!S_ISREG(status.st_mode)) {
            return std::unexpected(storage_failure(StorageTrouble::not_a_file, file, doing, ""));
        }
        if (::faccessat(AT_FDCWD, file.c_str(), R_OK, AT_EACCESS) != 0) {
            return std::unexpected(place_failure(errno, file, doing));
        }
        return {};
    }
    if (errno != ENOENT) return std::unexpected(place_failure(errno, file, doing));
    if (auto made = make_folder(file.parent_path(), doing); !made) return made;
    return make_file(file, doing);
}

/// The connection could not be made at all, so that there is nobody to ask for errno.
Error connecting_failure(const fs::path& file, const std::string& doing, const std::exception& thrown) {
    const auto* error = dynamic_cast<const soci::sqlite3_soci_error*>(&thrown);
    const int code = error == nullptr ? SQLITE_ERROR : error->result();
    return storage_failure(trouble_from_sqlite(code, 0), file, doing, sqlite_api::sqlite3_errstr(code));
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite_file(const fs::path& file, std::chrono::milliseconds patience) {
    const std::string doing = "opening the ledger";
    const fs::path full = fs::absolute(file);
    const Result<std::string> connection = connection_text(full, doing);
    if (!connection) return failed(connection);
    if (auto prepared = prepare_place(full, doing); !prepared) return failed(prepared);

    std::unique_ptr<SqliteFile> opened;
    try {
        opened = std::make_unique<SqliteFile>(full, *connection);
        opened->configure(patience);
    } catch (const soci::soci_error& thrown) {
        return std::unexpected(opened ? opened->explain(doing, thrown) : connecting_failure(full, doing, thrown));
    }
    const Result<bool> foreign = in_transaction(*opened, Access::reading, doing,
                                                [&](soci::session&) -> Result<bool> { return opened->is_foreign(); });
    if (!foreign) return failed(foreign);
    if (*foreign) return std::unexpected(storage_failure(StorageTrouble::foreign, full, doing, ""));
    return opened;
}

}  // namespace aloft
