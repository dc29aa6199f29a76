#pragma once
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fakes/fake_cloud.hpp"

namespace aloft::fakes {

/// A cloud in memory that rents what the catalog has of it: with zones that have run out, and with quotas that it
/// grants when it is asked.
class FakeRentingCloud final : public FakeCloud,
                               public RentsByCatalog,
                               public CanMove,
                               public KnowsQuota,
                               public AsksForQuota {
public:
    using FakeCloud::FakeCloud;

    // Knobs.
    std::map<std::string, Error> refusing_zones;  ///< what making a machine there comes to
    QuotaBook book;
    Result<void> signed_in;

    std::map<std::string, Error>
        refusing_starts;  ///< what starting a machine of that shape comes to: "n1-standard-4 T4"

    std::optional<std::pair<ResourceKind, Error>> refused_change;
    bool lists_another_project = false;

    // What a test looks at.
    std::vector<std::string> zones_tried;
    std::vector<QuotaWish> wishes;

    void run_out_of_machines_in(const std::string& zone) {
        refusing_zones[zone] =
            Error{ErrorKind::no_capacity, "making a machine", zone + " has none left", "", Reach::zone};
    }

    Result<void> usable() override { return signed_in; }
    Result<Offer> settle(Offer offer) override { return offer; }

    Blueprint blueprint(const Spec& spec, const Offer& offer, const Labels& labels) const override {
        Blueprint made = FakeCloud::blueprint(spec, offer, labels);
        const std::string zone = offer.details.at("zone");
        const auto in_zone = [&](ResourceRef& ref) {
            if (ref.kind == ResourceKind::disk || ref.kind == ResourceKind::instance) ref.place = zone;
        };
        for (Resource& resource : made.resources) {
            in_zone(resource.ref);
            for (ResourceRef& need : resource.needs) in_zone(need);
            if (resource.ref.kind != ResourceKind::instance) continue;
            resource.properties = {
                {"zone", {offer.details.at("zone"), WhenChanged::replace}},
                {"shape", {offer.machine_type + (offer.gpu ? " " + offer.gpu->name : ""), WhenChanged::change_off}}};
            resource.properties["public_address"] = {
                std::string(to_string(spec.address.value_or(PublicAddress::ephemeral))), WhenChanged::change};
            resource.price = offer.price;
        }
        if (spec.address == PublicAddress::fixed) add_address(labels, zone, made);
        return made;
    }

    Result<std::vector<Found>> owned(std::string_view owner) override {
        return lists_another_project ? std::vector<Found>() : FakeCloud::owned(owner);
    }

    /// One in use is not given back, as everywhere.
    Result<void> remove(const ResourceRef& ref) override {
        if (is_in_use(ref)) return failure(ErrorKind::conflict, "remove", describe(ref) + " is in use");
        return FakeCloud::remove(ref);
    }

    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances) override {
        if (wished.ref.kind == ResourceKind::instance) {
            const std::string zone = wished.properties.at("zone").value;
            zones_tried.push_back(zone);
            if (const auto refusal = refusing_zones.find(zone); refusal != refusing_zones.end())
                return std::unexpected(refusal->second);
        }
        return FakeCloud::ensure(wished, circumstances);
    }

    Blueprint from_copy(Blueprint there, const Resource& disk, const Labels& labels) const override {
        Resource snapshot{.ref = {std::string(name()), ResourceKind::snapshot, "copy-" + labels.plan, "everywhere"},
                          .labels = labels};
        snapshot.properties["disk"] = {disk.ref.place, WhenChanged::keep};
        for (Resource& resource : there.resources)
            if (resource.ref.kind == ResourceKind::disk) resource.needs.push_back(snapshot.ref);
        there.resources.insert(there.resources.begin(), snapshot);
        return there;
    }

    Result<Found> change(const Resource& wished, const Circumstances& circumstances) override {
        if (refused_change && wished.ref.kind == refused_change->first) return std::unexpected(refused_change->second);
        return FakeCloud::change(wished, circumstances);
    }

    Result<Found> start(const ResourceRef& ref, const Circumstances& circumstances) override {
        if (const auto refusal = refusing_zones.find(ref.place); refusal != refusing_zones.end())
            return std::unexpected(refusal->second);
        if (const auto refusal = refusing_starts.find(standing.at(ref).properties.at("shape"));
            refusal != refusing_starts.end())
            return std::unexpected(refusal->second);
        return FakeCloud::start(ref, circumstances);
    }

    Result<QuotaBook> quotas(std::span<const std::string>) override { return book; }
    Result<QuotaEligibility> eligibility(const QuotaWish&) override { return QuotaEligibility{}; }
    Result<QuotaRequest> ask(const QuotaWish& wish) override {
        wishes.push_back(wish);
        book[wish.quota].limit = wish.limit;
        return QuotaRequest{.wish = wish, .state = QuotaRequestState::granted, .granted = wish.limit};
    }
    Result<std::vector<QuotaRequest>> asked(std::span<const std::string>) override {
        std::vector<QuotaRequest> requests;
        for (const QuotaWish& wish : wishes)
            requests.push_back({.wish = wish, .state = QuotaRequestState::granted, .granted = wish.limit});
        return requests;
    }

private:
    bool is_in_use(const ResourceRef& address) {
        const std::lock_guard guard(mutex_);
        return address.kind == ResourceKind::address && std::ranges::any_of(standing, [&](const auto& one) {
                   const auto& [ref, found] = one;
                   return ref.kind == ResourceKind::instance && ref.place.starts_with(address.place) &&
                          found.properties.at("public_address") == "static";
               });
    }

    /// "us-central1" of "us-central1-a"
    void add_address(const Labels& labels, const std::string& zone, Blueprint& made) const {
        const ResourceRef address{std::string(name()), ResourceKind::address, "kept", zone.substr(0, zone.rfind('-'))};
        for (Resource& resource : made.resources)
            if (resource.ref.kind == ResourceKind::instance) resource.needs.push_back(address);
        made.resources.insert(made.resources.begin(), Resource{.ref = address, .labels = labels});
    }
};

}  // namespace aloft::fakes
