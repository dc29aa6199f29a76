#pragma once
#include <functional>
#include <string_view>
#include <vector>

#include "clouds/account_setup.hpp"
#include "clouds/cloud.hpp"

namespace aloft {

/// The cloud of that name whose accounts can be set up from here.
Result<SetsUpAccounts*> account_of_cloud(const std::vector<Cloud*>& clouds, std::string_view name);

/// One task after another, each told before it is done, until one fails. Answers those that were done.
struct AccountOutcome {
    std::vector<AccountTask> done;
    Result<void> result;
};
AccountOutcome carry_out(SetsUpAccounts& cloud, const AccountPlan& plan,
                         const std::function<void(const AccountTask& task)>& tell);

}  // namespace aloft
