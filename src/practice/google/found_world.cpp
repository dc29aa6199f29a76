#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "practice/google/office.hpp"
#include "practice/google/projects.hpp"
#include "practice/google/quota_requests.hpp"

namespace aloft::practice::google {

void found_world(Office& office) {
    const World& world = office.weather.world();
    for (const BillingAccountAtStart& account : world.billing_accounts) {
        const std::string name = fmt::format("billingAccounts/{}", account.id);
        // Whether it pays may change with the weather; all else stays as it was.
        office.records.put(name, {{"name", name},
                                  {"displayName", account.name.empty() ? "My Billing Account" : account.name},
                                  {"open", account.open},
                                  {"masterBillingAccount", ""},
                                  {"currencyCode", "USD"}});
    }
    for (const ProjectAtStart& project : world.projects) {
        if (office.records.find(fmt::format("projects/{}", project.id)) != nullptr) continue;
        make_project(office, project.id, project.name, project.billing_account, project.services);
    }
    tell_grants(office);
}

}  // namespace aloft::practice::google
