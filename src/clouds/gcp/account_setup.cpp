#include "clouds/gcp/account_setup.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <future>
#include <nlohmann/json.hpp>
#include <utility>

#include "clouds/gcp/needs.hpp"
#include "clouds/gcp/robot.hpp"
#include "clouds/gcp/settings.hpp"
#include "clouds/gcp/whose.hpp"

namespace aloft::gcp {
namespace {

constexpr const char* doing_setup = "setting up Google Cloud";
constexpr std::string_view billing_page = "https://console.cloud.google.com/billing";
constexpr std::chrono::seconds between_tries{2};
/// Google says "a few minutes"; most often it is seconds.
constexpr std::chrono::minutes longest_spreading{2};
constexpr std::size_t letters_of_a_new_name = 8;

std::vector<std::string> services_that(NeededService::Billing billing) {
    std::vector<std::string> names;
    for (const NeededService& service : needed_services())
        if (service.billing == billing) names.emplace_back(service.name);
    return names;
}

/// Those of `off` that cost a billing account to switch on, or that do not.
std::vector<std::string> both(const std::vector<std::string>& off, NeededService::Billing billing) {
    std::vector<std::string> names = services_that(billing);
    std::erase_if(names, [&](const std::string& name) { return std::ranges::find(off, name) == off.end(); });
    return names;
}

std::string key_file_name(std::string_view project) { return fmt::format("service-account-{}.json", project); }

std::string described(const Payer& payer) {
    return payer.name.empty() ? payer.id : fmt::format("{} ({})", payer.name, payer.id);
}

std::unexpected<Error> nobody_pays() {
    return failure(
        ErrorKind::not_found, doing_setup, "you have no open billing account",
        fmt::format("make one at {}/create, which asks for a card; then run the command again", billing_page));
}

}  // namespace

/// What is known of a project that may not be there.
struct AccountSetup::Sight {
    Result<std::vector<std::string>> off;
    Result<Billing> billing;
    Result<bool> network;

