#include "ledger/distance_rows.hpp"

#include "ledger/soci.hpp"

namespace aloft {
namespace {

constexpr long long nobody_answered = -1;

}  // namespace

void write_distance(soci::session& session, const Distance& distance, const std::string& now) {
    const long long time = distance.time ? distance.time->count() : nobody_answered;
    session << "INSERT INTO distances (cloud, region, milliseconds, measured) VALUES (:cloud, :region, :time, :now)"
               " ON CONFLICT (cloud, region)"
               " DO UPDATE SET milliseconds = excluded.milliseconds, measured = excluded.measured",
        soci::use(distance.cloud), soci::use(distance.region), soci::use(time), soci::use(now);
}

std::vector<Distance> read_distances(soci::session& session) {
    Distance row;
    long long time = nobody_answered;
    soci::statement statement =
        (session.prepare << "SELECT cloud, region, milliseconds, measured FROM distances"
                            " ORDER BY cloud, region",
         soci::into(row.cloud), soci::into(row.region), soci::into(time), soci::into(row.measured));
    statement.execute();
    std::vector<Distance> all;
    while (statement.fetch()) {
        row.time = time == nobody_answered ? std::nullopt : std::optional(std::chrono::milliseconds(time));
        all.push_back(row);
    }
    return all;
}

}  // namespace aloft
