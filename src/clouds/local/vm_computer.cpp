#include "clouds/local/vm_computer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <sstream>

namespace aloft::local {
namespace {

constexpr std::array processors = {
    Processor{"x86_64", "qemu-system-x86_64", "qemu-system-x86", "q35", "ttyS0"},
    Processor{"aarch64", "qemu-system-aarch64", "qemu-system-arm", "virt", "ttyAMA0"},
};

/// The words of the line "flags", or nothing where the kernel lists none (ARM).
bool processor_says(const std::filesystem::path& cpuinfo, std::initializer_list<std::string_view> wanted) {
    std::ifstream file(cpuinfo);
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("flags")) continue;
        std::istringstream words(line);
        for (std::string word; words >> word;)
            for (const std::string_view flag : wanted)
                if (word == flag) return true;
        return false;
    }
    return false;
}

/// 0, or the errno of the refusal.
int try_to_open(const std::filesystem::path& device) {
    const int descriptor = ::open(device.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return errno;
    ::close(descriptor);
    return 0;
}

Check check_program(Processes& processes, std::string_view program, std::string_view package,
                    std::string_view purpose) {
    Check check{std::string(program), Check::Verdict::good, std::string(purpose), ""};
    if (processes.find_program(program)) return check;
    check.verdict = Check::Verdict::warning;
    check.detail = "not installed; " + std::string(purpose);
    check.hint = "for virtual machines install it: `sudo apt-get install " + std::string(package) + "`";
    return check;
}

}  // namespace

const Processor& this_processor() {
#if defined(__aarch64__)
    return processors[1];
#else
    return processors[0];
#endif
}

Virtualisation virtualisation(const KernelFiles& kernel) {
    const bool tells = this_processor().name == "x86_64";
    if (tells && !processor_says(kernel.proc / "cpuinfo", {"vmx", "svm"}))
        return {false, "the processor does not offer it here",
                "switch virtualisation on in the firmware, or use containers"};
    switch (try_to_open(kernel.kvm)) {
        case 0: return {true, "", ""};
        case EACCES:
        case EPERM:
            return {false, "you may not open /dev/kvm",
                    "join its group: `sudo usermod -aG kvm $USER`, then sign in anew"};
        default: return {false, "there is no /dev/kvm", "load the module: `sudo modprobe kvm`"};
    }
}

std::vector<Check> vm_checks(const KernelFiles& kernel, Processes& processes) {
    const Processor& processor = this_processor();
    std::vector<Check> checks = {
        check_program(processes, processor.emulator, processor.package, "runs virtual machines"),
        check_program(processes, "mmdebstrap", "mmdebstrap", "makes the base of virtual machines"),
        check_program(processes, "mke2fs", "e2fsprogs", "makes the disk of virtual machines"),
    };
    // Without root, mmdebstrap works as root of a user namespace, which takes these two programs of one package.
    if (::geteuid() != 0) checks.push_back(check_program(processes, "newuidmap", "uidmap", "makes bases without root"));
    const Virtualisation able = virtualisation(kernel);
    checks.push_back(able.usable
                         ? Check{"kvm", Check::Verdict::good, "virtual machines run on the processor itself", ""}
                         : Check{"kvm", Check::Verdict::warning,
                                 able.reason + ": virtual machines are emulated, about ten times slower", able.hint});
    return checks;
}

int patience_seconds(const Virtualisation& virtualisation) { return virtualisation.usable ? 300 : 900; }

}  // namespace aloft::local
