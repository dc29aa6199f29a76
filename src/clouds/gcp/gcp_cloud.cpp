#include "clouds/gcp/gcp_cloud.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <future>
#include <nlohmann/json.hpp>
#include <sstream>

#include "clouds/gcp/blueprint.hpp"
#include "clouds/gcp/bodies.hpp"
#include "clouds/gcp/caller.hpp"
#include "clouds/gcp/fields.hpp"
#include "clouds/gcp/find_project.hpp"
#include "clouds/gcp/instance_changes.hpp"
#include "clouds/gcp/places.hpp"
#include "clouds/no_card.hpp"
#include "core/cloud_config.hpp"
#include "market/attached.hpp"
#include "market/google_gpus.hpp"
#include "system/files.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr milliseconds between_looks = seconds(2);
constexpr milliseconds longest_change = minutes(10);

/// Of a machine without a GPU: "project/family", the first that is there.
constexpr std::string_view plain_images = "ubuntu-os-cloud/ubuntu-2404-lts-amd64\nubuntu-os-cloud/ubuntu-2204-lts";

/// A property of a needed resource, which an earlier step has made.
Result<std::string> need(const Circumstances& circumstances, std::string_view property, const std::string& doing) {
    for (const Found& found : circumstances.needs)
        if (const std::string* text = seen(found, property); text != nullptr && !text->empty()) return *text;
    return failure(ErrorKind::not_found, doing, fmt::format("nothing that the machine needs says its {}", property),
                   "run `aloft up` to make what is missing");
}

Result<SignInKeys> keys_for(const Circumstances& circumstances, const std::string& doing) {
    auto public_key = need(circumstances, "public_key", doing);
    auto host_public_key = need(circumstances, "first_host_public_key", doing);
    auto host_key_file = need(circumstances, "first_host_key_file", doing);
    if (!public_key) return failed(public_key);
    if (!host_public_key) return failed(host_public_key);
    if (!host_key_file) return failed(host_key_file);
    // It goes when the machine has made its own, which lies on its disk: there is none to give to whoever gets that.
    std::error_code ignored;
    if (!std::filesystem::exists(*host_key_file, ignored))
        return SignInKeys{*public_key, cloud_config({machine_user, *public_key, {}, {}, {}})};
    auto host_private_key = read_file(*host_key_file);
    if (!host_private_key) return failed(host_private_key);
    return SignInKeys{*public_key, cloud_config({machine_user, *public_key, *host_private_key, *host_public_key, {}})};
}

Found absent(const ResourceRef& ref) { return {ref, Condition::absent, {}, {}}; }

Found found_of(const ResourceRef& ref, const json& thing) {
    if (ref.kind == ResourceKind::disk) return found_disk(ref, thing);
    if (ref.kind == ResourceKind::snapshot) return found_snapshot(ref, thing);
    if (ref.kind == ResourceKind::firewall) return found_firewall(ref, thing);
    if (ref.kind == ResourceKind::address) return found_address(ref, thing);
    return found_instance(ref, thing);
}

std::unexpected<Error> not_ours(const Found& found) {
    return failure(ErrorKind::conflict, "looking at " + describe(found.ref),
                   "Google has something of that name that is not ours" +
                       (found.labels.owner.empty() ? std::string(": it bears no label of aloft")
                                                   : " but belongs to owner " + found.labels.owner),
                   "rename or remove it yourself; aloft does not touch what it did not make");
}

/// Why a machine that stands does not start: one that is to be made goes to another zone by itself, this one only with
/// a copy of its disk.
Error bound_to_its_disk(Error error, const ResourceRef& ref) {
    if (error.kind != ErrorKind::no_capacity) return error;
    error.hint = fmt::format("it stays off, with its disk in {}; try again later, or ask for another GPU or none",
                             place_from(ref.place).value_or(Place{}).zone);
    return error;
}

