#pragma once
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "operations/quota.hpp"

namespace aloft {

/// What shall be asked for, in the cheapest places that the question allows; where it cannot be had, the next is asked.
struct QuotaAsk {
    QuotaQuestion question;
    Buying buying = Buying::on_demand;
    std::optional<int> cheapest = 1;  ///< in how many places; without it in all, also where it was refused before
    std::set<std::pair<std::string, std::string>> leave_out;  ///< cloud and region where it was tried already
};

enum class AskOutcome {
    allowed,  ///< there is enough already; nothing was asked
    pending,  ///< asked, now or before, and not decided
    granted,
    refused,
    hopeless,  ///< the cloud says beforehand that it would refuse; nothing was asked
    unclear,  ///< what is missing is not known, so that nothing can be asked for
    failed,  ///< the cloud could not be asked
};
std::string_view to_string(AskOutcome outcome);

/// What came of asking in one place.
struct AskedPlace {
    QuotaPlace place;
    AskOutcome outcome = AskOutcome::unclear;
    std::string why;
    std::vector<QuotaRequest> requests;  ///< a place may need several, all of them granted
};

/// Whether the machine can be had there, or may be soon.
bool is_hopeful(AskOutcome outcome);

/// Each wish is in the ledger before it is asked. What is pending already is not asked again, and where a cloud says that
/// it would refuse, nothing is asked.
Result<std::vector<AskedPlace>> ask_for_quota(Surroundings& around, const market::Catalog& catalog,
                                              const QuotaAsk& ask);

struct QuotaRequests {
    std::vector<QuotaRequest> requests;
    std::vector<SilentCloud> silent;  ///< whose requests are as they were last seen
};

/// What was asked for, as the clouds see it now; the ledger learns of what has changed.
Result<QuotaRequests> follow_quota_requests(Surroundings& around);

/// Granted, and as much as was wished.
bool is_granted(const QuotaRequest& request);
/// Refused, or granted in part only: nothing more will come of it.
bool is_refused(const QuotaRequest& request);
/// Why it was refused, in the cloud's words.
std::string refusal_of(const QuotaRequest& request);

}  // namespace aloft
