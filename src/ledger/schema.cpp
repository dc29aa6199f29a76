#include "ledger/schema.hpp"

#include <fmt/core.h>

#include <charconv>
#include <string>

#include "ledger/meta_rows.hpp"
#include "ledger/soci.hpp"
#include "ledger/transaction.hpp"

namespace aloft {
namespace {

const std::string doing = "opening the ledger";

/// 0 for a ledger that is not made yet.
int version_of(Database& database) {
    if (database.is_new()) return 0;
    const std::string text = read_meta(database.session(), meta_version).value_or("");
    int version = 0;
    const auto [end, mistake] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (mistake != std::errc() || end != text.data() + text.size() || version < 1) {
        throw CorruptRow(fmt::format("its version is \"{}\"", text));
    }
    return version;
}

Error written_by_a_newer_one(const Database& database, int version, int newest_known) {
    return {ErrorKind::storage, doing,
            fmt::format("{} was written by a newer aloft: its format is version {}, this aloft knows up to version {}",
                        database.description(), version, newest_known),
            "use the newer aloft, or set ALOFT_HOME to another folder; the ledger was left as it is"};
}

Result<int> read_version(Database& database) {
    return in_transaction(database, Access::reading, doing,
                          [&](soci::session&) -> Result<int> { return version_of(database); });
}

Result<void> migrate(Database& database, const Migration& migration) {
    return in_transaction(database, Access::writing, doing, [&](soci::session& session) -> Result<void> {
        // Another aloft may have done it while we waited to write.
        const int version = version_of(database);
        if (version >= migration.version) return {};
        if (version == 0) database.mark_as_ledger();
        for (const std::string_view statement : migration.statements) session << std::string(statement);
        write_meta(session, meta_version, std::to_string(migration.version));
        return {};
    });
}

}  // namespace

Result<void> bring_up_to_date(Database& database, std::span<const Migration> known) {
    const Result<int> version = read_version(database);
    if (!version) return failed(version);
    const int newest_known = known.back().version;
    if (*version > newest_known) {
        return std::unexpected(written_by_a_newer_one(database, *version, newest_known));
    }
    for (const Migration& migration : known) {
        if (migration.version <= *version) continue;
        if (auto migrated = migrate(database, migration); !migrated) return migrated;
    }
    return {};
}

}  // namespace aloft
