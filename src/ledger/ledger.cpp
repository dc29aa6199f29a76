#include "ledger/ledger.hpp"

#include <utility>

#include "ledger/owner.hpp"
#include "ledger/schema.hpp"
#include "ledger/sql_ledger.hpp"
#include "ledger/sqlite_file.hpp"

namespace aloft {

Result<std::unique_ptr<Ledger>> Ledger::open(const std::filesystem::path& file, std::function<std::string()> now_iso) {
    Result<std::unique_ptr<Database>> database = open_sqlite_file(file);
    if (!database) return std::unexpected(database.error());
    if (auto current = bring_up_to_date(**database, migrations()); !current) return std::unexpected(current.error());
    Result<std::string> owner = settle_owner(**database, file.parent_path() / "owner");
    if (!owner) return std::unexpected(owner.error());
    return std::make_unique<SqlLedger>(*std::move(database), *std::move(owner), std::move(now_iso));
}

}  // namespace aloft