    bool is_there() const { return off.has_value(); }
};

AccountSetup::AccountSetup(Parts parts)
    : parts_(std::move(parts)),
      tokens_(
          parts_.http, parts_.clock, [this] { return person(); }, TokenFile::in(parts_.folder, parts_.random)),
      api_({parts_.http, tokens_, parts_.clock, parts_.random, parts_.interruption,
            [this] { return Result<std::string>(counted_against_); }}),
      desk_(api_, parts_.services, parts_.clock, for_a_change),
      compute_(api_, parts_.clock, parts_.random, parts_.services.compute) {}

/// Without what his file says of quota: the APIs need to be on in the project that calls are counted against, and here
/// they are switched on in one alone.
Result<Credentials> AccountSetup::person() {
    auto found = parts_.person();
    if (found) counted_by_file_ = std::exchange(found->quota_project, "");
    return found;
}

Result<std::string> AccountSetup::project_for(const AccountWish& wish, const Credentials& credentials) {
    auto chosen = find_project(parts_.environment, credentials, parts_.folder);
    if (!chosen && chosen.error().kind != ErrorKind::not_signed_in) return failed(chosen);
    if (wish.project.empty()) return chosen ? chosen->id : "aloft-" + random_word(parts_.random, letters_of_a_new_name);
    const bool is_said_elsewhere = chosen && chosen->id != wish.project;
    for (const char* variable : {"GOOGLE_CLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT"})
        if (is_said_elsewhere && chosen->origin == variable)
            return failure(ErrorKind::bad_input, doing_setup,
                           fmt::format("{} says {}, and would go before your choice", variable, chosen->id),
                           fmt::format("unset {}", variable));
    return wish.project;
}

AccountSetup::Sight AccountSetup::look(const std::string& project) {
    counted_against_ = project;
    Sight sight = look_at_all(project);
    if (sight.is_there() || sight.off.error().kind != ErrorKind::denied) return sight;
    // It may be one in which nothing is on yet, not even what tells that, and where no call can be counted.
    counted_against_ = counted_by_file_;
    return look_at_all(project);
}

/// At once.
AccountSetup::Sight AccountSetup::look_at_all(const std::string& project) {
    auto off = std::async(std::launch::async, [&] { return desk_.switched_off(project); });
    auto billing = std::async(std::launch::async, [&] { return desk_.billing(project); });
    auto network = desk_.has_network(project);
    return {off.get(), billing.get(), std::move(network)};
}

void AccountSetup::plan_project(AccountPlan& plan, const Sight& sight) {
    if (!sight.is_there()) plan.tasks.push_back({"make-project", "make project " + plan.project});
    const auto off = sight.off.value_or(services_that(NeededService::Billing::none));
    if (const auto names = both(off, NeededService::Billing::none); !names.empty())
        plan.tasks.push_back({"switch-on", fmt::format("switch on {}", fmt::join(names, ", "))});
}

Result<void> AccountSetup::plan_billing(AccountPlan& plan, const AccountWish& wish, const Sight& sight) {
    const bool pays = sight.billing && sight.billing->pays;
    const bool is_the_wished = wish.payer.empty() || (pays && sight.billing->account.ends_with("/" + wish.payer));
    plan.payer = wish.payer;
    if (!pays || !is_the_wished) {
        const auto payers = desk_.payers();
        std::string payer = wish.payer;
        if (payers && payer.empty()) {
            if (payers->empty()) return nobody_pays();
            if (payers->size() > 1) plan.payers = *payers;
            if (payers->size() == 1) payer = described(payers->front()), plan.payer = payers->front().id;
        }
        // Where nobody may be asked yet, since the API is off, the task looks when its turn comes.
        plan.tasks.push_back(
            {"link-billing", payer.empty() ? "link your billing account" : "link billing account " + payer});
    }
    const auto off = sight.off.value_or(services_that(NeededService::Billing::needed));
    if (const auto names = both(off, NeededService::Billing::needed); !names.empty())
        plan.tasks.push_back({"switch-on-paid", fmt::format("switch on {}", fmt::join(names, ", "))});
    if (!sight.network.value_or(false))
        plan.tasks.push_back(
            {"make-network", fmt::format("make the network {}, unless Google makes it by itself", usual_network)});
    return {};
}

Result<void> AccountSetup::plan_robot(AccountPlan& plan, const Sight& sight) {
    Robot robot(api_, parts_.services, plan.project);
    const bool can_be_asked = sight.is_there() && sight.off->empty();
    const auto add = [&](const Result<bool>& is_done, const char* id, std::string what) -> Result<void> {
        if (!is_done) return failed(is_done);
        if (!*is_done) plan.tasks.push_back({id, std::move(what)});
        return {};
    };
    const auto no = [] { return Result<bool>(false); };
    if (auto known =
            add(can_be_asked ? robot.is_there() : no(), "make-account", "make service account " + robot.email());
        !known)
        return known;
    if (auto known = add(can_be_asked ? robot.has_role() : no(), "make-role",
                         fmt::format("make a role with the {} permissions that aloft's calls take, and no others",
                                     needed_permissions().size()));
        !known)
        return known;
    if (auto known =
            add(can_be_asked ? robot.is_given_role() : no(), "give-role", "give it that role, in this project");
        !known)
        return known;
    std::error_code code;
    const auto file = parts_.folder / key_file_name(plan.project);
    return add(std::filesystem::exists(file, code), "make-key",
               fmt::format("make a key of it, for you alone to read: {}", file.string()));
}

Result<void> AccountSetup::plan_choice(AccountPlan& plan, const AccountWish& wish) {
    const auto settings = read_settings(parts_.folder);
    if (!settings) return failed(settings);
    const bool key_is_chosen = wish.key == AccountWish::Key::none || settings->key == key_file_name(plan.project);
    if (settings->project != plan.project || !key_is_chosen)
        plan.tasks.push_back({"choose", fmt::format("write down that aloft uses project {}{}: {}", plan.project,
                                                    wish.key == AccountWish::Key::made ? " with that key" : "",
                                                    settings_file(parts_.folder).string())});
    return {};
}

Result<AccountPlan> AccountSetup::plan(const AccountWish& wish) {
    const auto credentials = tokens_.credentials();
    if (!credentials) return failed(credentials);
    Credentials as_said = *credentials;
    as_said.quota_project = counted_by_file_;
    const auto project = project_for(wish, as_said);
    if (!project) return failed(project);
    AccountPlan plan{.who = {}, .project = *project, .payer = {}, .tasks = {}, .payers = {}};
    plan.who = whose(*credentials, parts_.http, tokens_, parts_.services).email;
    if (plan.who.empty()) plan.who = describe(*credentials);
    const Sight sight = look(*project);
    // Google does not tell a project that is not there from one that is not yours.
    if (!sight.is_there() && sight.off.error().kind != ErrorKind::denied) return failed(sight.off);
    plan_project(plan, sight);
    if (auto planned = plan_billing(plan, wish, sight); !planned) return failed(planned);
    if (wish.key == AccountWish::Key::made)
        if (auto planned = plan_robot(plan, sight); !planned) return failed(planned);
    if (auto planned = plan_choice(plan, wish); !planned) return failed(planned);
    return plan;
}

Result<AccountPlan> AccountSetup::plan_mending(const std::string& project) {
    const Sight sight = look(project);
    if (!sight.off) return failed(sight.off);
    AccountPlan plan{.who = {}, .project = project, .payer = {}, .tasks = {}, .payers = {}};
    plan_project(plan, sight);
    const bool pays = sight.billing && sight.billing->pays;
    // Who pays is not known while that API is off: then it is tried.
    if (sight.billing && !pays) return plan;
    if (const auto names = both(*sight.off, NeededService::Billing::needed); !names.empty())
        plan.tasks.push_back({"switch-on-paid", fmt::format("switch on {}", fmt::join(names, ", "))});
    if (!sight.network.value_or(false))
        plan.tasks.push_back({"make-network", fmt::format("make the network {}", usual_network)});
    return plan;
}

Result<void> AccountSetup::make_project(const AccountPlan& plan) {
    // Written down first: whoever is killed here goes on with this one, and makes no second.
    if (auto noted = write_settings(parts_.folder, {plan.project, ""}); !noted) return noted;
    auto made = desk_.make_project(plan.project);
    if (made) return made;
    const std::string by_gcloud =
        fmt::format("gcloud projects create {0} && aloft init gcp --project {0}", plan.project);
    if (made.error().kind == ErrorKind::conflict)
        made.error().hint =
            "the name is taken by somebody, or you may not see it; choose another: aloft init gcp --project";
    else if (made.error().kind == ErrorKind::denied)
        made.error().hint = "gcloud may where its sign-in for other programs may not: " + by_gcloud;
    return made;
}

Result<void> AccountSetup::switch_on(const AccountPlan& plan) {
    const auto names = services_that(NeededService::Billing::none);
    auto done = patiently([&] { return desk_.switch_on(plan.project, names); });
    if (done) counted_against_ = plan.project;
    return done;
}

Result<void> AccountSetup::link_billing(const AccountPlan& plan) {
    return patiently([&]() -> Result<void> {
        const auto billing = desk_.billing(plan.project);
        if (!billing) return failed(billing);
        if (billing->pays && (plan.payer.empty() || billing->account.ends_with("/" + plan.payer))) return {};
        if (!plan.payer.empty()) return desk_.link_billing(plan.project, plan.payer);
        const auto payers = desk_.payers();
        if (!payers) return failed(payers);
        if (payers->size() == 1) return desk_.link_billing(plan.project, payers->front().id);
        if (payers->empty()) return nobody_pays();
        std::vector<std::string> names;
        for (const Payer& payer : *payers) names.push_back(described(payer));
        return failure(ErrorKind::bad_input, doing_setup,
                       fmt::format("there are several billing accounts: {}", fmt::join(names, ", ")),
                       "name the one that shall pay: aloft init gcp --billing-account ID");
    });
}

Result<void> AccountSetup::switch_on_paid(const AccountPlan& plan) {
    const auto names = services_that(NeededService::Billing::needed);
    return patiently([&] { return desk_.switch_on(plan.project, names); });
}

Result<void> AccountSetup::make_network(const AccountPlan& plan) {
    return patiently([&]() -> Result<void> {
        const auto present = desk_.has_network(plan.project);
        if (!present) return failed(present);
        if (*present) return {};
        auto made = compute_.make(fmt::format("projects/{}/global/networks", plan.project),
                                  {{"name", usual_network}, {"autoCreateSubnetworks", true}},
                                  fmt::format("making the network {} in project {}", usual_network, plan.project));
        if (!made && made.error().kind == ErrorKind::conflict) return {};
        return made;
    });
}

Result<void> AccountSetup::make_account(const AccountPlan& plan) {
    return patiently([&] { return Robot(api_, parts_.services, plan.project).make(); });
}

Result<void> AccountSetup::make_role(const AccountPlan& plan) {
    return patiently([&] { return Robot(api_, parts_.services, plan.project).make_role(); });
}

Result<void> AccountSetup::give_role(const AccountPlan& plan) {
    return patiently([&] { return Robot(api_, parts_.services, plan.project).give_role(); });
}

Result<void> AccountSetup::make_key(const AccountPlan& plan) {
    const auto file = parts_.folder / key_file_name(plan.project);
    return patiently([&] { return Robot(api_, parts_.services, plan.project).write_key(file); });
}

Result<void> AccountSetup::choose(const AccountPlan& plan) {
    std::error_code code;
    const std::string key = key_file_name(plan.project);
    return write_settings(parts_.folder,
                          {plan.project, std::filesystem::exists(parts_.folder / key, code) ? key : std::string()});
}

Result<void> AccountSetup::patiently(const std::function<Result<void>()>& act) {
    const auto begun = parts_.clock.elapsed();
    while (true) {
        auto done = act();
        const bool may_spread =
            !done && has_changed_something_ &&
            (done.error().kind == ErrorKind::denied || done.error().detail.find("does not exist") != std::string::npos);
        const bool is_over = parts_.interruption.requested() || parts_.clock.elapsed() - begun > longest_spreading;
        if (!may_spread || is_over) return done;
        parts_.clock.sleep(between_tries);
    }
}

Result<void> AccountSetup::carry_out(const AccountPlan& plan, const AccountTask& task) {
    struct Row {
        std::string_view id;
        Result<void> (AccountSetup::*act)(const AccountPlan& plan);
    };
    static constexpr Row table[] = {
        {"make-project", &AccountSetup::make_project}, {"switch-on", &AccountSetup::switch_on},
        {"link-billing", &AccountSetup::link_billing}, {"switch-on-paid", &AccountSetup::switch_on_paid},
        {"make-network", &AccountSetup::make_network}, {"make-account", &AccountSetup::make_account},
        {"make-role", &AccountSetup::make_role},       {"give-role", &AccountSetup::give_role},
        {"make-key", &AccountSetup::make_key},         {"choose", &AccountSetup::choose},
    };
    if (parts_.interruption.requested()) return failure(ErrorKind::interrupted, doing_setup, "you stopped it");
    const auto* const row = std::ranges::find(table, std::string_view(task.id), &Row::id);
    if (row == std::end(table)) return failure(ErrorKind::bad_input, doing_setup, "there is no task " + task.id);
    auto done = (this->*row->act)(plan);
    has_changed_something_ |= done.has_value();
    return done;
}

}  // namespace aloft::gcp
