#include "practice/google/addressing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "practice/google/machine.hpp"
#include "practice/google/metering.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

constexpr Range paper_inside{(10U << 24U) + (128U << 16U), 9};
constexpr Range paper_outside{(198U << 24U) + (18U << 16U), 15};

std::optional<Range> hall_range(const Office& office) {
    const Json* said = office.records.find(hall_record);
    return said == nullptr ? std::nullopt : range_of(text_in(*said, "addresses"));
}

/// The hall's lower half is inside, its upper half outside.
Range inside(const Office& office) {
    const auto hall = hall_range(office);
    return hall ? Range{hall->first, hall->bits + 1} : paper_inside;
}

Range outside(const Office& office) {
    const auto hall = hall_range(office);
    return hall ? Range{hall->first + hall->size() / 2, hall->bits + 1} : paper_outside;
}

std::set<std::string> used_addresses(const Office& office) {
    std::set<std::string> used;
    for (const std::string& name : kept_names(office, "projects/", "instances")) {
        const Json& instance = *office.records.find(name);
        used.insert(instance.value("/networkInterfaces/0/networkIP"_json_pointer, std::string()));
        used.insert(external_address_of(instance));
    }
    for (const std::string& name : kept_names(office, "projects/", "addresses"))
        used.insert(text_in(*office.records.find(name), "address"));
    return used;
}

/// Goes on from where it was last time, as Google does not give a freed address to the next who comes either.
std::string next_free(Office& office, Range range, std::string_view counter) {
    const std::set<std::string> used = used_addresses(office);
    const std::string record = fmt::format("practice/addresses/{}", counter);
    const Json* last = office.records.find(record);
    // The first is the network's, the second its gateway's, the last everybody's.
    const std::uint32_t there_are = range.size() > 4 ? range.size() - 3 : 1;
    std::uint32_t next = last == nullptr ? 0 : last->value("next", 0U);
    std::string address;
    for (std::uint32_t tried = 0; tried < std::min(there_are, 70'000U); ++tried) {
        address = address_text(range.first + 2 + next % there_are);
        next = (next + 1) % there_are;
        if (!used.contains(address)) break;
    }
    office.records.put(record, {{"next", next}});
    return address;
}

Range region_range(const Office& office, std::string_view region) {
    auto regions = office.places.regions();
    std::ranges::sort(regions);
    const auto found = std::ranges::find(regions, region);
    const auto number = static_cast<std::uint32_t>(found - regions.begin());
    const Range all = inside(office);
    const int bits = std::min(28, all.bits <= 12 ? 20 : all.bits + 6);
    const Range part{0, bits};
    return {all.first + number % (all.size() / part.size()) * part.size(), bits};
}

}  // namespace

std::optional<Range> range_of(std::string_view cidr) {
    Range range;
    std::uint32_t part = 0;
    for (int number = 0; number < 4; ++number) {
        const auto [end, problem] = std::from_chars(cidr.data(), cidr.data() + cidr.size(), part);
        if (problem != std::errc() || part > 255) return std::nullopt;
        range.first = (range.first << 8U) + part;
        cidr.remove_prefix(static_cast<std::size_t>(end - cidr.data()));
        if (cidr.empty() || cidr.front() != (number < 3 ? '.' : '/')) return std::nullopt;
        cidr.remove_prefix(1);
    }
    const auto [end, problem] = std::from_chars(cidr.data(), cidr.data() + cidr.size(), range.bits);
    if (problem != std::errc() || end != cidr.data() + cidr.size() || range.bits < 0 || range.bits > 32)
        return std::nullopt;
    return range;
}

std::string address_text(std::uint32_t address) {
    return fmt::format("{}.{}.{}.{}", address >> 24U, address >> 16U & 255U, address >> 8U & 255U, address & 255U);
}

std::string default_range(const Office& office, std::string_view region) {
    const Range range = region_range(office, region);
    return fmt::format("{}/{}", address_text(range.first), range.bits);
}

bool holds(const Range& range, std::string_view address) {
    const auto one = range_of(fmt::format("{}/32", address));
    const std::uint32_t mask = range.bits == 0 ? 0 : ~0U << (32U - static_cast<unsigned>(range.bits));
    return one && (one->first & mask) == (range.first & mask);
}

Range range_of_subnetwork(const Office& office, const Json& subnetwork) {
    if (!hall_range(office))
        if (const auto own = range_of(text_in(subnetwork, "ipCidrRange"))) return *own;
    return region_range(office, leaf(text_in(subnetwork, "region")));
}

bool is_taken(const Office& office, std::string_view address) {
    return used_addresses(office).contains(std::string(address));
}

std::string next_internal_address(Office& office, const Json& subnetwork) {
    const Range range = range_of_subnetwork(office, subnetwork);
    return next_free(office, range, address_text(range.first));
}

std::string next_external_address(Office& office) { return next_free(office, outside(office), "external"); }

void give_external_address(Office& office, Json& instance) {
    const auto place = "/networkInterfaces/0/accessConfigs/0"_json_pointer;
    if (!instance.contains(place) || !external_address_of(instance).empty()) return;
    instance[place]["natIP"] = next_external_address(office);
}

void take_external_address(Office& office, Json& instance) {
    const std::string address = external_address_of(instance);
    if (address.empty() || !reserved_address(office, project_of(name_of(instance)), address).empty()) return;
    instance["/networkInterfaces/0/accessConfigs/0"_json_pointer].erase("natIP");
}

std::string reserved_address(const Office& office, std::string_view project, std::string_view address) {
    for (const std::string& name : kept_names(office, fmt::format("{}/regions/", project), "addresses"))
        if (text_in(*office.records.find(name), "address") == address) return name;
    return {};
}

void use_address(Office& office, const std::string& address, const std::string& user, Moment at) {
    const Json* kept = office.records.find(address);
    if (kept == nullptr) return;
    Json reserved = *kept;
    reserved["status"] = user.empty() ? "RESERVED" : "IN_USE";
    if (user.empty()) {
        reserved.erase("users");
    } else {
        reserved["users"] = Json::array({link(user)});
    }
    keep(office, address, std::move(reserved));
    meter(office, address, at);
}

void release_addresses(Office& office, const Json& instance, Moment at) {
    const std::string user = link(name_of(instance));
    for (const std::string& name : kept_names(office, project_of(name_of(instance)) + "/regions/", "addresses")) {
        const auto users = office.records.find(name)->value("users", std::vector<std::string>());
        if (std::ranges::find(users, user) != users.end()) use_address(office, name, "", at);
    }
}

std::string address_of_this_computer(const Records& records) {
    const Json* hall = records.find(hall_record);
    const std::optional<Range> range = hall == nullptr ? std::nullopt : range_of(text_in(*hall, "addresses"));
    return range ? address_text(range->first + 1) : "127.0.0.1";
}

}  // namespace aloft::practice::google
