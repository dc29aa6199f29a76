#include "clouds/hosts/facts.hpp"

#include <algorithm>
#include <charconv>

#include "core/host_list.hpp"
#include "core/letters.hpp"

namespace aloft::hosts {
namespace {

/// The agent is a program of the same kind as this one.
#if defined(__aarch64__)
constexpr std::string_view our_processor = "aarch64";
#else
constexpr std::string_view our_processor = "x86_64";
#endif

/// What the agent, a Python environment and a notebook take.
constexpr Bytes room_for_a_start = gibibytes(3);

/// Kernel and firmware keep some of the memory that was bought, and a file system some of its disk.
constexpr std::int64_t percent_at_least = 90;

std::int64_t number(const std::string& text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

Bytes kibibytes(const std::string& text) { return {number(text) << 10}; }

/// Down to a whole megabyte: the odd kilobytes differ from one kernel to the next.
Bytes rounded(Bytes bytes) { return mebibytes(bytes.count >> 20); }

bool reaches(Bytes has, Bytes wanted) { return has.count / percent_at_least * 100 >= wanted.count; }

int matching(const std::vector<std::string>& gpus, const std::string& wanted) {
    const std::vector<std::string> names = gpu_names({wanted});
    return static_cast<int>(std::ranges::count_if(gpus, [&](const std::string& gpu) {
        return names.empty() || std::ranges::any_of(names, [&](const std::string& name) {
                   return lower_case(gpu).find(lower_case(name)) != std::string::npos;
               });
    }));
}

std::string gpu_words(const HostFacts& facts) {
    if (facts.gpus.empty())
        return facts.gpus_without_driver == 0 ? "none" : "only NVIDIA cards that no driver works for";
    std::string words;
    for (const std::string& gpu : facts.gpus) words += (words.empty() ? "" : ", ") + gpu;
    return words;
}

std::optional<GpuWish> gpus_of(const HostFacts& facts) {
    if (facts.gpus.empty()) return std::nullopt;
    return GpuWish{facts.gpus.front(), matching(facts.gpus, facts.gpus.front())};
}

/// "memory: 8GB, and 16GB is asked for"
std::string shortage(std::string_view what, const std::string& has, const std::string& wanted) {
    return std::string(what) + ": it has " + has + ", and " + wanted + " is asked for";
}

std::vector<std::string> shortages(const HostFacts& facts, const Spec& spec) {
    std::vector<std::string> all;
    if (spec.cpus && facts.cpus < *spec.cpus)
        all.push_back(shortage("CPUs", std::to_string(facts.cpus), std::to_string(*spec.cpus)));
    if (spec.memory && !reaches(facts.memory, *spec.memory))
        all.push_back(shortage("memory", to_string(facts.memory), to_string(*spec.memory)));
    if (spec.disk && !reaches(facts.disk, *spec.disk))
        all.push_back(shortage("disk", to_string(facts.disk), to_string(*spec.disk)));
    if (spec.gpu && matching(facts.gpus, spec.gpu->name) < spec.gpu->count)
        all.push_back(
            shortage("GPU", gpu_words(facts), std::to_string(spec.gpu->count) + " of \"" + spec.gpu->name + "\""));
    return all;
}

std::unexpected<Error> unusable(const std::string& host, std::string detail, std::string hint) {
    return failure(ErrorKind::bad_input, "looking at host " + host, std::move(detail), std::move(hint));
}

}  // namespace

Result<HostFacts> facts_in(const std::string& host, const std::string& answer) {
    const WordLines lines(answer);
    HostFacts facts;
    facts.system = lines.first("system");
    facts.processor = lines.first("processor");
    facts.release = lines.first("os");
    facts.login = lines.first("login");
    facts.systemd = !lines.first("systemd").empty();
    facts.root = !lines.first("root").empty();
    facts.cpus = static_cast<int>(number(lines.first("cpus")));
    facts.memory = rounded(kibibytes(lines.first("memory_kib")));
    facts.disk = rounded(kibibytes(lines.first("disk_kib")));
    facts.free = rounded(kibibytes(lines.first("free_kib")));
    facts.gpus = lines.all("gpu");
    facts.gpus_without_driver = static_cast<int>(lines.all("gpu_without_driver").size());
    facts.claim = claim_in(lines);
    if (facts.system.empty())
        return failure(ErrorKind::failed, "looking at host " + host, "it did not say what it is: " + answer,
                       "`ssh " + host + " uname` must answer with one word and nothing else");
    return facts;
}

Result<void> check_usable(const std::string& host, const HostFacts& facts) {
    if (facts.system != "Linux")
        return unusable(host, "it runs " + facts.system + ", and aloft works on Linux only", "name another host");
    if (facts.processor != our_processor)
        return unusable(host,
                        "its processor is " + facts.processor + ", and this aloft brings programs for " +
                            std::string(our_processor),
                        "name another host, or use an aloft made for " + facts.processor);
    if (!facts.systemd)
        return unusable(host, "its init system is not systemd, which runs all that aloft starts",
                        "name a host that systemd has started: /run/systemd/system is there on one");
    if (!facts.root)
        return unusable(host, facts.login + " is not root there, and sudo asks for a password",
                        "sign in as root (ssh:root@…), or let sudo ask for none, on the host: echo '" + facts.login +
                            " ALL=(ALL) NOPASSWD: ALL' | sudo tee /etc/sudoers.d/" + facts.login);
    return {};
}

Result<Offer> offer_of(const std::string& host, const HostFacts& facts, const Spec& spec) {
    const auto missing = shortages(facts, spec);
    if (!missing.empty()) {
        std::string words;
        for (const std::string& one : missing) words += (words.empty() ? "" : "; ") + one;
        const bool driver = spec.gpu && facts.gpus.empty() && facts.gpus_without_driver > 0;
        return failure(ErrorKind::no_capacity, "looking at host " + host, words,
                       driver ? "install the driver on the host: `nvidia-smi` must work there"
                              : "a host of your own is as large as it is: ask for less, or name another");
    }
    Offer offer;
    offer.cloud = hosts_provider;
    offer.place = host;
    offer.machine_type = facts.release.empty() ? facts.processor : facts.release + ", " + facts.processor;
    offer.cpus = facts.cpus;
    offer.memory = facts.memory;
    offer.disk = facts.disk;
    offer.gpu = gpus_of(facts);
    if (facts.free < room_for_a_start)
        offer.warnings.push_back("only " + to_string(facts.free) + " of the disk of " + host + " are free");
    return offer;
}

}  // namespace aloft::hosts
