#pragma once
#include <string>
#include <string_view>

#include "practice/google/shelf.hpp"

namespace aloft::practice::google {

/// Where machines' addresses come from: the hall's, which the records know once it was asked; without one, Google's
/// 10.128.0.0/9 inside and 198.18.0.0/15, which nobody has, outside.

/// "10.128.16.0/20", of a region's part of the default network.
std::string default_range(const Office& office, std::string_view region);
/// The next that is free in the subnetwork's range; or in the hall's, whose machines are really there.
std::string next_internal_address(Office& office, const Json& subnetwork);
std::string next_external_address(Office& office);
/// Whether a machine or a reservation has it.
bool is_taken(const Office& office, std::string_view address);

/// Gives the instance's access config an address that goes again when it stops, unless it has one.
void give_external_address(Office& office, Json& instance);
/// Takes it away, unless it is a reserved one.
void take_external_address(Office& office, Json& instance);

/// The reserved address with that number; empty when there is none.
std::string reserved_address(const Office& office, std::string_view project, std::string_view address);
/// Shows on reserved addresses who uses them.
void use_address(Office& office, const std::string& address, const std::string& user, Moment at);
void release_addresses(Office& office, const Json& instance, Moment at);

/// From where this computer's own calls come to a machine: the network's first address. Loopback, where there are no
/// real machines.
std::string address_of_this_computer(const Records& records);

struct Range {
    std::uint32_t first = 0;
    int bits = 0;
    std::uint32_t size() const { return bits == 0 ? 0 : 1U << (32U - static_cast<unsigned>(bits)); }
};
/// "10.0.0.0/16"; nothing for what is none.
std::optional<Range> range_of(std::string_view cidr);
std::string address_text(std::uint32_t address);
bool holds(const Range& range, std::string_view address);
/// Where machines of the subnetwork have their addresses.
Range range_of_subnetwork(const Office& office, const Json& subnetwork);

/// What the hall said, in the records: {addresses: "10.220.0.0/16"}.
inline constexpr std::string_view hall_record = "practice/hall";

}  // namespace aloft::practice::google
