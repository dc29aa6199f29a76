#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/resource.hpp"
#include "core/result.hpp"

/// What Google is told to make, and what it says of what there is. Pure.
namespace aloft::gcp {

nlohmann::json disk_body(const Resource& wished);
nlohmann::json snapshot_body(const Resource& wished);
nlohmann::json firewall_body(const Resource& wished);

/// Who may sign in to the instance, and how it proves that it is the one.
struct SignInKeys {
    std::string public_key;
    std::string user_data;
};
/// `number` is the static address, where it shall have one.
nlohmann::json instance_body(const Resource& wished, const SignInKeys& keys, const std::string& number);

nlohmann::json address_body(const Resource& wished);
/// An access config: the way from outside to an instance. Its name says whether the address is static, since Google says
/// it of no instance.
nlohmann::json way_in(std::string_view public_address, const std::string& number);

/// [{acceleratorType, acceleratorCount}] of "nvidia-tesla-t4:1"; empty of an empty text.
nlohmann::json accelerators(std::string_view gpus, std::string_view zone);
/// What a machine has inside, attached or built in, that Google asks about.
struct Inside {
    bool gpus = false;
    bool local_disks = false;
};
Inside inside(std::string_view machine_type, std::string_view gpus);
/// GPUs end with their host's maintenance; nothing else need. The deadline as a text: "8h"; empty without.
nlohmann::json scheduling(std::string_view buying, Inside inside, std::string_view deadline);

Found found_disk(const ResourceRef& ref, const nlohmann::json& disk);
Found found_snapshot(const ResourceRef& ref, const nlohmann::json& snapshot);
Found found_firewall(const ResourceRef& ref, const nlohmann::json& rule);
Found found_address(const ResourceRef& ref, const nlohmann::json& address);
Found found_instance(const ResourceRef& ref, const nlohmann::json& instance);

/// PROVISIONING, STOPPING and the like: soon something else.
bool is_changing(const nlohmann::json& instance);

/// What bears our labels; firewall rules can bear none and say it in their description.
Labels labels_of(const nlohmann::json& thing);

}  // namespace aloft::gcp
