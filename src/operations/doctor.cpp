#include "operations/doctor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <future>
#include <set>

#include "operations/account.hpp"
#include "operations/observe.hpp"

namespace aloft {
namespace {

struct Tool {
    std::string_view program;
    std::string_view why;
    std::string_view package;
};

constexpr std::array tools{
    Tool{"ssh", "signs in to machines", "openssh-client"},
    Tool{"ssh-keygen", "makes the keys of machines", "openssh-client"},
    Tool{"rsync", "copies files to and from machines", "rsync"},
};

void check_tools(std::vector<Check>& checks, Processes& processes) {
    for (const Tool& tool : tools) {
        const auto path = processes.find_program(tool.program);
        checks.push_back(path ? Check{std::string(tool.program), Check::Verdict::good, *path, ""}
                              : Check{std::string(tool.program), Check::Verdict::bad,
                                      fmt::format("not installed; it {}", tool.why),
                                      fmt::format("apt-get install {}", tool.package)});
    }
}

/// All at once. Answers those that something is wrong with.
std::set<const Provider*> check_clouds(std::vector<Check>& checks, const std::vector<Cloud*>& clouds) {
    std::vector<std::future<Account>> accounts;
    accounts.reserve(clouds.size());
    for (Cloud* cloud : clouds)
        accounts.push_back(std::async(std::launch::async, [cloud] { return cloud->account(); }));
    std::set<const Provider*> bad;
    for (std::size_t at = 0; at < clouds.size(); ++at)
        for (Account account = accounts[at].get(); Check & check : account.checks) {
            if (check.verdict == Check::Verdict::bad) bad.insert(clouds[at]);
            checks.push_back(std::move(check));
        }
    return bad;
}

void check_machines(Diagnosis& diagnosis, Surroundings& around) {
    auto machines = around.ledger.machines();
    if (!machines) {
        diagnosis.checks.push_back({"ledger", Check::Verdict::bad, describe(machines.error()), machines.error().hint});
        return;
    }
    diagnosis.checks.push_back({"ledger", Check::Verdict::good,
                                fmt::format("{}, {} machines", around.home.ledger().string(), machines->size()), ""});
    for (const MachineSummary& one : *machines)
        if (one.open_plan)
            diagnosis.checks.push_back(
                {"machine " + one.machine.name, Check::Verdict::warning,
                 fmt::format("`aloft {}` of {} has not ended", command_of(one.open_plan->verb), one.open_plan->begun),
                 fmt::format("`aloft up --name {0}` finishes it, `aloft down {0}` removes it", one.machine.name)});
}

/// Not in `bad` clouds: what is missing there has been said, and asking again may take long.
void check_strays(Diagnosis& diagnosis, Surroundings& around, const std::set<const Provider*>& bad) {
    auto records = around.ledger.all_resources();
    if (!records) return;
    for (Provider* provider : providers(around)) {
        if (bad.contains(provider)) continue;
        auto owned = provider->owned(around.ledger.owner());
        if (!owned) {
            diagnosis.checks.push_back({std::string(provider->name()), Check::Verdict::warning,
                                        "could not look for what is left: " + describe(owned.error()),
                                        owned.error().hint});
            continue;
        }
        for (Found& one : *owned)
            if (std::ranges::none_of(*records,
                                     [&](const ResourceRecord& record) { return record.resource.ref == one.ref; }))
                diagnosis.strays.push_back(std::move(one));
    }
    for (const Found& stray : diagnosis.strays)
        diagnosis.checks.push_back(
            {describe(stray.ref), Check::Verdict::warning, "bears our label, but the ledger does not know it",
             stray.labels.machine.empty() ? "" : fmt::format("`aloft down {}` removes it", stray.labels.machine)});
}

}  // namespace

Diagnosis doctor(Surroundings& around) {
    Diagnosis diagnosis;
    check_tools(diagnosis.checks, around.processes);
    const auto bad = check_clouds(diagnosis.checks, around.clouds);
    check_machines(diagnosis, around);
    check_strays(diagnosis, around, bad);
    return diagnosis;
}

Diagnosis doctor_without_ledger(const std::vector<Cloud*>& clouds, Processes& processes, const Error& ledger_failure) {
    Diagnosis diagnosis;
    check_tools(diagnosis.checks, processes);
    check_clouds(diagnosis.checks, clouds);
    diagnosis.checks.push_back({"ledger", Check::Verdict::bad, describe(ledger_failure), ledger_failure.hint});
    return diagnosis;
}

Mending mend_accounts(const std::vector<Cloud*>& clouds, const std::function<void(std::string_view what)>& tell) {
    Mending mending;
    for (Cloud* cloud : clouds) {
        auto* const account = dynamic_cast<SetsUpAccounts*>(cloud);
        const auto plan = account == nullptr ? Result<AccountPlan>(AccountPlan{}) : account->plan_mending();
        if (!plan || plan->tasks.empty()) continue;
        const AccountOutcome outcome = carry_out(*account, *plan, [&](const AccountTask& task) { tell(task.what); });
        for (const AccountTask& task : outcome.done) mending.done.push_back(task.what);
        if (!outcome.result) mending.failures.push_back(outcome.result.error());
    }
    return mending;
}

}  // namespace aloft
