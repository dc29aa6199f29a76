#pragma once
#include <sqlite3.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace aloft::practice {

/// One SQLite file of this process, and statements on it. No other process may have it open.
class SqliteFile {
public:
    /// An empty path: in memory alone.
    static Result<SqliteFile> open(const std::string& path);

    /// For what has no values and no answer.
    Result<void> run(const char* sql);
    /// Each row of the answer, as its columns' texts.
    Result<void> each(const char* sql, const std::function<void(sqlite3_stmt*)>& row);

    class Statement {
    public:
        Statement(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
        /// Number 1 is the first '?'.
        void bind(int number, std::string_view text);
        void bind(int number, std::int64_t value);
        /// To its end, and ready to be bound anew.
        Result<void> run();

    private:
        struct Finalize {
            void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
        };
        sqlite3* database_;
        std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    };
    Result<Statement> prepare(const char* sql);

private:
    struct Close {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };
    explicit SqliteFile(sqlite3* database) : database_(database) {}

    std::unique_ptr<sqlite3, Close> database_;
};

std::string_view text_at(sqlite3_stmt* row, int column);

}  // namespace aloft::practice
