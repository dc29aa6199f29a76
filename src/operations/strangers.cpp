#include "operations/strangers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/host_list.hpp"
#include "operations/observe.hpp"

namespace aloft {

Result<void> meet_strangers(Surroundings& around, const Spec& asked, const std::vector<std::string>& vouched_for,
                            Person& person) {
    if (!asked.on || !is_host_list(*asked.on)) return {};
    const auto named = read_host_list(*asked.on);
    auto cloud = cloud_named(around, *asked.on);
    if (!cloud) return failed(cloud);
    auto* able = dynamic_cast<MeetsStrangers*>(*cloud);
    // What is wrong with the list, the offer will say.
    if (able == nullptr || !named) return {};
    auto strangers = able->strangers(asked);
    if (!strangers) return failed(strangers);
    std::vector<Stranger> refused;
    for (const Stranger& stranger : *strangers) {
        const bool vouched = std::ranges::find(vouched_for, stranger.fingerprint) != vouched_for.end();
        if (!vouched && !person.trusts(stranger)) {
            refused.push_back(stranger);
            continue;
        }
        if (auto trusted = able->trust(stranger); !trusted) return trusted;
    }
    if (refused.empty() || refused.size() < named->size()) return {};
    const Stranger& first = refused.front();
    return failure(ErrorKind::denied, fmt::format("looking at host {}", first.host),
                   fmt::format("its host key, {}, is not known on this computer, and nobody has vouched for it",
                               first.fingerprint),
                   fmt::format("on the host, `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` tells the true one; if "
                               "it is the same: aloft up --on {} --trust-host-key {}",
                               *asked.on, first.fingerprint));
}

}  // namespace aloft
