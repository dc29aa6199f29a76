#include "practice/google/admission.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/letters.hpp"
#include "market/boot_disks.hpp"
#include "practice/google/machine.hpp"
#include "practice/google/names.hpp"
#include "practice/google/operations.hpp"

namespace aloft::practice::google {
namespace {

std::string word_of(const QuotaKey& key) {
    std::string metric = QuotaBook::metric_of(key);
    if (!metric.empty()) return metric;
    // Newer limits have no older name; what is said of them is their id in the same letters.
    std::string word = key.id.substr(0, key.id.find("-per-project"));
    std::ranges::replace(word, '-', '_');
    return word;
}

std::string dimension(const QuotaKey& key, const std::string& name) {
    const auto found = key.dimensions.find(name);
    return found == key.dimensions.end() ? std::string() : found->second;
}

std::string project_id(const Json& instance) { return std::string(part_after(name_of(instance), "projects")); }

Json quota_failure(const QuotaKey& key, double limit) {
    const std::string metric = "compute.googleapis.com/" + lower_case(word_of(key));
    Json dimensions = Json::object();
    for (const auto& [name, value] : key.dimensions) dimensions[name] = value;
    if (dimensions.empty()) dimensions["global"] = "global";
    const Json details = Json::array(
        {{{"quotaInfo", {{"metricName", metric}, {"limitName", key.id}, {"dimensions", dimensions}, {"limit", limit}}}},
         {{"help",
           {{"links",
             Json::array({{{"description", "The request exceeds your quota limit."},
                           {"url", "https://cloud.google.com/compute/quotas#requesting_additional_quota"}}})}}}}});
    return failure_of("QUOTA_EXCEEDED", quota_message(key, limit), 403, "FORBIDDEN", details);
}

Json over_quota(const Office& office, const Json& instance) {
    const auto type = type_of(office, instance);
    if (!type) return nullptr;
    const MachineShape shape = shape_of(instance);
    const std::string region = office.places.region_of(shape.zone).value_or("");
    const std::string project = project_id(instance);
    const Usage used = usage_in(office, project);
    for (const auto& [key, wished] : QuotaBook::spending(*type, shape.attached, shape.buying, region)) {
        const double limit = office.quota.limit(project, key).value_or(0);
        // It may be counted already.
        const Json* kept = office.records.find(name_of(instance));
        const double own = kept != nullptr && spends(*kept) ? wished : 0;
        const auto now = used.find(key);
        if ((now == used.end() ? 0 : now->second) - own + wished > limit) return quota_failure(key, limit);
    }
    return nullptr;
}

std::string gpus_of(const Json& instance, std::string_view between) {
    for (const Json& gpus : instance.value("guestAccelerators", Json::array()))
        return fmt::format("{}{}{}", leaf(text_in(gpus, "acceleratorType")), between,
                           number_in(gpus, "acceleratorCount", 0));
    return {};
}

Taken taken_beside(const Office& office, const Json& instance) {
    return [&office, &instance](std::string_view zone) {
        const MachineShape shape = shape_of(instance);
        int taken = 0;
        for (const std::string& name : kept_names(office, "projects/", "instances")) {
            const Json& other = *office.records.find(name);
            if (part_after(name, "zones") != zone || !spends(other) || text_in(other, "id") == text_in(instance, "id"))
                continue;
            const Json its = other.value("guestAccelerators", Json::array());
            const Json wished = instance.value("guestAccelerators", Json::array());
            if (wished.empty()) {
                taken += leaf(text_in(other, "machineType")) == shape.type ? 1 : 0;
            } else if (!its.empty() &&
                       leaf(text_in(its[0], "acceleratorType")) == leaf(text_in(wished[0], "acceleratorType"))) {
                taken += static_cast<int>(number_in(its[0], "acceleratorCount", 0));
            }
        }
        return taken;
    };
}

Json stockout(const Json& instance, const Shortage& shortage) {
    const std::string zone(leaf(text_in(instance, "zone")));
    const std::string type(leaf(text_in(instance, "machineType")));
    const std::string attachment = gpus_of(instance, ":");
    std::string what = fmt::format("A {} VM instance", type);
    if (!attachment.empty()) {
        const auto colon = attachment.find(':');
        what += fmt::format(" with {} {} accelerator(s)", attachment.substr(colon + 1), attachment.substr(0, colon));
    }
    const auto& others = shortage.zones_available;
    const std::string next =
        others.empty() ? "Consider trying your request in other zones. Alternatively, you can try your request "
                         "again with a different VM hardware configuration or at a later time."
                       : fmt::format(
                             "Consider trying your request in the {} zone(s), which currently has capacity "
                             "to accommodate your request. Alternatively, you can try your request again "
                             "with a different VM hardware configuration or at a later time.",
                             fmt::join(others, ", "));
    const std::string guide = "For more information, see the troubleshooting documentation.";
    Json metadatas = {{"vmType", type}, {"zone", zone}, {"zonesAvailable", fmt::format("{}", fmt::join(others, ","))}};
    metadatas["attachment"] = attachment;
    const Json details = Json::array(
        {{{"help",
           {{"links", Json::array({{{"description", "Troubleshooting documentation"},
                                    {"url", "https://cloud.google.com/compute/docs/resource-error"}}})}}}},
         {{"localizedMessage",
           {{"locale", "en-US"},
            {"message", fmt::format("{} is currently unavailable in the {} zone. {} {}", what, zone, next, guide)}}}},
         {{"errorInfo",
           {{"domain", "compute.googleapis.com"},
            {"reason", "resource_availability"},
            {"metadatas", std::move(metadatas)}}}}});
    return failure_of("ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS",
                      fmt::format("The zone 'projects/{}/zones/{}' does not have enough resources available to fulfill "
                                  "the request.  '(resource type:compute)'.",
                                  project_id(instance), zone),
                      503, "SERVICE UNAVAILABLE", details);
}

Json out_of_stock(const Office& office, const Json& instance) {
    const auto shortage = office.weather.shortage(shape_of(instance), office.places, taken_beside(office, instance));
    return shortage ? stockout(instance, *shortage) : Json();
}

}  // namespace

std::string quota_message(const QuotaKey& key, double limit) {
    const std::string word = word_of(key);
    const std::string region = dimension(key, "region");
    const std::string place = region.empty() ? "globally" : fmt::format("in region {}", region);
    std::string dimensions;
    for (const auto& [name, value] : key.dimensions)
        dimensions += fmt::format("{}{}: {}", dimensions.empty() ? "" : ", ", name, value);
    if (dimensions.empty()) dimensions = "global: global";
    return fmt::format(
        "Quota '{}' exceeded.  Limit: {:.1f} {}.\n\tmetric name = compute.googleapis.com/{}\n\tlimit name = {}\n\tlimit = "
        "{:.1f}\n\tdimensions = {}\nTry your request in another zone, or view documentation on how to increase quotas: "
        "https://cloud.google.com/compute/quotas.",
        word, limit, place, lower_case(word), key.id, limit, dimensions);
}

Json why_unfit(std::string_view machine_type, std::string_view disk_type) {
    const market::BootDisk* disk = market::boot_disk_named("gcp", disk_type);
    const auto taken = market::boot_disks_of("gcp", machine_type);
    if (disk == nullptr || std::ranges::find(taken, disk->type) != taken.end()) return nullptr;
    return failure_of(
        "UNSUPPORTED_OPERATION",
        fmt::format("[{}, {}] features are not compatible for creating instance.", disk_type, machine_type), 400,
        "BAD REQUEST");
}

Json why_not_on(const Office& office, const Json& instance) {
    for (const Json& attached : instance.value("disks", Json::array()))
        if (const Json* disk = office.records.find(unlinked(text_in(attached, "source"))))
            if (Json failure = why_unfit(leaf(text_in(instance, "machineType")), leaf(text_in(*disk, "type")));
                !failure.is_null())
                return failure;
    if (Json failure = over_quota(office, instance); !failure.is_null()) return failure;
    return out_of_stock(office, instance);
}

bool has_stock_for(const Office& office, const Json& instance, int count) {
    const auto beside = taken_beside(office, instance);
    const auto gpus = instance.value("guestAccelerators", Json::array());
    const int each = gpus.empty() ? 1 : static_cast<int>(number_in(gpus[0], "acceleratorCount", 1));
    const auto with_the_others = [&](std::string_view zone) {
        return beside(zone) + (zone == leaf(text_in(instance, "zone")) ? (count - 1) * each : 0);
    };
    return !office.weather.shortage(shape_of(instance), office.places, with_the_others);
}

std::expected<void, Refusal> check_quota(const Office& office, std::string_view project, std::string_view metric,
                                         std::string_view region, double more) {
    const auto key = QuotaBook::key_of(metric, region);
    if (!key) return {};
    const auto limit = office.quota.limit(project, *key);
    if (!limit || usage_of(office, project, *key) + more <= *limit) return {};
    return std::unexpected(Refusal{403, "quotaExceeded", quota_message(*key, *limit), {}, {}});
}

}  // namespace aloft::practice::google
