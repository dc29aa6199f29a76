#include "clouds/local/vm_segment.hpp"

#include <array>
#include <charconv>
#include <cstdint>

#include "core/fingerprint.hpp"

namespace aloft::local {
namespace {

constexpr std::uint64_t first_host = 1;
constexpr std::uint64_t hosts = 65534;

std::string address_of(std::uint64_t host) {
    return "10.77." + std::to_string(host >> 8) + "." + std::to_string(host & 0xFF);
}

std::string hexadecimal(unsigned value) {
    constexpr std::string_view digits = "0123456789abcdef";
    return {digits[(value >> 4) & 0xF], digits[value & 0xF]};
}

}  // namespace

std::string segment_group(std::string_view owner) {
    const std::uint64_t hash = hash_of(owner);
    std::string group = "239";
    for (const int shift : {0, 8, 16}) group += "." + std::to_string(1 + (hash >> shift) % 254);
    return group + ":" + std::to_string(30000 + (hash >> 24) % 2000);
}

std::string segment_address(std::string_view name, const std::set<std::string>& taken) {
    const std::uint64_t start = hash_of(name) % hosts;
    for (std::uint64_t step = 0; step < hosts; ++step) {
        const std::string address = address_of(first_host + (start + step) % hosts);
        if (!taken.contains(address)) return address;
    }
    return address_of(first_host + start);
}

std::string segment_mac(const std::string& address) {
    std::array<unsigned, 4> parts{};
    const char* position = address.data();
    const char* const end = address.data() + address.size();
    for (unsigned& part : parts) {
        position = std::from_chars(position, end, part).ptr;
        if (position != end) ++position;
    }
    std::string mac = "52:54";
    for (const unsigned part : parts) mac += ":" + hexadecimal(part);
    return mac;
}

}  // namespace aloft::local
