#pragma once
#include <map>
#include <string>
#include <vector>

#include "operations/quota_asking.hpp"

namespace aloft {

/// What an earlier refusal means for this round.
enum class Refusals { stand, are_tried_again };

/// One round of asking, in one cloud.
class AskingRound {
public:
    AskingRound(Surroundings& around, AsksForQuota& cloud, const QuotaBook& book, Refusals refusals)
        : around_(around), cloud_(cloud), book_(book), refusals_(refusals) {}

    /// What is under way or was decided before.
    Result<void> recall(const std::vector<std::string>& regions);
    /// Asks for all that the place lacks, if there is hope. A failure of the cloud is a part of the answer; one of the
    /// ledger is not, since nothing may be asked that would be forgotten.
    Result<AskedPlace> ask_in(QuotaPlace place);

private:
    const QuotaRequest* earlier(const QuotaWish& wish) const;
    /// Empty when there is hope.
    Result<std::string> hopeless_because(const QuotaWish& wish);
    Result<QuotaRequest> ask(const QuotaWish& wish);

    Surroundings& around_;
    AsksForQuota& cloud_;
    const QuotaBook& book_;
    Refusals refusals_;
    std::map<QuotaRef, QuotaRequest> known_;
};

}  // namespace aloft
