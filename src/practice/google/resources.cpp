#include <fmt/format.h>

#include <algorithm>

#include "practice/google/compute.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

bool fits_label(std::string_view text, bool is_key) {
    const auto fits = [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' ||
               byte == '-';
    };
    if (text.size() > 63 || !std::ranges::all_of(text, fits)) return false;
    return !is_key || (!text.empty() && (text[0] < '0' || text[0] > '9') && text[0] != '_' && text[0] != '-');
}

/// "instances.insert" to "insert"; Google says of some changes the whole of it.
std::string operation_type_of(const Call& call) {
    if (call.method.starts_with("compute.firewalls.") && !call.method.ends_with(".insert") &&
        !call.method.ends_with(".delete"))
        return call.method;
    return call.method.substr(call.method.rfind('.') + 1);
}

}  // namespace

std::expected<void, Refusal> check_zone(const Office& office, std::string_view zone) {
    if (office.places.region_of(zone)) return {};
    return std::unexpected(invalid_value("zone", zone, "Unknown zone."));
}

std::expected<void, Refusal> check_region(const Office& office, std::string_view region) {
    const auto regions = office.places.regions();
    if (std::ranges::find(regions, region) != regions.end()) return {};
    return std::unexpected(invalid_value("region", region, "Unknown region."));
}

std::string resource_of(const Call& call, std::string_view collection, std::string_view parameter) {
    std::string scope = "global";
    if (!call.in_path("zone").empty()) scope = fmt::format("zones/{}", call.in_path("zone"));
    if (!call.in_path("region").empty()) scope = fmt::format("regions/{}", call.in_path("region"));
    return fmt::format("projects/{}/{}/{}/{}", call.in_path("project"), scope, collection, call.in_path(parameter));
}

std::expected<const Json*, Refusal> find_resource(const Office& office, const std::string& name) {
    if (const Json* found = office.records.find(name)) return found;
    return std::unexpected(not_found(name));
}

Outcome get_resource(const Office& office, const std::string& name) {
    const auto found = find_resource(office, name);
    if (!found) return std::unexpected(found.error());
    return shown(**found);
}

Json new_resource(Office& office, const std::string& name, std::string_view kind) {
    return {{"kind", kind},
            {"id", new_id(office)},
            {"name", leaf(name)},
            {"selfLink", link(name)},
            {"creationTimestamp", google_time(office.clock.now())}};
}

Json begin_change(Office& office, const Call& call, FieldChange change) {
    return begin_operation(office, call.caller,
                           {.type = std::move(change.type),
                            .target = std::move(change.target),
                            .effect = "change",
                            .arguments = {{"fields", std::move(change.fields)},
                                          {"same", std::move(change.same)},
                                          {"early", change.early},
                                          {"doors", std::move(change.doors)}}});
}

Json begin_creation(Office& office, const Call& call, const std::string& name, Json document, std::string_view ready,
                    std::string_view doors) {
    keep(office, name, std::move(document));
    return begin_operation(office, call.caller,
                           {.type = operation_type_of(call),
                            .target = name,
                            .effect = "create",
                            .arguments = {{"ready", ready}, {"doors", doors}}});
}

Json begin_removal(Office& office, const Call& call, const std::string& name, std::string_view doors) {
    return begin_operation(
        office, call.caller,
        {.type = operation_type_of(call), .target = name, .effect = "remove", .arguments = {{"doors", doors}}});
}

std::expected<void, Refusal> check_labels(const Json& labels) {
    if (!labels.is_object()) return {};
    for (const auto& [key, value] : labels.items()) {
        if (!fits_label(key, true))
            return std::unexpected(invalid_value("resource.labels", key,
                                                 "Label key must start with a lowercase letter and hold at most 63 "
                                                 "lowercase letters, digits, underscores and dashes."));
        if (!fits_label(value.get<std::string>(), false))
            return std::unexpected(invalid_value("resource.labels", value.get<std::string>(),
                                                 "Label values hold at most 63 lowercase letters, digits, underscores "
                                                 "and dashes."));
    }
    if (labels.size() > 64)
        return std::unexpected(
            invalid_value("resource.labels", std::to_string(labels.size()), "At most 64 labels are allowed."));
    return {};
}

Outcome set_labels(Office& office, const Call& call, const std::string& name) {
    const auto found = find_resource(office, name);
    if (!found) return std::unexpected(found.error());
    const std::string said = text_in(call.body, "labelFingerprint");
    if (said != text_in(**found, "labelFingerprint"))
        return refused(412, "conditionNotMet", "Labels fingerprint either invalid or resource labels have changed");
    const Json labels = call.body.value("labels", Json::object());
    if (auto fit = check_labels(labels); !fit) return std::unexpected(fit.error());
    return begin_change(office, call,
                        {.type = "setLabels",
                         .target = name,
                         .fields = {{"/labels", labels}, {"/labelFingerprint", fingerprint(labels)}},
                         .same = {{"/labelFingerprint", said}}});
}

}  // namespace aloft::practice::google