/// Whether a machine has some says Google best, whose types are more than the catalog has; and of a machine without any
/// nobody has promised that it may be said. What is lost was told when the machine was made.
bool asks_about_local_disks(const Error& error) {
    return error.kind == ErrorKind::bad_input && error.detail.find("discard-local-ssd") != std::string::npos;
}

bool is_ours(const Found& found) {
    return !found.labels.owner.empty() && found.ref.name.ends_with("-" + found.labels.owner);
}

std::string value(const Resource& wished, std::string_view property) {
    const std::string* text = aloft::wished(wished, property);
    return text == nullptr ? std::string() : *text;
}

Found as_wished(const Resource& wished) {
    Found found{wished.ref, Condition::ready, {}, wished.labels};
    for (const auto& [name, property] : wished.properties) found.properties[name] = property.value;
    return found;
}

/// A disk that is to be the copy of another is not one that happens to bear its name.
Result<Found> as_copied(const Resource& wished, Result<Found> found) {
    const std::string snapshot = value(wished, "snapshot");
    if (!found || snapshot.empty() || wished.ref.kind != ResourceKind::disk) return found;
    const std::string* made_from = seen(*found, "snapshot");
    if (made_from != nullptr && *made_from == snapshot) return found;
    return failure(ErrorKind::conflict, "making " + describe(wished.ref),
                   "a disk of that name is there already, and it is no copy of this one",
                   "`aloft doctor` says whose it is");
}

/// "…/zones/us-central1-a" of a thing to "us-central1-a", or its region; of one without, "global".
std::string zone_of(const json& thing) {
    for (const char* scope : {"zone", "region"})
        if (const std::string link = text_in(thing, scope); !link.empty()) return last_part(link);
    return "global";
}

/// The number of the static address; nothing where none is wished.
Result<std::string> address_for(const Resource& wished, const Circumstances& circumstances, const std::string& doing) {
    if (value(wished, "public_address") != to_string(PublicAddress::fixed)) return std::string();
    return need(circumstances, "number", doing);
}

}  // namespace

GcpCloud::GcpCloud(Parts parts)
    : parts_(std::move(parts)),
      tokens_(parts_.http, parts_.clock, parts_.credentials, TokenFile::in(parts_.folder, parts_.random)),
      api_({parts_.http, tokens_, parts_.clock, parts_.random, parts_.interruption, [this] { return project(); }}),
      compute_(api_, parts_.clock, parts_.random, parts_.services.compute),
      setup_({parts_.http, parts_.clock, parts_.random, parts_.interruption, parts_.environment, parts_.services,
              parts_.person ? parts_.person : parts_.credentials, parts_.folder}) {}

std::string_view GcpCloud::name() const { return provider; }

Result<ChosenProject> GcpCloud::chosen_project() {
    const std::scoped_lock lock(mutex_);
    if (project_) return *project_;
    auto credentials = tokens_.credentials();
    if (!credentials) return failed(credentials);
    auto found = find_project(parts_.environment, *credentials, parts_.folder);
    if (found) project_ = *found;
    return found;
}

Result<std::string> GcpCloud::project() {
    auto chosen = chosen_project();
    if (!chosen) return failed(chosen);
    return std::move(chosen->id);
}

Result<std::string> GcpCloud::caller() {
    const std::scoped_lock lock(caller_mutex_);
    if (caller_) return *caller_;
    auto address = caller_of(parts_.http, parts_.environment, parts_.services.caller);
    if (address) caller_ = *address;
    return address;
}

Result<std::vector<Offer>> GcpCloud::offers(const Spec& /*spec*/) {
    return failure(ErrorKind::bad_input, "asking Google Cloud for offers", "what it rents is in the catalog",
                   "`aloft gpus --cloud gcp` lists it");
}

