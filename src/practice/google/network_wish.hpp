#pragma once
#include "practice/google/instance_wish.hpp"

namespace aloft::practice::google {

/// The machine's one network interface with its addresses, as an insert asks for it. It takes addresses.
std::expected<void, Refusal> read_network(Office& office, const Call& call, const Json& body, InstanceWish& wish);

/// An address that a machine is to have from outside, by its number: the record of the reservation; empty when none was
/// wished for.
std::expected<std::string, Refusal> read_external_address(const Office& office, const Call& call, const Json& access,
                                                          const std::string& field);

}  // namespace aloft::practice::google
