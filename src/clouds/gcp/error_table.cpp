#include "clouds/gcp/error_table.hpp"

#include <array>

namespace aloft::gcp {
namespace {

constexpr std::string_view ask_for_quota = "`aloft quota` shows your limits, and `aloft quota ask` asks for more";
constexpr std::string_view elsewhere = "another zone may have it; `aloft up` goes on there by itself";
constexpr std::string_view another_type = "`aloft gpus` shows which machine types are where";
constexpr std::string_view no_longer =
    "Google does not have it any longer; `aloft up` goes on elsewhere by itself, and a newer aloft knows what there is now";
constexpr std::string_view busy = "it is busy; try again in a moment";
constexpr std::string_view in_use = "what uses it has to go first";
constexpr std::string_view forbidden = "your organisation forbids it; its administrator can allow it for this project";
constexpr std::string_view os_login =
    "your organisation lets people in by OS Login alone, and aloft's machines by their own key: its administrator can "
    "exempt the project from that constraint, or take a project that is exempt";
constexpr std::string_view switched_off = "an API is switched off; `aloft doctor --fix` switches it on";
constexpr std::string_view no_billing = "link a billing account: aloft init gcp";
constexpr std::string_view scopes =
    "sign in so that aloft may do all that you may: gcloud auth application-default login";

constexpr std::array<Meaning, 52> rows{{
    {"QUOTA_EXCEEDED", "GPUS_ALL_REGIONS", ErrorKind::quota, Reach::cloud, ask_for_quota},
    {"QUOTA_EXCEEDED", " globally", ErrorKind::quota, Reach::cloud, ask_for_quota},
    {"QUOTA_EXCEEDED", "", ErrorKind::quota, Reach::region, ask_for_quota},
    {"quotaExceeded", "GPUS_ALL_REGIONS", ErrorKind::quota, Reach::cloud, ask_for_quota},
    {"quotaExceeded", " globally", ErrorKind::quota, Reach::cloud, ask_for_quota},
    {"quotaExceeded", "", ErrorKind::quota, Reach::region, ask_for_quota},
    {"ZONE_RESOURCE_POOL_EXHAUSTED", "", ErrorKind::no_capacity, Reach::zone, elsewhere},
    {"ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS", "", ErrorKind::no_capacity, Reach::zone, elsewhere},
    {"RESOURCE_POOL_EXHAUSTED", "", ErrorKind::no_capacity, Reach::zone, elsewhere},
    {"INSUFFICIENT_CAPACITY", "", ErrorKind::no_capacity, Reach::zone, elsewhere},
    {"insufficientCapacity", "", ErrorKind::no_capacity, Reach::zone, elsewhere},
    {"UNSUPPORTED_OPERATION", "features are not compatible", ErrorKind::bad_input, Reach::nothing,
     "another type of disk may go with it: --disk-type"},
    // Seen when a spot machine is taken away while it is made.
    {"UNSUPPORTED_OPERATION", "", ErrorKind::no_capacity, Reach::zone, elsewhere},
    {"RESOURCE_NOT_READY", "", ErrorKind::conflict, Reach::nothing, busy},
    {"resourceNotReady", "", ErrorKind::conflict, Reach::nothing, busy},
    {"operationInProgress", "", ErrorKind::conflict, Reach::nothing, busy},
    {"RESOURCE_IN_USE_BY_ANOTHER_RESOURCE", "", ErrorKind::conflict, Reach::nothing, in_use},
    {"resourceInUseByAnotherResource", "", ErrorKind::conflict, Reach::nothing, in_use},
    {"RESOURCE_OPERATION_RATE_EXCEEDED", "", ErrorKind::throttled, Reach::nothing, hints::wait},
    {"INTERNAL_ERROR", "", ErrorKind::unreachable, Reach::nothing, hints::wait},
    {"RATE_LIMIT_EXCEEDED", "", ErrorKind::throttled, Reach::nothing, hints::wait},
    {"CONCURRENT_OPERATIONS_QUOTA_EXCEEDED", "", ErrorKind::throttled, Reach::nothing, hints::wait},
    {"rateLimitExceeded", "", ErrorKind::throttled, Reach::nothing, hints::wait},
    {"userRateLimitExceeded", "", ErrorKind::throttled, Reach::nothing, hints::wait},
    {"RESOURCE_NOT_FOUND", "acceleratorTypes/", ErrorKind::no_capacity, Reach::zone, another_type},
    {"RESOURCE_NOT_FOUND", "machineTypes/", ErrorKind::no_capacity, Reach::zone, another_type},
    {"notFound", "acceleratorTypes/", ErrorKind::no_capacity, Reach::zone, another_type},
    {"notFound", "machineTypes/", ErrorKind::no_capacity, Reach::zone, another_type},
    {"RESOURCE_NOT_FOUND", "", ErrorKind::not_found, Reach::nothing, ""},
    {"notFound", "", ErrorKind::not_found, Reach::nothing, ""},
    {"RESOURCE_ALREADY_EXISTS", "", ErrorKind::conflict, Reach::nothing, ""},
    {"alreadyExists", "", ErrorKind::conflict, Reach::nothing, ""},
    {"CONDITION_NOT_MET", "constraints/compute.requireOsLogin", ErrorKind::denied, Reach::cloud, os_login},
    {"conditionNotMet", "constraints/compute.requireOsLogin", ErrorKind::denied, Reach::cloud, os_login},
    {"CONDITION_NOT_MET", "constraints/", ErrorKind::denied, Reach::cloud, forbidden},
    {"conditionNotMet", "constraints/", ErrorKind::denied, Reach::cloud, forbidden},
    {"conditionNotMet", "", ErrorKind::conflict, Reach::nothing, "it was changed meanwhile; try again"},
    {"IP_SPACE_EXHAUSTED", "", ErrorKind::no_capacity, Reach::region, "another region may have addresses left"},
    {"accessNotConfigured", "", ErrorKind::denied, Reach::cloud, switched_off},
    {"SERVICE_DISABLED", "", ErrorKind::denied, Reach::cloud, switched_off},
    {"billingNotEnabled", "", ErrorKind::denied, Reach::cloud, no_billing},
    {"BILLING_DISABLED", "", ErrorKind::denied, Reach::cloud, no_billing},
    {"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "", ErrorKind::denied, Reach::cloud, scopes},
    {"PERMISSIONS_ERROR", "", ErrorKind::denied, Reach::cloud, hints::rights},
    {"forbidden", "", ErrorKind::denied, Reach::cloud, hints::rights},
    {"insufficientPermissions", "", ErrorKind::denied, Reach::cloud, hints::rights},
    {"authError", "", ErrorKind::not_signed_in, Reach::cloud, hints::sign_in},
    {"required", "", ErrorKind::bad_input, Reach::nothing, ""},
    {"invalid", "smaller than the image size", ErrorKind::bad_input, Reach::nothing, "ask for a larger disk: --disk"},
    {"invalid", "Unknown zone", ErrorKind::no_capacity, Reach::zone, no_longer},
    {"invalid", "Unknown region", ErrorKind::no_capacity, Reach::region, no_longer},
    {"invalid", "", ErrorKind::bad_input, Reach::nothing, ""},
}};

}  // namespace

std::span<const Meaning> meanings() { return rows; }

}  // namespace aloft::gcp