Result<std::string> GcpCloud::image_for(const Offer& offer) {
    const auto named = offer.details.find("images");
    std::istringstream images{named == offer.details.end() ? std::string(plain_images) : named->second};
    for (std::string line; std::getline(images, line);) {
        const std::size_t slash = line.find('/');
        if (slash == std::string::npos) continue;
        const std::string from = line.substr(0, slash);
        const std::string family = line.substr(slash + 1);
        auto image = compute_.find(fmt::format("projects/{}/global/images/family/{}", from, family),
                                   fmt::format("looking for an image of {}", family));
        if (!image) return failed(image);
        if (const std::string name = *image ? text_in(**image, "name") : std::string(); !name.empty())
            return fmt::format("projects/{}/global/images/{}", from, name);
    }
    return failure(ErrorKind::not_found, "looking for an image to boot", "Google has none of the families known here",
                   "a newer aloft may know newer ones");
}

Result<void> GcpCloud::usable() {
    if (auto paying = project(); !paying) return failed(paying);
    return {};
}

Result<Offer> GcpCloud::settle(Offer offer) {
    auto paying = project();
    if (!paying) return failed(paying);
    // Both are asked at once.
    auto calling = std::async(std::launch::async, [this] { return caller(); });
    auto image = image_for(offer);
    auto address = calling.get();
    if (!address) return failed(address);
    if (!image) return failed(image);
    offer.details[project_detail] = *paying;
    offer.details[caller_detail] = *address;
    if (auto warning = warning_of_proxy(parts_.environment, *address)) offer.warnings.push_back(std::move(*warning));
    offer.details[image_detail] = *image;
    if (offer.gpu && !parts_.no_card.empty()) offer.details[no_card_detail] = parts_.no_card;
    if (offer.gpu && market::is_host(provider, offer.machine_type)) {
        const market::GoogleGpu* gpu = market::google_gpu_of_kind(offer.gpu->name);
        if (gpu == nullptr)
            return failure(ErrorKind::bad_input, "planning on Google Cloud",
                           fmt::format("Google's word for {} is not known here", offer.gpu->name));
        offer.details[accelerator_detail] = std::string(gpu->accelerator);
    }
    return offer;
}

Blueprint GcpCloud::blueprint(const Spec& spec, const Offer& offer, const Labels& labels) const {
    return blueprint_of(spec, offer, labels);
}

Result<Found> GcpCloud::find(const ResourceRef& ref) {
    const std::string doing = "looking at " + describe(ref);
    auto path = path_of(ref);
    if (!path) return failed(path);
    const milliseconds begun = parts_.clock.elapsed();
    while (true) {
        auto thing = compute_.find(*path, doing);
        if (!thing) return failed(thing);
        if (!*thing) return absent(ref);
        Found found = found_of(ref, **thing);
        if (!is_ours(found)) return not_ours(found);
        const bool settled = ref.kind != ResourceKind::instance || !is_changing(**thing);
        if (settled || parts_.clock.elapsed() - begun > longest_change || parts_.interruption.requested()) return found;
        parts_.clock.sleep(between_looks);
    }
}

Result<Found> GcpCloud::find_existing(const ResourceRef& ref, const std::string& doing) {
    auto found = find(ref);
    if (found && found->condition == Condition::absent)
        return failure(ErrorKind::not_found, doing, "Google has nothing of that name",
                       "`aloft up` makes what is missing");
    return found;
}

Result<void> GcpCloud::make(const Resource& wished, const Circumstances& circumstances, const std::string& doing) {
    auto collection = collection_of(wished.ref);
    if (!collection) return failed(collection);
    if (wished.ref.kind == ResourceKind::snapshot)
        return compute_.tell(value(wished, "disk"), "createSnapshot", snapshot_body(wished), doing);
    if (wished.ref.kind == ResourceKind::disk) return compute_.make(*collection, disk_body(wished), doing);
    if (wished.ref.kind == ResourceKind::firewall) return compute_.make(*collection, firewall_body(wished), doing);
    if (wished.ref.kind == ResourceKind::address) return compute_.make(*collection, address_body(wished), doing);
    auto keys = keys_for(circumstances, doing);
    if (!keys) return failed(keys);
    auto number = address_for(wished, circumstances, doing);
    if (!number) return failed(number);
    return compute_.make(*collection, instance_body(wished, *keys, *number), doing);
}

