#include <fmt/format.h>

#include <future>

#include "clouds/gcp/account_checks.hpp"
#include "clouds/gcp/gcp_cloud.hpp"

namespace aloft::gcp {
namespace {

Account only(Check check) { return {.checks = {std::move(check)}}; }

/// Whoever has no account there need not be told that it is bad; who named a file that cannot be used, must.
Account not_signed_in(const Error& error) {
    const bool has_none = says_there_are_none(error);
    return only({"Google Cloud account", has_none ? Check::Verdict::warning : Check::Verdict::bad,
                 has_none ? "not signed in; " + error.detail : describe(error), error.hint});
}

/// Either nobody answers, or nobody lets us in: no question could tell more.
Account no_token(const Error& error) {
    return only(error.kind == ErrorKind::unreachable
                    ? no_answer(error.detail)
                    : Check{"Google Cloud account", Check::Verdict::bad, describe(error), error.hint});
}

}  // namespace

Account GcpCloud::account() {
    auto credentials = tokens_.credentials();
    if (!credentials) return not_signed_in(credentials.error());
    const auto chosen = chosen_project();
    if (!chosen)
        return {
            .checks = {{"Google Cloud account", Check::Verdict::good, describe(*credentials), ""},
                       {"Google Cloud project", Check::Verdict::bad, describe(chosen.error()), chosen.error().hint}}};
    // Once and before the questions, which would each wait for it.
    if (const auto token = tokens_.token(); !token) return no_token(token.error());
    AccountDesk desk(api_, parts_.services, parts_.clock, for_a_look);
    const std::string& id = chosen->id;
    const std::string counted = credentials->quota_project;
    const auto side_by_side = [](auto ask) { return std::async(std::launch::async, ask); };
    auto caller = side_by_side([&] { return whose(*credentials, parts_.http, tokens_, parts_.services); });
    auto billing = side_by_side([&] { return desk.billing(id); });
    auto switched_off = side_by_side([&] { return desk.switched_off(id); });
    auto not_permitted = side_by_side([&] { return desk.not_permitted(id); });
    auto network = side_by_side([&] { return desk.has_network(id); });
    std::optional<Result<std::vector<std::string>>> off_there;
    if (!counted.empty() && counted != id) off_there = desk.switched_off(counted);
    return {.checks = checks_of({*credentials, *chosen, counted, caller.get(), billing.get(), switched_off.get(),
                                 not_permitted.get(), network.get(), std::move(off_there)})};
}

Result<AccountPlan> GcpCloud::plan_account(const AccountWish& wish) { return setup_.plan(wish); }

Result<AccountPlan> GcpCloud::plan_mending() {
    const auto paying = project();
    if (!paying) return failed(paying);
    return setup_.plan_mending(*paying);
}

Result<void> GcpCloud::carry_out(const AccountPlan& plan, const AccountTask& task) {
    auto done = setup_.carry_out(plan, task);
    // What was known of the account may be so no longer.
    const std::scoped_lock lock(mutex_);
    project_.reset();
    return done;
}

}  // namespace aloft::gcp
