// Each row of the table, by an answer or an operation in the shape and with the text that people have seen.
#include "clouds/gcp/error_table.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "clouds/gcp/errors.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;

enum class Shape { answer, newer_answer, operation };

struct Seen {
    const char* name;
    Shape shape;
    const char* code;
    const char* text;
    ErrorKind kind;
    Reach reach;
    const char* hint;  ///< some of it
};

constexpr const char* no_gpus_at_all =
    "Quota 'GPUS_ALL_REGIONS' exceeded.  Limit: 0.0 globally.\n\tmetric name = compute.googleapis.com/gpus_all_regions\n"
    "\tlimit name = GPUS-ALL-REGIONS-per-project\n\tlimit = 0.0\n\tdimensions = global: global\nTry your request in "
    "another zone, or view documentation on how to increase quotas: https://cloud.google.com/compute/quotas.";
constexpr const char* no_rules_left =
    "Quota 'FIREWALLS' exceeded.  Limit: 100.0 globally.\n\tmetric name = compute.googleapis.com/firewalls";
constexpr const char* no_l4 =
    "Quota 'NVIDIA_L4_GPUS' exceeded.  Limit: 0.0 in region us-central1.\n\tmetric name = "
    "compute.googleapis.com/nvidia_l4_gpus\n\tdimensions = region: us-central1";
constexpr const char* nothing_there =
    "The zone 'projects/p/zones/us-central1-b' does not have enough resources available to fulfill the request.  Try a "
    "different zone, or try again later.";
constexpr const char* no_t4_there =
    "The resource 'projects/p/zones/us-west2-a/acceleratorTypes/nvidia-tesla-t4' was not found";
constexpr const char* no_type_there =
    "The resource 'projects/p/zones/us-west2-a/machineTypes/g2-standard-4' was not found";
constexpr const char* no_disk = "The resource 'projects/p/zones/us-central1-a/disks/d' was not found";
constexpr const char* busy = "The resource 'projects/p/zones/us-central1-a/instances/vm' is not ready";
constexpr const char* used =
    "The disk resource 'projects/p/zones/us-central1-a/disks/d' is already being used by "
    "'projects/p/zones/us-central1-a/instances/vm'";
constexpr const char* exists = "The resource 'projects/p/zones/us-central1-a/instances/vm' already exists";
constexpr const char* no_addresses =
    "Constraint constraints/compute.vmExternalIpAccess violated for project 123456789. Add instance "
    "projects/p/zones/us-central1-a/instances/vm to the constraint to use external IP with it.";
constexpr const char* os_login =
    "Constraint constraints/compute.requireOsLogin violated for project 123456789. Setting enable-oslogin to FALSE is "
    "not allowed on instances of this project.";
constexpr const char* too_often =
    "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service 'compute.googleapis.com' for "
    "consumer 'project_number:123456789'.";
constexpr const char* too_fast =
    "Operation rate exceeded for resource 'projects/p/zones/us-central1-a/disks/d'. Too frequent operations from the "
    "source resource.";
constexpr const char* api_off =
    "Compute Engine API has not been used in project 123456789 before or it is disabled. Enable it by visiting "
    "https://console.developers.google.com/apis/api/compute.googleapis.com/overview?project=123456789 then retry.";
constexpr const char* no_billing =
    "This API method requires billing to be enabled. Please enable billing on project #123456789 by visiting "
    "https://console.developers.google.com/billing/enable?project=123456789 then retry.";
constexpr const char* no_access =
    "Required 'compute.instances.create' permission for 'projects/p/zones/us-central1-a/instances/vm'";
constexpr const char* no_credentials =
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
    "authentication credential.";

