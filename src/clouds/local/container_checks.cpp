#include <filesystem>

#include "clouds/local/base_image.hpp"
#include "clouds/local/capabilities.hpp"
#include "clouds/local/computer.hpp"
#include "clouds/local/container_network.hpp"
#include "clouds/local/containers.hpp"
#include "clouds/local/gpus.hpp"

namespace aloft::local {
namespace {

using Verdict = Check::Verdict;

Check check_of_podman(const Result<Capabilities>& able) {
    if (!able) return {"podman", Verdict::bad, describe(able.error()), able.error().hint};
    const std::string runtime = able->runtime.empty() ? "its own runtime" : "runtime " + able->runtime;
    return {"podman", Verdict::good, able->version + (able->rootless ? ", rootless, " : ", as root, ") + runtime, ""};
}

Check check_of_limits(const Capabilities& able) {
    if (able.limits == Limits::enforced)
        return {"limits of CPU and memory", Verdict::good, "machines are held to them", ""};
    return {
        "limits of CPU and memory", Verdict::warning,
        "machines are not held to them: the cpu and memory controllers are not delegated to you",
        "sudo mkdir -p /etc/systemd/system/user@.service.d && printf '[Service]\\nDelegate=cpu cpuset io memory pids\\n' | sudo tee /etc/systemd/system/user@.service.d/delegate.conf && sudo systemctl daemon-reload"};
}

std::vector<Check> checks_of_network(Processes& processes, bool rootless) {
    std::vector<Check> checks;
    const bool firewall = processes.find_program("iptables") || processes.find_program("nft");
    if (!rootless)
        checks.push_back(firewall
                             ? Check{"network of machines", Verdict::good, "its firewall program is there", ""}
                             : Check{"network of machines", Verdict::bad, "podman needs iptables to connect machines",
                                     "sudo apt-get install iptables"});
    if (rootless && !processes.find_program("slirp4netns") && !processes.find_program("pasta"))
        checks.push_back({"network of machines", Verdict::bad,
                          "podman without root needs slirp4netns or pasta to connect machines",
                          "sudo apt-get install slirp4netns"});
    checks.push_back(has_name_server()
                         ? Check{"names of machines", Verdict::good, "machines reach each other by name", ""}
                         : Check{"names of machines", Verdict::warning, "machines reach each other by address only",
                                 "sudo apt-get install aardvark-dns"});
    return checks;
}

Check check_of_base(const Home& home, Processes& processes) {
    const BaseRecipe recipe = BaseImage(home, processes).recipe();
    if (recipe.from_own_sources)
        return {"base of machines", Verdict::good, "made from this computer's package sources by mmdebstrap", ""};
    const std::string detail = "made from " + std::string(pulled_image) + ", which has to be pulled";
    // Where mmdebstrap could not help there is nothing to advise.
    if (!processes.find_program("apt-get")) return {"base of machines", Verdict::good, detail, ""};
    return {"base of machines", Verdict::warning, detail, "sudo apt-get install mmdebstrap"};
}

Check check_of_space(const std::string& folder) {
    const Bytes space = this_computer(folder).free_disk;
    const std::string detail = to_string(mebibytes(space.count >> 20)) + " free in " + folder;
    if (space >= gibibytes(5)) return {"disk space", Verdict::good, detail, ""};
    return {"disk space", space >= gibibytes(1) ? Verdict::warning : Verdict::bad, detail, "podman system df"};
}

Check check_of_gpus(Processes& processes) {
    const auto gpus = gpus_of_this_computer(processes);
    if (!gpus.empty()) return {"GPUs", Verdict::good, std::to_string(gpus.size()) + " known to podman", ""};
    if (!std::filesystem::exists("/dev/nvidiactl")) return {"GPUs", Verdict::good, "none on this computer", ""};
    return {"GPUs", Verdict::warning, "there is an NVIDIA GPU that podman has no description of",
            "sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml"};
}

}  // namespace

std::vector<Check> Containers::checks() {
    const auto able = capabilities(home_, processes_);
    std::vector<Check> checks{check_of_podman(able)};
    if (able) checks.push_back(check_of_limits(*able));
    for (Check& check : checks_of_network(processes_, able && able->rootless)) checks.push_back(std::move(check));
    checks.push_back(check_of_base(home_, processes_));
    if (able) checks.push_back(check_of_space(able->volume_folder));
    checks.push_back(check_of_gpus(processes_));
    return checks;
}

}  // namespace aloft::local
