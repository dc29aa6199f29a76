#include "ledger/meta_rows.hpp"

#include "ledger/soci.hpp"

namespace aloft {

std::optional<std::string> read_meta(soci::session& session, std::string_view name) {
    const std::string key(name);
    std::string value;
    session << "SELECT value FROM meta WHERE name = :name", soci::use(key), soci::into(value);
    if (!session.got_data()) return std::nullopt;
    return value;
}

void write_meta(soci::session& session, std::string_view name, const std::string& value) {
    const std::string key(name);
    session << "INSERT INTO meta (name, value) VALUES (:name, :value)"
               " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        soci::use(key), soci::use(value);
}

}  // namespace aloft
