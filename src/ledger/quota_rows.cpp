#include "ledger/quota_rows.hpp"

#include "ledger/documents.hpp"
#include "ledger/row_words.hpp"
#include "ledger/soci.hpp"

namespace aloft {
namespace {

constexpr long long not_told = -1;

}  // namespace

void write_quota_request(soci::session& session, const QuotaRequest& request, const std::string& now) {
    const QuotaWish& wish = request.wish;
    const std::string dimensions = document(wish.quota.dimensions);
    const long long wished = wish.limit;
    const std::string state(to_string(request.state));
    const std::string asking(to_string(QuotaRequestState::asking));
    const long long granted = request.granted.value_or(not_told);
    // In the update, a column without "excluded" is the one that stood there.
    session << "INSERT INTO quota_requests (cloud, quota, region, dimensions, service, code, wished, purpose, state,"
               " id, granted, said, asked, changed)"
               " VALUES (:cloud, :quota, :region, :dimensions, :service, :code, :wished, :purpose, :state, :id,"
               " :granted, :said, :asked, :changed)"
               " ON CONFLICT (cloud, quota, region, dimensions) DO UPDATE SET"
               " service = excluded.service, code = excluded.code, wished = excluded.wished,"
               " purpose = excluded.purpose, state = excluded.state, id = excluded.id, granted = excluded.granted,"
               " said = excluded.said,"
               " asked = CASE WHEN excluded.state = :asking THEN excluded.asked ELSE quota_requests.asked END,"
               " changed = CASE WHEN excluded.state = quota_requests.state THEN quota_requests.changed"
               " ELSE excluded.changed END",
        soci::use(wish.quota.cloud), soci::use(wish.quota.id), soci::use(wish.quota.region), soci::use(dimensions),
        soci::use(wish.code.service), soci::use(wish.code.id), soci::use(wished), soci::use(wish.purpose),
        soci::use(state), soci::use(request.id), soci::use(granted), soci::use(request.said), soci::use(now),
        soci::use(now), soci::use(asking);
}

std::vector<QuotaRequest> read_quota_requests(soci::session& session) {
    QuotaRequest row;
    std::string dimensions, state;
    long long wished = 0, granted = not_told;
    soci::statement statement =
        (session.prepare << "SELECT cloud, quota, region, dimensions, service, code, wished, purpose, state, id,"
                            " granted, said, asked, changed FROM quota_requests"
                            " ORDER BY asked, cloud, quota, region, dimensions",
         soci::into(row.wish.quota.cloud), soci::into(row.wish.quota.id), soci::into(row.wish.quota.region),
         soci::into(dimensions), soci::into(row.wish.code.service), soci::into(row.wish.code.id), soci::into(wished),
         soci::into(row.wish.purpose), soci::into(state), soci::into(row.id), soci::into(granted), soci::into(row.said),
         soci::into(row.asked), soci::into(row.changed));
    statement.execute();
    std::vector<QuotaRequest> all;
    while (statement.fetch()) {
        row.wish.quota.dimensions = details_from_document(dimensions);
        row.wish.limit = wished;
        row.state = believed_word(quota_request_state_from(state), state);
        row.granted = granted == not_told ? std::nullopt : std::optional<std::int64_t>(granted);
        all.push_back(row);
    }
    return all;
}

}  // namespace aloft