const Seen seen[] = {
    {"GpusOfTheProject", Shape::operation, "QUOTA_EXCEEDED", no_gpus_at_all, ErrorKind::quota, Reach::cloud,
     "quota ask"},
    {"WholeProject", Shape::operation, "QUOTA_EXCEEDED", no_rules_left, ErrorKind::quota, Reach::cloud, "quota ask"},
    {"GpusOfARegion", Shape::operation, "QUOTA_EXCEEDED", no_l4, ErrorKind::quota, Reach::region, "quota ask"},
    {"GpusOfTheProjectAtOnce", Shape::answer, "quotaExceeded", no_gpus_at_all, ErrorKind::quota, Reach::cloud, "quota"},
    {"WholeProjectAtOnce", Shape::answer, "quotaExceeded", no_rules_left, ErrorKind::quota, Reach::cloud, "quota"},
    {"GpusOfARegionAtOnce", Shape::answer, "quotaExceeded", no_l4, ErrorKind::quota, Reach::region, "quota"},
    {"Stockout", Shape::operation, "ZONE_RESOURCE_POOL_EXHAUSTED", nothing_there, ErrorKind::no_capacity, Reach::zone,
     "another zone"},
    {"StockoutWithDetails", Shape::operation, "ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS",
     "The zone 'projects/p/zones/us-central1-b' does not have enough resources available to fulfill the request.  "
     "'(resource type:compute)'.",
     ErrorKind::no_capacity, Reach::zone, "another zone"},
    {"PoolEmpty", Shape::operation, "RESOURCE_POOL_EXHAUSTED", nothing_there, ErrorKind::no_capacity, Reach::zone,
     "another zone"},
    {"NoCapacity", Shape::operation, "INSUFFICIENT_CAPACITY", nothing_there, ErrorKind::no_capacity, Reach::zone,
     "another zone"},
    {"NoCapacityAtOnce", Shape::answer, "insufficientCapacity", nothing_there, ErrorKind::no_capacity, Reach::zone,
     "another zone"},
    {"DiskThatItDoesNotTake", Shape::operation, "UNSUPPORTED_OPERATION",
     "[pd-standard, n4-standard-2] features are not compatible for creating instance.", ErrorKind::bad_input,
     Reach::nothing, "--disk-type"},
    {"TakenAwayWhileMade", Shape::operation, "UNSUPPORTED_OPERATION", "Instance was preempted during creation.",
     ErrorKind::no_capacity, Reach::zone, "another zone"},
    {"NotReady", Shape::operation, "RESOURCE_NOT_READY", busy, ErrorKind::conflict, Reach::nothing, "busy"},
    {"NotReadyAtOnce", Shape::answer, "resourceNotReady", busy, ErrorKind::conflict, Reach::nothing, "busy"},
    {"AtWork", Shape::answer, "operationInProgress", "An operation on the resource is in progress.",
     ErrorKind::conflict, Reach::nothing, "busy"},
    {"InUse", Shape::operation, "RESOURCE_IN_USE_BY_ANOTHER_RESOURCE", used, ErrorKind::conflict, Reach::nothing,
     "go first"},
    {"InUseAtOnce", Shape::answer, "resourceInUseByAnotherResource", used, ErrorKind::conflict, Reach::nothing,
     "go first"},
    {"TooFast", Shape::operation, "RESOURCE_OPERATION_RATE_EXCEEDED", too_fast, ErrorKind::throttled, Reach::nothing,
     "again"},
    {"TheirOwnTrouble", Shape::operation, "INTERNAL_ERROR",
     "Internal error. Please try again or contact Google Support. (Code: '59CA9F1B4C2A1.A2B.7')",
     ErrorKind::unreachable, Reach::nothing, "again"},
    {"TooOftenLate", Shape::operation, "RATE_LIMIT_EXCEEDED", too_often, ErrorKind::throttled, Reach::nothing, "again"},
    {"TooManyAtOnce", Shape::operation, "CONCURRENT_OPERATIONS_QUOTA_EXCEEDED",
     "Too many concurrent operations: quota 'CONCURRENT_OPERATIONS' exceeded.", ErrorKind::throttled, Reach::nothing,
     "again"},
    {"TooOften", Shape::answer, "rateLimitExceeded", too_often, ErrorKind::throttled, Reach::nothing, "again"},
    {"TooOftenByAPerson", Shape::answer, "userRateLimitExceeded", "User Rate Limit Exceeded", ErrorKind::throttled,
     Reach::nothing, "again"},
    {"NoSuchGpuThere", Shape::operation, "RESOURCE_NOT_FOUND", no_t4_there, ErrorKind::no_capacity, Reach::zone,
     "aloft gpus"},
    {"NoSuchTypeThere", Shape::operation, "RESOURCE_NOT_FOUND", no_type_there, ErrorKind::no_capacity, Reach::zone,
     "aloft gpus"},
    {"NoSuchGpuThereAtOnce", Shape::answer, "notFound", no_t4_there, ErrorKind::no_capacity, Reach::zone, "aloft gpus"},
    {"NoSuchTypeThereAtOnce", Shape::answer, "notFound", no_type_there, ErrorKind::no_capacity, Reach::zone,
     "aloft gpus"},
    {"NotThere", Shape::operation, "RESOURCE_NOT_FOUND", no_disk, ErrorKind::not_found, Reach::nothing, ""},
    {"NotThereAtOnce", Shape::answer, "notFound", no_disk, ErrorKind::not_found, Reach::nothing, ""},
    {"ThereAlready", Shape::operation, "RESOURCE_ALREADY_EXISTS", exists, ErrorKind::conflict, Reach::nothing, ""},
    {"ThereAlreadyAtOnce", Shape::answer, "alreadyExists", exists, ErrorKind::conflict, Reach::nothing, ""},
    {"OsLoginAlone", Shape::operation, "CONDITION_NOT_MET", os_login, ErrorKind::denied, Reach::cloud, "OS Login"},
    {"OsLoginAloneAtOnce", Shape::answer, "conditionNotMet", os_login, ErrorKind::denied, Reach::cloud, "OS Login"},
    {"OrganisationForbids", Shape::operation, "CONDITION_NOT_MET", no_addresses, ErrorKind::denied, Reach::cloud,
     "organisation"},
    {"OrganisationForbidsAtOnce", Shape::answer, "conditionNotMet", no_addresses, ErrorKind::denied, Reach::cloud,
     "organisation"},
    {"ChangedMeanwhile", Shape::answer, "conditionNotMet",
     "Supplied fingerprint does not match current metadata fingerprint.", ErrorKind::conflict, Reach::nothing, "again"},
    {"NoAddressesLeft", Shape::operation, "IP_SPACE_EXHAUSTED",
     "IP space of 'projects/p/regions/us-central1/subnetworks/default' is exhausted.", ErrorKind::no_capacity,
     Reach::region, "another region"},
    {"ApiOff", Shape::answer, "accessNotConfigured", api_off, ErrorKind::denied, Reach::cloud, "doctor --fix"},
    {"ApiOffInTheNewerForm", Shape::newer_answer, "SERVICE_DISABLED", api_off, ErrorKind::denied, Reach::cloud,
     "doctor --fix"},
    {"NoBilling", Shape::answer, "billingNotEnabled", no_billing, ErrorKind::denied, Reach::cloud, "billing account"},
    {"NoBillingInTheNewerForm", Shape::newer_answer, "BILLING_DISABLED", no_billing, ErrorKind::denied, Reach::cloud,
     "billing account"},
    {"TooNarrowAToken", Shape::newer_answer, "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
     "Request had insufficient authentication scopes.", ErrorKind::denied, Reach::cloud, "sign in"},
    {"NoPermissionLate", Shape::operation, "PERMISSIONS_ERROR", no_access, ErrorKind::denied, Reach::cloud, "doctor"},
    {"NoPermission", Shape::answer, "forbidden", no_access, ErrorKind::denied, Reach::cloud, "doctor"},
    {"NotToBeSeen", Shape::answer, "forbidden",
     "The resource 'projects/somebody-elses' is not found or access is unauthorized.", ErrorKind::denied, Reach::cloud,
     "doctor"},
    {"TooNarrowATokenInTheOlderForm", Shape::answer, "insufficientPermissions",
     "Insufficient Permission: Request had insufficient authentication scopes.", ErrorKind::denied, Reach::cloud,
     "doctor"},
    {"NotSignedIn", Shape::answer, "authError", no_credentials, ErrorKind::not_signed_in, Reach::cloud, "sign in"},
    {"FieldMissing", Shape::answer, "required", "Required field 'resource' not specified", ErrorKind::bad_input,
     Reach::nothing, ""},
    {"DiskTooSmall", Shape::answer, "invalid",
     "Invalid value for field 'resource.sizeGb': '10'. Requested disk size cannot be smaller than the image size (50 GB)",
     ErrorKind::bad_input, Reach::nothing, "--disk"},
    {"ZoneThatIsNoMore", Shape::answer, "invalid", "Invalid value for field 'zone': 'us-central1-d'. Unknown zone.",
     ErrorKind::no_capacity, Reach::zone, "a newer aloft"},
    {"RegionThatIsNoMore", Shape::answer, "invalid", "Invalid value for field 'region': 'us-east9'. Unknown region.",
     ErrorKind::no_capacity, Reach::region, "a newer aloft"},
    {"FieldWrong", Shape::answer, "invalid",
     "Invalid value for field 'resource.scheduling.preemptible': 'true'. Cannot restart preemptible instances.",
     ErrorKind::bad_input, Reach::nothing, ""},
};

