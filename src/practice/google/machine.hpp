#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "practice/google/effects.hpp"

namespace aloft::practice::google {

/// What follows from an instance's record.

bool is_running(const Json& instance);
/// Whether it takes stock and quota: it is on, or on its way.
bool spends(const Json& instance);
bool has_gpu(const Office& office, const Json& instance);
/// Those that its type has built in; the practice cloud has no others.
bool has_local_disks(const Office& office, const Json& instance);
bool is_spot(const Json& instance);
MachineShape shape_of(const Json& instance);
/// In the record of any project, where Google's types are looked for.
std::optional<MachineTypeFacts> type_of(const Office& office, const Json& instance);
/// Its boot disk's record.
std::string boot_disk_of(const Json& instance);
/// "1.2.3.4", or empty.
std::string external_address_of(const Json& instance);
std::string name_of(const Json& resource);

HallMachine hall_machine(const Office& office, const Json& instance);
HallNetwork hall_network(const Office& office, const Json& instance);
HallJob connect_job(const Office& office, const Json& instance);
/// Of all machines that run in that network of the project: rules have changed.
HallJobs connect_jobs(const Office& office, std::string_view project, std::string_view network);

/// By the instance's id: its name; empty when there is none.
std::string machine_of_id(const Office& office, std::string_view id);

/// A value of its metadata, else of its project's; empty when neither has it.
std::string metadata_value(const Office& office, const Json& instance, std::string_view key);
std::string attribute_in(const Json& metadata, std::string_view key);

}  // namespace aloft::practice::google
