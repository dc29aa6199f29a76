#include "practice/google/disk_wish.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "practice/google/admission.hpp"
#include "practice/google/compute.hpp"
#include "practice/google/instance_wish.hpp"
#include "practice/google/names.hpp"
#include "practice/google/types.hpp"

namespace aloft::practice::google {
namespace {

/// Where the disk's content comes from, and how small it may be.
struct Content {
    std::int64_t least_gb = 0;
    std::string_view least_is = "image";
    Json fields = Json::object();  ///< of the disk
    std::string copy_of;           ///< the hall's id of it
};

std::string zone_of(const Call& call) { return fmt::format("zones/{}", call.in_path("zone")); }

std::expected<Content, Refusal> content_of_image(const DiskRequest& request) {
    const ImageFacts* image = find_image(request.image);
    if (image == nullptr) {
        const std::string name = unlinked(request.image);
        if (name.starts_with("projects/")) return std::unexpected(not_found(name));
        return std::unexpected(invalid_value(request.field + ".sourceImage", request.image,
                                             "The referenced image resource cannot be found."));
    }
    Content content;
    content.least_gb = image->disk_gb;
    content.fields = {{"sourceImage", link(image_name(*image))},
                      {"sourceImageId", image_id(*image)},
                      {"licenses", {link(image->license)}},
                      {"architecture", image->architecture},
                      {"guestOsFeatures",
                       {{{"type", "UEFI_COMPATIBLE"}}, {{"type", "VIRTIO_SCSI_MULTIQUEUE"}}, {{"type", "GVNIC"}}}}};
    return content;
}

std::expected<Content, Refusal> content_of_resource(const Office& office, const Call& call,
                                                    const DiskRequest& request) {
    const bool snapshot = !request.snapshot.empty();
    const std::string said = snapshot ? request.snapshot : request.disk;
    const Where where{std::string(call.in_path("project")), snapshot ? "global" : zone_of(call),
                      snapshot ? "snapshots" : "disks"};
    const auto name = named_in(request.field + (snapshot ? ".sourceSnapshot" : ".sourceDisk"), said, where);
    if (!name) return std::unexpected(name.error());
    const auto found = find_resource(office, *name);
    if (!found) return std::unexpected(found.error());
    const Json& source = **found;
    Content content;
    content.least_gb = number_in(source, "sizeGb", number_in(source, "diskSizeGb", 10));
    content.least_is = snapshot ? "snapshot" : "disk";
    content.copy_of = text_in(source, "id");
    for (const std::string field : {"licenses", "architecture", "guestOsFeatures"})
        if (source.contains(field)) content.fields[field] = source[field];
    content.fields[snapshot ? "sourceSnapshot" : "sourceDisk"] = link(*name);
    content.fields[snapshot ? "sourceSnapshotId" : "sourceDiskId"] = text_in(source, "id");
    return content;
}

std::expected<Content, Refusal> content_of(const Office& office, const Call& call, const DiskRequest& request) {
    const int said = !request.image.empty() + !request.snapshot.empty() + !request.disk.empty();
    if (said > 1)
        return refused(
            400, "invalid",
            fmt::format("Invalid value for field '{}': ''. Only one source can be specified.", request.field));
    if (!request.image.empty()) return content_of_image(request);
    if (said == 0) return Content{};
    return content_of_resource(office, call, request);
}

std::expected<std::int64_t, Refusal> size_of(const DiskRequest& request, const Content& content,
                                             const DiskTypeFacts& type) {
    const std::int64_t gb = request.gb > 0         ? request.gb
                            : content.least_gb > 0 ? std::max<std::int64_t>(content.least_gb, type.least_gb)
                                                   : type.default_gb;
    const std::string field = fmt::format("{}.{}", request.field, request.size_field);
    if (gb < content.least_gb)
        return std::unexpected(
            invalid_value(field, std::to_string(gb),
                          fmt::format("Requested disk size cannot be smaller than the {} size ({} GB)",
                                      content.least_is, content.least_gb)));
    if (gb < type.least_gb || gb > type.most_gb)
        return std::unexpected(invalid_value(field, std::to_string(gb),
                                             fmt::format("Disk size must be between {} GB and {} GB for type {}.",
                                                         type.least_gb, type.most_gb, type.name)));
    return gb;
}

std::string_view quota_of(std::string_view type) {
    if (type == "pd-standard") return "DISKS_TOTAL_GB";
    return type.starts_with("hyperdisk") ? "HDB_TOTAL_GB" : "SSD_TOTAL_GB";
}

Json attached_form(const Json& body, std::size_t index, const Json& disk) {
    Json attached = {{"kind", "compute#attachedDisk"},
                     {"type", "PERSISTENT"},
                     {"mode", body.value("mode", "READ_WRITE")},
                     {"source", text_in(disk, "selfLink")},
                     {"deviceName", body.value("deviceName", index == 0 ? "persistent-disk-0"
                                                                        : fmt::format("persistent-disk-{}", index))},
                     {"index", index},
                     {"boot", body.value("boot", false)},
                     {"autoDelete", body.value("autoDelete", false)},
                     {"interface", body.value("interface", "SCSI")},
                     {"diskSizeGb", text_in(disk, "sizeGb")}};
    for (const std::string field : {"licenses", "guestOsFeatures", "architecture"})
        if (disk.contains(field)) attached[field] = disk[field];
    return attached;
}

}  // namespace

std::expected<Json, Refusal> read_disk(Office& office, const Call& call, const DiskRequest& request) {
    if (office.records.find(request.name) != nullptr) return std::unexpected(already_exists(request.name));
    const std::string type_field = fmt::format("{}.{}", request.field, request.type_field);
    const auto type = named_in(type_field, request.type.empty() ? "pd-standard" : std::string_view(request.type),
                               {std::string(call.in_path("project")), zone_of(call), "diskTypes"});
    if (!type) return std::unexpected(type.error());
    const DiskTypeFacts* facts = disk_type(leaf(*type));
    if (facts == nullptr || part_after(*type, "zones") != call.in_path("zone"))
        return std::unexpected(not_found(*type));
    const auto content = content_of(office, call, request);
    if (!content) return std::unexpected(content.error());
    const auto gb = size_of(request, *content, *facts);
    if (!gb) return std::unexpected(gb.error());
    const std::string region = office.places.region_of(call.in_path("zone")).value_or("");
    if (auto fits =
            check_quota(office, call.in_path("project"), quota_of(facts->name), region, static_cast<double>(*gb));
        !fits)
        return std::unexpected(fits.error());
    if (auto fits = check_labels(request.labels); !fits) return std::unexpected(fits.error());
    Json disk = new_resource(office, request.name, "compute#disk");
    disk.update(content->fields);
    disk.update({{"status", "CREATING"},
                 {"sizeGb", std::to_string(*gb)},
                 {"type", link(*type)},
                 {"zone", link(fmt::format("projects/{}/{}", call.in_path("project"), zone_of(call)))},
                 {"physicalBlockSizeBytes", "4096"},
                 {"enableConfidentialCompute", false},
                 {"labelFingerprint", fingerprint(request.labels)}});
    if (request.labels.is_object() && !request.labels.empty()) disk["labels"] = request.labels;
    disk["practice"]["copy_of"] = content->copy_of;
    return disk;
}

std::expected<Json, Refusal> read_existing_disk(Office& office, const Call& call, const Json& body, std::size_t index,
                                                const std::string& field) {
    const auto name = named_in(field + ".source", text_in(body, "source"),
                               {std::string(call.in_path("project")), zone_of(call), "disks"});
    if (!name) return std::unexpected(name.error());
    const auto found = find_resource(office, *name);
    if (!found) return std::unexpected(found.error());
    const auto users = (*found)->value("users", std::vector<std::string>());
    if (!users.empty() && body.value("mode", "READ_WRITE") != "READ_ONLY")
        return std::unexpected(in_use_by("disk", *name, unlinked(users.front())));
    return attached_form(body, index, **found);
}

std::expected<Json, Refusal> read_attached_disk(Office& office, const Call& call, const Json& body, std::size_t index,
                                                InstanceWish& wish) {
    const std::string field = fmt::format("resource.disks[{}]", index);
    if (text_in(body, "type") == "SCRATCH")
        return std::unexpected(
            invalid_value(field + ".type", "SCRATCH",
                          "The practice cloud has local SSDs only where a machine type has them built in."));
    if (!text_in(body, "source").empty()) return read_existing_disk(office, call, body, index, field);
    const Json from = body.value("initializeParams", Json::object());
    if (!body.contains("initializeParams"))
        return std::unexpected(invalid_value(field, "", "Either source or initializeParams must be specified."));
    const bool boot = body.value("boot", false);
    if (boot && text_in(from, "sourceImage").empty() && text_in(from, "sourceSnapshot").empty())
        return std::unexpected(invalid_value(field + ".initializeParams.sourceImage", "",
                                             "Boot disks must have a source image or snapshot."));
    std::string name = text_in(from, "diskName");
    if (name.empty()) name = std::string(leaf(wish.name)) + (index == 0 ? "" : fmt::format("-{}", index));
    if (auto fits = check_name(field + ".initializeParams.diskName", name); !fits) return std::unexpected(fits.error());
    std::int64_t gb = number_in(from, "diskSizeGb", 0);
    if (gb == 0) gb = number_in(body, "diskSizeGb", 0);
    DiskRequest request{.name = fmt::format("projects/{}/{}/disks/{}", call.in_path("project"), zone_of(call), name),
                        .type = text_in(from, "diskType"),
                        .image = text_in(from, "sourceImage"),
                        .snapshot = text_in(from, "sourceSnapshot"),
                        .disk = {},
                        .gb = gb,
                        .labels = from.value("labels", Json::object()),
                        .field = field + ".initializeParams",
                        .size_field = "diskSizeGb",
                        .type_field = "diskType"};
    if (std::ranges::find(wish.disks, request.name, &NewDisk::name) != wish.disks.end())
        return std::unexpected(already_exists(request.name));
    auto disk = read_disk(office, call, request);
    if (!disk) return disk;
    (*disk)["status"] = "READY";
    (*disk)["users"] = Json::array({link(wish.name)});
    (*disk)["lastAttachTimestamp"] = google_time(office.clock.now());
    Json attached = attached_form(body, index, *disk);
    wish.disks.push_back({request.name, std::move(*disk)});
    return attached;
}

}  // namespace aloft::practice::google