std::string name_of(const testing::TestParamInfo<Seen>& info) { return info.param.name; }

Error as_told(const Seen& one) {
    if (one.shape == Shape::operation)
        return failed_operation({{"kind", "compute#operation"},
                                 {"status", "DONE"},
                                 {"httpErrorStatusCode", 503},
                                 {"error", {{"errors", {{{"code", one.code}, {"message", one.text}}}}}}},
                                "making it");
    json error{{"code", 403}, {"message", one.text}, {"status", "PERMISSION_DENIED"}};
    const bool newer = one.shape == Shape::newer_answer;
    // Where both forms are there, the older one says least.
    error["errors"] = {{{"message", one.text}, {"domain", "global"}, {"reason", newer ? "forbidden" : one.code}}};
    if (newer)
        error["details"] = {{{"@type", "type.googleapis.com/google.rpc.ErrorInfo"},
                             {"reason", one.code},
                             {"domain", "googleapis.com"},
                             {"metadata", {{"service", "compute.googleapis.com"}}}}};
    return refusal(403, json{{"error", error}}.dump(), "making it");
}

class ErrorTable : public testing::TestWithParam<Seen> {};

TEST_P(ErrorTable, IsToldAsWhatItMeans) {
    const Error error = as_told(GetParam());
    EXPECT_EQ(error.kind, GetParam().kind);
    EXPECT_EQ(error.blocks, GetParam().reach);
    EXPECT_EQ(error.detail, GetParam().text);
    EXPECT_EQ(error.doing, "making it");
    EXPECT_THAT(error.hint, testing::HasSubstr(GetParam().hint));
}

