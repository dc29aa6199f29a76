#pragma once
#include <expected>
#include <string>
#include <string_view>

#include "practice/google/shelf.hpp"

namespace aloft::practice::google {

struct InstanceWish;

/// What a disk is made of, from initializeParams of an instance or the body of disks.insert.
struct DiskRequest {
    std::string name;       ///< the whole
    std::string type;       ///< as it was said; empty: pd-standard
    std::string image;
    std::string snapshot;
    std::string disk;       ///< to be copied
    std::int64_t gb = 0;    ///< 0: as large as what it is made of
    Json labels;
    std::string field;      ///< "resource.disks[0].initializeParams", for refusals
    std::string size_field; ///< "diskSizeGb"
    std::string type_field; ///< "diskType"
};
/// The disk's record, which nobody has kept yet.
std::expected<Json, Refusal> read_disk(Office& office, const Call& call, const DiskRequest& request);

/// One of an instance's disks as the instance shows it; a new one is added to the wish.
std::expected<Json, Refusal> read_attached_disk(Office& office, const Call& call, const Json& body, std::size_t index,
                                                InstanceWish& wish);
/// An existing disk as an instance shows it. `project` and zone of the call.
std::expected<Json, Refusal> read_existing_disk(Office& office, const Call& call, const Json& body, std::size_t index,
                                                const std::string& field);

}  // namespace aloft::practice::google
