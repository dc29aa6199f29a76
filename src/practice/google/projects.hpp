#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "practice/google/office.hpp"

namespace aloft::practice::google {

/// What all of Google's newer APIs have to know of projects, which may be called by id or by number.

/// "projects/p" of "projects/p", "projects/123" and all names below them; empty when there is no such project.
std::string project_record(const Office& office, std::string_view name);

/// Those of all projects, in order of id.
std::vector<std::string> project_records(const Office& office);

/// The same as project_record() for a call that names it; refused as Google does, which does not tell whether there is one.
std::expected<std::string, Refusal> known_project(const Office& office, std::string_view name);

/// Whether the service counts by now: to enable it takes its time.
bool is_enabled(const Office& office, std::string_view project_record, std::string_view service);
/// Google's refusal of a call of an API that is not enabled in the project.
Refusal not_enabled(const Office& office, std::string_view project_record, std::string_view service);
/// "Compute Engine API"; empty for a service that Google does not have here.
std::string_view title_of_service(std::string_view service);
std::vector<std::string_view> known_services();

/// Whether the project's billing account pays.
bool has_billing(const Office& office, std::string_view project_record);

/// Whether the world lets anybody do that in the project: "compute.instances.create".
bool is_permitted(const Office& office, std::string_view project_record, std::string_view permission);
/// Google's refusal when it does not.
std::expected<void, Refusal> check_permission(const Office& office, std::string_view project_record,
                                              std::string_view permission);

std::string number_of(const Office& office, std::string_view project_record);
/// "p" of "projects/p".
std::string_view id_of(std::string_view project_record);

/// Makes a project's record with a number of its own, and the account that its machines have.
void make_project(Office& office, std::string_view id, std::string_view name, std::string_view billing_account,
                  const std::vector<std::string>& enabled);
/// From that moment on.
void enable_service(Office& office, std::string_view project_record, std::string_view service, Moment from);

/// One reason in the details of a refusal, as google.rpc.ErrorInfo.
nlohmann::json error_info(std::string_view reason, std::string_view domain, nlohmann::json metadata);
Refusal invalid_argument(std::string message);
Refusal failed_precondition(std::string message);
Refusal not_permitted();

}  // namespace aloft::practice::google