INSTANTIATE_TEST_SUITE_P(AsSeen, ErrorTable, testing::ValuesIn(seen), name_of);

TEST(ErrorTableItself, HasATestForEachRow) {
    std::set<const Meaning*> seen_rows;
    for (const Seen& one : seen)
        for (const Meaning& row : meanings())
            if (row.code == one.code && std::string_view(one.text).find(row.words) != std::string_view::npos) {
                seen_rows.insert(&row);
                break;
            }
    for (const Meaning& row : meanings()) EXPECT_TRUE(seen_rows.contains(&row)) << row.code << " " << row.words;
}

TEST(ErrorTableItself, WhatAnOperationSaysOfQuotaAndZonesIsRead) {
    const json operation = json::parse(R"({"kind":"compute#operation","status":"DONE","httpErrorStatusCode":503,
        "httpErrorMessage":"SERVICE UNAVAILABLE","error":{"errors":[{
        "code":"ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS",
        "message":"The zone 'projects/p/zones/us-central1-b' does not have enough resources available to fulfill the request.",
        "errorDetails":[
          {"help":{"links":[{"description":"Troubleshooting documentation","url":"https://cloud.google.com/compute/docs/resource-error"}]}},
          {"localizedMessage":{"locale":"en-US","message":"A n1-standard-4 VM instance with 1 nvidia-tesla-t4 accelerator(s) is currently unavailable in the us-central1-b zone."}},
          {"errorInfo":{"domain":"compute.googleapis.com","reason":"resource_availability","metadatas":{
             "attachment":"nvidia-tesla-t4:1","vmType":"n1-standard-4","zone":"us-central1-b",
             "zonesAvailable":"us-central1-a, us-central1-f"}}}]}]}})");
    const Error error = failed_operation(operation, "");
    EXPECT_EQ(error.places, (std::vector<std::string>{"us-central1-a", "us-central1-f"}));
    EXPECT_THAT(error.detail, testing::StartsWith("A n1-standard-4 VM instance with 1 nvidia-tesla-t4"));
    EXPECT_EQ(error.blocks, Reach::zone);
}

TEST(ErrorTableItself, ZonesThatHaveItMayBeNone) {
    const json operation = json::parse(R"({"error":{"errors":[{"code":"ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS",
        "message":"none","errorDetails":[{"errorInfo":{"metadatas":{"zonesAvailable":""}}}]}]}})");
    EXPECT_TRUE(failed_operation(operation, "").places.empty());
}

}  // namespace
}  // namespace aloft::gcp
