#pragma once
#include <set>
#include <string>
#include <string_view>

namespace aloft::local {

/// One owner's virtual machines reach each other on a network segment of their own: QEMU sends the frames as multicast
/// on this computer's loopback, which needs no root and no bridge. Whoever has an account on this computer can listen
/// to it, as on any shared cable; what must be secret goes through SSH.
inline constexpr std::string_view segment_netmask = "255.255.0.0";

/// "239.x.y.z:port", the same for all machines of an owner.
std::string segment_group(std::string_view owner);

/// 10.77.x.y, the first that is free from a place that depends on the name alone, so that a machine made anew gets its
/// old one back.
std::string segment_address(std::string_view name, const std::set<std::string>& taken);

/// The network card that has the address.
std::string segment_mac(const std::string& address);

}  // namespace aloft::local
