#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "practice/google/shelf.hpp"

namespace aloft::practice::google {

/// A disk that is made with its machine.
struct NewDisk {
    std::string name;
    Json document;
};

/// What an insert asks for, found in order and filled up with Google's defaults: the records that are to be made.
struct InstanceWish {
    std::string name;
    Json instance;
    std::vector<NewDisk> disks;
    std::vector<std::string> reserved_addresses;  ///< that it takes
    Json failure;  ///< what shows only when it is made: an address that another machine has
};

std::expected<InstanceWish, Refusal> read_instance(Office& office, const Call& call, const Json& body);

/// Rules that hold for a machine whenever it is changed, too.
std::expected<void, Refusal> check_scheduling(const Office& office, const Json& instance);
/// The machine's GPUs as Google shows them, its type's own among them; or why they do not go together.
std::expected<void, Refusal> settle_accelerators(const Office& office, Json& instance, const Json& wished);
std::expected<void, Refusal> check_metadata(const Json& metadata);
/// With its kind and fingerprint.
Json settled_metadata(const Json& items);

}  // namespace aloft::practice::google
