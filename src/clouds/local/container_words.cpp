#include <algorithm>

#include "clouds/local/container_instance.hpp"
#include "clouds/local/podman_answers.hpp"
#include "core/bytes.hpp"

namespace aloft::local {
namespace {

using Words = std::vector<std::string>;

void add(Words& words, const Words& more) { words.insert(words.end(), more.begin(), more.end()); }

std::string value(const Resource& wished, std::string_view property) {
    const std::string* text = aloft::wished(wished, property);
    return text == nullptr ? "" : *text;
}

Words words_for_limits(const Resource& wished, const Capabilities& capabilities) {
    const auto memory = parse_bytes(value(wished, "memory"));
    Words words;
    // Training hands batches from process to process in shared memory: podman's 64 MB end a DataLoader.
    if (memory) add(words, {"--shm-size", std::to_string(memory->count / 2) + "b"});
    if (capabilities.limits == Limits::only_named) return words;
    if (memory) add(words, {"--memory", std::to_string(memory->count) + "b"});
    if (!value(wished, "cpus").empty()) add(words, {"--cpus", value(wished, "cpus")});
    // Podman's own limit of 2048 is for a service, not for a machine.
    add(words, {"--pids-limit", "-1"});
    return words;
}

Words words_for_gpus(const Resource& wished) {
    Words words;
    std::string rest = value(wished, "gpu");
    while (!rest.empty()) {
        const auto comma = std::min(rest.find(','), rest.size());
        add(words, {"--device", "nvidia.com/gpu=" + rest.substr(0, comma)});
        rest.erase(0, comma + 1);
    }
    return words;
}

/// The root filesystem is the volume's folder, which podman does not count as a use of the volume. So it is mounted by
/// name too, at a place that is masked at once: a prune leaves it alone, `volume rm` refuses, and inside nothing is seen.
Words words_for_disk(const ContainerParts& parts) {
    return {"--volume", parts.disk + ":/run/aloft/disk:ro,bind", "--security-opt", "mask=/run/aloft/disk"};
}

}  // namespace

Words run_words(const Resource& wished, const ContainerParts& parts, const Capabilities& capabilities) {
    Words words = words_before_verb(capabilities);
    add(words, {"run", "--detach", "--name", wished.ref.name, "--hostname", wished.labels.machine, "--systemd=always"});
    add(words, label_words(wished.labels));
    for (const auto& [name, property] : wished.properties)
        add(words, {"--label", "aloft-" + name + "=" + property.value});
    add(words, words_for_process_limits(capabilities));
    add(words, words_for_limits(wished, capabilities));
    add(words, words_for_gpus(wished));
    // ping is an ordinary thing to do on a machine.
    add(words, {"--cap-add", "NET_RAW", "--log-driver", "k8s-file", "--log-opt", "max-size=10mb"});
    add(words, {"--network", parts.network, "--network-alias", wished.labels.machine, "--publish",
                "127.0.0.1:" + parts.port + ":22"});
    add(words, words_for_disk(parts));
    add(words, {"--rootfs", parts.disk_folder, "/sbin/init"});
    return words;
}

}  // namespace aloft::local
