#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/resource.hpp"
#include "ledger/ledger.hpp"

namespace soci {
class session;
}

namespace aloft {

/// Things that stand or may stand, and which machines use them: the tables `resources` and `uses`.
std::vector<ResourceRecord> read_resources(soci::session& session);
std::vector<ResourceRecord> read_resources_of(soci::session& session, const std::string& machine);
std::vector<ResourceRecord> read_resources_of(soci::session& session, ResourceKind kind);
std::vector<std::string> read_users(soci::session& session, const ResourceRef& ref);

/// Writes the resource as one that the machine uses. Without `found`, what was last seen of it stays.
void write_resource(soci::session& session, const std::string& machine, const Resource& resource, ResourceState state,
                    const std::optional<Found>& found);
/// A remove begins; of one that is not recorded too, so that it is not forgotten before it is gone.
void mark_leaving(soci::session& session, const std::string& machine, const Resource& resource);
/// The machine uses it from now on, if it is recorded at all.
void claim(soci::session& session, const std::string& machine, const ResourceRef& ref);
/// It is gone as far as the machine goes: its claim ends, and when no other machine has one, so does the row. A row
/// that others still claim is `intended` again if the thing is absent, for the next of them to look.
void release(soci::session& session, const std::string& machine, const ResourceRef& ref, const Found& found);
/// Ends all of a machine's claims.
/// What has no step of its own to remove it.
void delete_what_lay_on_its_disk(soci::session& session, const std::string& machine);
void release_all(soci::session& session, const std::string& machine);

}  // namespace aloft