Result<Found> GcpCloud::ensure(const Resource& wished, const Circumstances& circumstances) {
    const std::string doing = "making " + describe(wished.ref);
    if (circumstances.before != Condition::absent) {
        auto present = find(wished.ref);
        if (present && present->condition == Condition::stopped) return start(wished.ref, circumstances);
        if (!present || present->condition != Condition::absent) return as_copied(wished, std::move(present));
    }
    auto made = make(wished, circumstances, doing);
    if (!made && made.error().kind != ErrorKind::conflict) return failed(made);
    // An operation that ended well has made what was asked for; of some things others need what only Google knows.
    const bool has_a_number = wished.ref.kind == ResourceKind::instance || wished.ref.kind == ResourceKind::address;
    if (made && !has_a_number) return as_wished(wished);
    // Somebody made it since we looked, or an earlier try of ours did: find() says whether it is ours. When nobody did,
    // it was something else that stood in the way.
    auto found = find(wished.ref);
    if (!made && found && found->condition == Condition::absent) return failed(made);
    return as_copied(wished, std::move(found));
}

Result<void> GcpCloud::remove(const ResourceRef& ref) {
    auto present = find(ref);
    if (!present) return failed(present);
    if (present->condition == Condition::absent) return {};
    return remove_seen(ref);
}

Result<void> GcpCloud::remove_seen(const ResourceRef& ref) {
    auto path = path_of(ref);
    if (!path) return failed(path);
    return compute_.remove(*path, "removing " + describe(ref));
}

Result<std::vector<Found>> GcpCloud::owned(std::string_view owner) {
    return listed(owner, {fmt::format("labels.aloft-owner={}", owner), "", ""});
}

Result<std::vector<Found>> GcpCloud::owned_of(std::string_view owner, std::string_view machine) {
    const Labels labels{std::string(machine), "", std::string(owner)};
    return listed(owner, {fmt::format("(labels.aloft-owner={}) (labels.aloft-machine={})", owner, machine),
                          fmt::format("name={}", resource_name(labels)),
                          fmt::format("(name={}) OR (name={})", resource_name(labels), shut_name(labels))});
}

Result<std::vector<Found>> GcpCloud::listed(std::string_view owner, const Filters& filters) {
    const std::string doing = "looking for what aloft made on Google Cloud";
    // Whoever is not signed in has never made anything from here.
    if (auto credentials = tokens_.credentials(); !credentials) {
        if (says_there_are_none(credentials.error())) return std::vector<Found>();
        return failed(credentials);
    }
    auto paying = project();
    if (!paying) return failed(paying);
    std::vector<Found> all;
    const auto add = [&](ResourceKind kind, const json& things) {
        for (const json& thing : things) {
            if (!thing.is_object() || !thing.contains("name") || !thing["name"].is_string()) continue;
            const ResourceRef ref{std::string(provider), kind, thing["name"].get<std::string>(),
                                  to_string(Place{*paying, zone_of(thing)})};
            Found found = found_of(ref, thing);
            if (found.labels.owner == owner && is_ours(found)) all.push_back(std::move(found));
        }
    };
    const std::string global = fmt::format("projects/{}/global/", *paying);
    // One question a kind, all at once. Firewall rules bear no labels, and our addresses none.
    std::vector<std::pair<ResourceKind, std::future<Result<json>>>> lists;
    const auto ask = [&](ResourceKind kind, auto list) {
        lists.emplace_back(kind, std::async(std::launch::async, list));
    };
    ask(ResourceKind::instance, [&] { return compute_.everywhere(*paying, "instances", filters.things, doing); });
    ask(ResourceKind::disk, [&] { return compute_.everywhere(*paying, "disks", filters.things, doing); });
    ask(ResourceKind::snapshot, [&] { return compute_.list(global + "snapshots", filters.things, doing); });
    ask(ResourceKind::address, [&] { return compute_.everywhere(*paying, "addresses", filters.addresses, doing); });
    ask(ResourceKind::firewall, [&] { return compute_.list(global + "firewalls", filters.rules, doing); });
    std::optional<Error> first;
    for (auto& [kind, list] : lists) {
        const auto things = list.get();
        if (things)
            add(kind, *things);
        else if (!first)
            first = things.error();
    }
    if (first) return std::unexpected(*first);
    return all;
}

