#pragma once
#include <chrono>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace aloft::practice {

/// A machine to be booted. Its id is the instance's, "projects/p/zones/z/instances/vm" is not unique in time.
struct HallMachine {
    std::string id;        ///< digits
    std::string name;      ///< the instance's
    std::string hostname;
    std::string boot_disk; ///< a disk of the hall, by the id it was made with
    std::vector<std::string> other_disks;
    int cpus = 1;
    int memory_mib = 0;
    std::string user_data; ///< of its metadata, for cloud-init; empty: none
};

/// One rule of a firewall, as Google says it.
struct Door {
    enum class Way { open, shut };
    std::string protocol;               ///< "tcp", "udp", "icmp", "all"
    std::vector<std::string> ports;     ///< "22", "8000-9000"; none: all
    std::vector<std::string> others;    ///< CIDR of those on the other side
    Way way = Way::open;
    bool operator==(const Door&) const = default;
};

/// What a machine has to do with the network.
struct HallNetwork {
    std::string internal_address;
    std::string external_address;  ///< empty: none
    std::vector<Door> doors;  ///< of what comes in the first that fits counts; what none fits stays out
    std::vector<Door> exits;  ///< the same for what goes out; what none fits goes
};

/// Where the practice cloud's machines really are. Each call waits until it is done, is made on a worker thread, and may
/// be made again: twice is once. Calls for one machine never overlap.
class Hall {
public:
    virtual ~Hall() = default;

    /// "10.220.0.0/16": where addresses of machines come from, or why there can be no machines.
    virtual Result<std::string> addresses() = 0;
    /// Empty, until a machine boots from it: then it gets the base that all machines are made from.
    virtual Result<void> make_disk(std::string_view id, int gb) = 0;
    /// From another disk or snapshot; one that a running machine writes to is copied as of one moment.
    virtual Result<void> copy_disk(std::string_view id, std::string_view from, int gb) = 0;
    virtual Result<void> remove_disk(std::string_view id) = 0;

    virtual Result<void> boot(const HallMachine& machine, const HallNetwork& network) = 0;
    /// Soft first: it has that long to end by itself.
    virtual Result<void> power_off(std::string_view id, std::chrono::seconds soft) = 0;
    virtual Result<void> reset(std::string_view id) = 0;
    /// The machine and nothing of its disks.
    virtual Result<void> remove(std::string_view id) = 0;
    virtual Result<void> connect(std::string_view id, const HallNetwork& network) = 0;
    /// Everything that it has written there since it was booted; the console's end when it is long.
    virtual Result<std::string> console(std::string_view id) = 0;
    /// Ids of machines that run.
    virtual Result<std::vector<std::string>> running() = 0;
    /// Removes all machines and disks that are not among these.
    virtual Result<void> keep_only(const std::vector<std::string>& machines, const std::vector<std::string>& disks) = 0;
};

/// How much of itself a machine says in an identity token.
enum class IdentityFormat { standard, full, full_with_licenses };

struct IdentityWish {
    std::string audience;
    IdentityFormat format = IdentityFormat::standard;
};

/// What the metadata server tells a machine, and what it takes from it. Called on the loop.
class MetadataSource {
public:
    virtual ~MetadataSource() = default;
    /// The tree below /computeMetadata/v1/ for the machine of that id; null when there is none. `instance.guest-attributes`
    /// included.
    virtual nlohmann::json tree(std::string_view machine_id) const = 0;
    /// Below guest-attributes/, "namespace/key"; no value takes it away. A failure when they are not enabled.
    virtual Result<void> set_guest_attribute(std::string_view machine_id, std::string_view path,
                                             std::optional<std::string> value) = 0;
    /// Called whenever a tree may have changed.
    virtual void on_change(std::function<void(std::string_view machine_id)> told) = 0;
    /// A token of its service account: {access_token, expires_in, token_type}; null when it has none.
    virtual nlohmann::json token(std::string_view machine_id, std::string_view account) = 0;
    /// Who the machine is, signed for that audience; empty when it has no such account.
    virtual std::string identity(std::string_view machine_id, std::string_view account, const IdentityWish& wish) = 0;
};

}  // namespace aloft::practice
