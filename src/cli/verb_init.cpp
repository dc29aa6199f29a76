#include <unistd.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/paint.hpp"
#include "cli/verbs.hpp"
#include "cli/whole_number.hpp"
#include "operations/account.hpp"
#include "system/lock.hpp"

namespace aloft::cli {
namespace {

using nlohmann::json;

json record_of(const AccountPlan& plan, const std::vector<AccountTask>& done) {
    json tasks = json::array();
    for (const AccountTask& task : plan.tasks)
        tasks.push_back(
            {{"task", task.id}, {"what", task.what}, {"done", std::ranges::find(done, task) != done.end()}});
    return {{"account", plan.who}, {"project", plan.project}, {"tasks", std::move(tasks)}};
}

std::string_view name_of(const Payer& payer) {
    return payer.name.empty() ? std::string_view("without a name") : std::string_view(payer.name);
}

Error nothing_done() { return Error{ErrorKind::declined, {}, "nothing was done", {}, Reach::nothing}; }

/// Nobody but the person can say who pays.
Result<std::string> chosen_payer(const Call& call, const std::vector<Payer>& payers) {
    std::string list;
    for (std::size_t at = 0; at < payers.size(); ++at)
        list += fmt::format("  {}  {}  {}\n", at + 1, payers[at].id, harmless(name_of(payers[at])));
    const auto refused = [&] {
        std::vector<std::string_view> ids;
        ids.reserve(payers.size());
        for (const Payer& payer : payers) ids.push_back(payer.id);
        return failure(ErrorKind::bad_input, "setting up Google Cloud",
                       fmt::format("you have {} billing accounts: {}", payers.size(), fmt::join(ids, ", ")),
                       "name the one that shall pay: --billing-account ID");
    };
    if (call.attendance() == Attendance::absent) return refused();
    const auto answer = call.questions().ask(
        fmt::format("Your billing accounts:\n{}Which one shall pay? [1-{}] ", list, payers.size()));
    if (!answer) return std::unexpected(said_no(nothing_done(), call));
    const auto number = whole_number(*answer, 1);
    if (!number || static_cast<std::size_t>(*number) > payers.size()) return refused();
    return payers[static_cast<std::size_t>(*number) - 1].id;
}

Result<AccountPlan> settled_plan(const Call& call, SetsUpAccounts& cloud, AccountWish wish) {
    auto plan = cloud.plan_account(wish);
    if (!plan || plan->payers.size() < 2) return plan;
    auto payer = chosen_payer(call, plan->payers);
    if (!payer) return failed(payer);
    wish.payer = std::move(*payer);
    wish.project = plan->project;
    return cloud.plan_account(wish);
}

std::string plan_view(const AccountPlan& plan) {
    std::string text = fmt::format("As {}, in project {}:\n", harmless(plan.who), harmless(plan.project));
    for (const AccountTask& task : plan.tasks) text += fmt::format("  - {}\n", harmless(task.what));
    return text + "None of it costs anything: machines do, and `aloft up` says their price before it makes one.\n";
}

Result<void> consent(const Call& call) {
    if (call.words.has("yes")) return {};
    const bool is_asked = call.attendance() == Attendance::present;
    if (is_asked && call.questions().ask_for_letter("Do it? [Y/n] ", 'y') == 'y') return {};
    return std::unexpected(said_no(nothing_done(), call));
}

AccountWish wish_from(const Words& words) {
    return {.project = words.value("project").value_or(""),
            .payer = words.value("billing-account").value_or(""),
            .key = words.has("service-account") ? AccountWish::Key::made : AccountWish::Key::none};
}

int set_up(Call& call, SetsUpAccounts& cloud) {
    const auto plan = settled_plan(call, cloud, wish_from(call.words));
    if (!plan) return call.voice.fail(plan.error());
    if (plan->tasks.empty()) {
        if (call.voice.in_records()) return call.voice.give_record(record_of(*plan, {}));
        call.voice.give(fmt::format("project {} is as it should be; nothing was to be done\n", plan->project));
        return 0;
    }
    call.voice.tell(plan_view(*plan));
    if (const auto agreed = consent(call); !agreed) return call.voice.fail(agreed.error(), record_of(*plan, {}));
    std::size_t at = 0;
    AccountOutcome outcome = carry_out(cloud, *plan, [&](const AccountTask& task) {
        call.voice.tell(fmt::format("[{}/{}] {}\n", ++at, plan->tasks.size(), harmless(task.what)));
    });
    if (!outcome.result) {
        if (!outcome.done.empty() && outcome.result.error().hint.empty())
            outcome.result.error().hint = "what was done stays; run the command again, it goes on from here";
        return call.voice.fail(outcome.result.error(), record_of(*plan, outcome.done));
    }
    if (call.voice.in_records()) return call.voice.give_record(record_of(*plan, outcome.done));
    call.voice.give(fmt::format("project {} is ready\n", plan->project));
    call.voice.tell(
        "\nNext:\n  aloft doctor                  look at it once more\n  aloft up --on gcp --gpu T4    "
        "make a machine\n");
    return 0;
}

}  // namespace

int verb_init(Call& call) {
    const std::string name = call.words.argument("CLOUD").value_or("");
    const auto cloud = account_of_cloud(call.backstage.clouds, name);
    if (!cloud) return call.voice.fail(cloud.error());
    if (!call.backstage.home) return call.voice.fail(call.backstage.home.error());
    // Two at once would make two projects.
    const auto held =
        FileLock::take(call.backstage.home->lock("init-gcp"), fmt::format("aloft init gcp (process {})", ::getpid()));
    if (!held) return call.voice.fail(held.error());
    return set_up(call, **cloud);
}

}  // namespace aloft::cli