Result<Found> GcpCloud::start(const ResourceRef& ref, const Circumstances& circumstances) {
    const std::string doing = "starting " + describe(ref);
    if (circumstances.before != Condition::stopped) {
        auto present = find_existing(ref, doing);
        if (!present || present->condition == Condition::ready) return present;
    }
    auto path = path_of(ref);
    if (!path) return failed(path);
    if (auto started = compute_.tell(*path, "start", nullptr, doing); !started)
        return std::unexpected(bound_to_its_disk(std::move(started.error()), ref));
    return find_existing(ref, doing);
}

Result<Found> GcpCloud::stop(const ResourceRef& ref) {
    const std::string doing = "stopping " + describe(ref);
    auto present = find_existing(ref, doing);
    if (!present || present->condition == Condition::stopped) return present;
    return stop_running(ref);
}

Result<Found> GcpCloud::stop_running(const ResourceRef& ref) {
    const std::string doing = "stopping " + describe(ref);
    auto path = path_of(ref);
    if (!path) return failed(path);
    auto stopped = compute_.tell(*path, "stop", nullptr, doing);
    if (!stopped && asks_about_local_disks(stopped.error()))
        stopped = compute_.tell(*path, "stop", nullptr, doing, {{"discardLocalSsd", "true"}});
    if (!stopped) return failed(stopped);
    return find_existing(ref, doing);
}

Result<void> GcpCloud::change_instance(const Resource& wished, const Circumstances& circumstances) {
    const std::string doing = "changing " + describe(wished.ref);
    auto path = path_of(wished.ref);
    if (!path) return failed(path);
    auto present = find_existing(wished.ref, doing);
    if (!present) return failed(present);
    auto number = address_for(wished, circumstances, doing);
    if (!number) return failed(number);
    for (const InstanceCall& call : calls_to_change(wished, *present, *number))
        if (auto done = compute_.tell(*path, call.verb, call.body, doing, call.query); !done) return done;
    return {};
}

Result<Found> GcpCloud::change(const Resource& wished, const Circumstances& circumstances) {
    const std::string doing = "changing " + describe(wished.ref);
    auto path = path_of(wished.ref);
    if (!path) return failed(path);
    Result<void> changed;
    if (wished.ref.kind == ResourceKind::disk)
        changed = compute_.tell(*path, "resize", {{"sizeGb", disk_body(wished).at("sizeGb")}}, doing);
    else if (wished.ref.kind == ResourceKind::firewall)
        changed = compute_.patch(*path, {{"sourceRanges", firewall_body(wished).at("sourceRanges")}}, doing);
    else
        changed = change_instance(wished, circumstances);
    if (!changed) return failed(changed);
    return find_existing(wished.ref, doing);
}

Blueprint GcpCloud::from_copy(Blueprint there, const Resource& disk, const Labels& labels) const {
    return with_disk_from_copy(std::move(there), disk, labels);
}

Result<std::string> GcpCloud::console(const ResourceRef& instance) {
    auto path = path_of(instance);
    if (!path) return failed(path);
    auto output = compute_.ask(*path + "/serialPort?port=1", "reading the console of " + describe(instance));
    if (!output) return failed(output);
    const auto contents = output->find("contents");
    return contents != output->end() && contents->is_string() ? contents->get<std::string>() : std::string();
}

}  // namespace aloft::gcp
