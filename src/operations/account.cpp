#include "operations/account.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/host_list.hpp"

namespace aloft {

Result<SetsUpAccounts*> account_of_cloud(const std::vector<Cloud*>& clouds, std::string_view name) {
    std::vector<std::string_view> able;
    for (Cloud* cloud : clouds) {
        auto* const account = dynamic_cast<SetsUpAccounts*>(cloud);
        if (account == nullptr) continue;
        if (cloud->name() == cloud_meant_by(name)) return account;
        able.push_back(cloud->name());
    }
    return failure(ErrorKind::bad_input, {}, fmt::format("init: '{}' has no account that could be set up here", name),
                   fmt::format("there is: {}", fmt::join(able, ", ")));
}

AccountOutcome carry_out(SetsUpAccounts& cloud, const AccountPlan& plan,
                         const std::function<void(const AccountTask& task)>& tell) {
    AccountOutcome outcome;
    for (const AccountTask& task : plan.tasks) {
        tell(task);
        outcome.result = cloud.carry_out(plan, task);
        if (!outcome.result) return outcome;
        outcome.done.push_back(task);
    }
    return outcome;
}

}  // namespace aloft
