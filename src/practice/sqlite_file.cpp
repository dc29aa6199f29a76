#include "practice/sqlite_file.hpp"

#include <utility>

namespace aloft::practice {
namespace {

std::unexpected<Error> storage_failure(sqlite3* database) {
    return failure(ErrorKind::storage, "keeping the practice cloud's records", sqlite3_errmsg(database),
                   "look whether the disk is full; `aloft practice reset` begins with empty records");
}

}  // namespace

Result<SqliteFile> SqliteFile::open(const std::string& path) {
    sqlite3* database = nullptr;
    const int opened = sqlite3_open_v2(path.empty() ? ":memory:" : path.c_str(), &database,
                                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    SqliteFile file(database);
    if (opened != SQLITE_OK) return storage_failure(database);
    sqlite3_busy_timeout(database, 2000);
    // What is committed is in the log when this process dies. Only a power cut may take the last moments, and play money
    // does not need a flush of the disk for each call.
    for (const char* setting :
         {"PRAGMA locking_mode=EXCLUSIVE", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL"})
        if (auto set = file.run(setting); !set) return failed(set);
    return file;
}

Result<void> SqliteFile::run(const char* sql) {
    if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        return storage_failure(database_.get());
    return {};
}

Result<SqliteFile::Statement> SqliteFile::prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr) != SQLITE_OK)
        return storage_failure(database_.get());
    return Statement(database_.get(), statement);
}

Result<void> SqliteFile::each(const char* sql, const std::function<void(sqlite3_stmt*)>& row) {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(database_.get(), sql, -1, &raw, nullptr) != SQLITE_OK)
        return storage_failure(database_.get());
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
    int step = sqlite3_step(raw);
    for (; step == SQLITE_ROW; step = sqlite3_step(raw)) row(raw);
    if (step != SQLITE_DONE) return storage_failure(database_.get());
    return {};
}

void SqliteFile::Statement::bind(int number, std::string_view text) {
    sqlite3_bind_text64(statement_.get(), number, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void SqliteFile::Statement::bind(int number, std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), number, value);
}

Result<void> SqliteFile::Statement::run() {
    const int done = sqlite3_step(statement_.get());
    sqlite3_reset(statement_.get());
    if (done != SQLITE_DONE && done != SQLITE_ROW) return storage_failure(database_);
    return {};
}

std::string_view text_at(sqlite3_stmt* row, int column) {
    const auto* text = sqlite3_column_text(row, column);
    const auto length = static_cast<std::size_t>(sqlite3_column_bytes(row, column));
    return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text), length);
}

}  // namespace aloft::practice
