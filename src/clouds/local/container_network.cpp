#include "clouds/local/container_network.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "clouds/local/needs.hpp"
#include "clouds/local/podman_answers.hpp"
#include "clouds/local/podman_errors.hpp"

namespace aloft::local {

bool has_name_server() {
    constexpr std::array places = {
        "/usr/libexec/podman/aardvark-dns",   "/usr/lib/podman/aardvark-dns", "/usr/local/libexec/podman/aardvark-dns",
        "/usr/local/lib/podman/aardvark-dns", "/usr/lib/cni/dnsname",         "/usr/libexec/cni/dnsname"};
    return std::ranges::any_of(places, [](const char* place) { return std::filesystem::exists(place); });
}

Result<Found> ContainerNetwork::find(const ResourceRef& ref) const {
    auto text = podman_.inspect("network", ref.name);
    if (!text) return failed(text);
    if (!*text) return Found{ref, Condition::absent, {}, {}};
    auto network = read_network(**text);
    if (!network) return failed(network);
    if (auto ours = check_ours(ref, network->labels); !ours) return failed(ours);
    return Found{ref,
                 Condition::ready,
                 {{"resolves_names", network->resolves_names ? "yes" : "no"}},
                 labels_in(network->labels)};
}

Result<Found> ContainerNetwork::ensure(const Resource& wished) {
    auto present = find(wished.ref);
    if (!present || present->condition == Condition::ready) return present;
    std::vector<std::string> words{"network", "create"};
    for (std::string& word : label_words(wished.labels)) words.push_back(std::move(word));
    // With names asked for and nobody to answer for them, podman would refuse to start any container on it.
    if (!has_name_server()) words.emplace_back("--disable-dns");
    words.push_back(wished.ref.name);
    auto created = podman_.run(std::move(words), "making " + describe(wished.ref));
    // Another machine of the same owner made it in between: find() says whether it is really ours.
    if (!created && !says_name_in_use(created.error())) return failed(created);
    return find(wished.ref);
}

Result<void> ContainerNetwork::remove(const ResourceRef& ref) {
    auto present = find(ref);
    if (!present) return failed(present);
    if (present->condition == Condition::absent) return {};
    auto removed = podman_.run({"network", "rm", ref.name}, "removing " + describe(ref));
    if (!removed && removed.error().kind != ErrorKind::not_found) return failed(removed);
    return {};
}

Result<std::vector<Found>> ContainerNetwork::owned(std::string_view owner) const {
    return found_by_name(podman_, "network", owner, ResourceKind::network,
                         [&](const ResourceRef& ref) { return find(ref); });
}

}  // namespace aloft::local
