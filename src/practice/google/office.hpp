#pragma once
#include <functional>
#include <map>
#include <span>

#include "practice/google/call.hpp"
#include "practice/hall.hpp"
#include "practice/moment.hpp"
#include "practice/places.hpp"
#include "practice/quota_book.hpp"
#include "practice/records.hpp"
#include "practice/weather.hpp"
#include "serve/loop.hpp"
#include "system/random.hpp"

namespace aloft::practice::google {

/// What every method works with. All of it lives on the loop, but the hall, whose calls are work.
struct Office {
    const WorldClock& clock;
    Weather& weather;
    const Places& places;
    QuotaBook& quota;
    Records& records;
    serve::Loop& loop;
    Random& random;
    Hall* hall = nullptr;  ///< without it machines are records alone
    std::function<void(std::string_view)> tell = nullptr;  ///< a line for whoever runs it; none: nobody
};

/// Most methods answer at once; those that wait for an operation answer later.
using Answered = std::function<void(Outcome)>;

struct Method {
    std::string_view id;
    Outcome (*answer)(Office& office, const Call& call);
};

/// One that is answered later, on the loop: what it does would keep everybody else waiting.
struct SlowMethod {
    std::string_view id;
    void (*answer)(Office& office, const Call& call, const Answered& answered);
};

/// What each service has, by methods' ids.
std::span<const Method> quota_methods();      ///< Cloud Quotas
std::span<const Method> billing_methods();    ///< Cloud Billing
std::span<const Method> usage_methods();      ///< Service Usage
std::span<const Method> project_methods();    ///< Resource Manager
std::span<const Method> account_methods();    ///< IAM service accounts
std::span<const SlowMethod> account_key_methods();

/// What stands about a project in the records: "projects/p". All services read and write these, so their form is here:
/// {projectId, projectNumber (digits), displayName, lifecycleState, createTime, labels, parent,
///  billingAccountName ("" for none), services: ["compute.googleapis.com", …]}
/// Grants of quota: "projects/p/quotaPreferences/ID" as Cloud Quotas answers them. Service accounts:
/// "projects/p/serviceAccounts/EMAIL"; their keys "projects/p/serviceAccounts/EMAIL/keys/ID" with publicKeyData.

/// Makes what the world has at its beginning and is not there yet: billing accounts, projects and their service accounts;
/// and tells the quota book what was granted. After each start and each change of weather.
void found_world(Office& office);

/// How much of a project's limits is used, of those that are at all: reckoned from the records in one look through them.
using Usage = std::map<QuotaKey, double>;
Usage usage_in(const Office& office, std::string_view project);
/// Of one of them.
double usage_of(const Office& office, std::string_view project, const QuotaKey& key);

}  // namespace aloft::practice::google
