#pragma once
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <netinet/in.h>

#include <filesystem>
#include <string>

#include "machine_world.hpp"

namespace aloft::machine_tests {

inline constexpr const char* sshd_program = "/usr/sbin/sshd";

inline int free_port() {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(descriptor);
    return ntohs(address.sin_port);
}

/// A machine in a folder: the real sshd with its keys there, and ALOFT_ROOT set for whoever signs in.
class MachineInAFolder {
public:
    explicit MachineInAFolder(std::filesystem::path root) : root_(std::move(root)), port_(free_port()) {
        for (const char* folder : {"etc/ssh", "etc/cloud/cloud.cfg.d", "run/cloud-init", "var/log", "bin"})
            std::filesystem::create_directories(root_ / folder);
        // Where cloud-init is installed it would be asked, so it has ended here, well.
        write(root_ / "run/cloud-init/result.json", R"({"v1": {"errors": []}})");
    }
    MachineInAFolder(const MachineInAFolder&) = delete;
    MachineInAFolder& operator=(const MachineInAFolder&) = delete;
    ~MachineInAFolder() { halt(); }

    const std::filesystem::path& root() const { return root_; }
    int port() const { return port_; }
    std::filesystem::path own_key() const { return root_ / "etc/ssh/ssh_host_ed25519_key"; }
    std::filesystem::path next_key() const { return root_ / "etc/ssh/aloft_next_host_ed25519_key"; }
    static std::string user() { return ::getpwuid(::getuid())->pw_name; }
    Found instance() const { return instance_at("127.0.0.1", port_, user()); }

    /// As cloud-init does on first boot.
    void receive(const std::filesystem::path& host_key, const std::filesystem::path& authorized) const {
        namespace fs = std::filesystem;
        fs::copy_file(host_key, own_key(), fs::copy_options::overwrite_existing);
        fs::copy_file(public_part(host_key), public_part(own_key()), fs::copy_options::overwrite_existing);
        fs::copy_file(authorized, root_ / "authorized_keys", fs::copy_options::overwrite_existing);
        std::string seed = "ssh_keys:\n  ed25519_private: |\n    " + text_of(host_key);
        for (std::size_t end = seed.find('\n', 40); end + 1 < seed.size(); end = seed.find('\n', end + 1))
            seed.insert(end + 1, "    ");
        write(root_ / "var/lib/cloud/seed/nocloud/user-data", seed + "  ed25519_public: kept\n");
    }

    void boot() {
        if (::getuid() == 0) std::filesystem::create_directories("/run/sshd");
        const std::string config = (root_ / "sshd_config").string();
        write(config,
              "Port " + std::to_string(port_) + "\nListenAddress 127.0.0.1\nHostKey " + own_key().string() +
                  "\nPidFile " + (root_ / "run/sshd.pid").string() + "\nAuthorizedKeysFile " +
                  (root_ / "authorized_keys").string() +
                  "\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\nSetEnv ALOFT_ROOT=" +
                  root_.string() + " HOME=" + root_.string() + " PATH=" + (root_ / "bin").string() +
                  ":/usr/bin:/bin:/usr/sbin:/sbin\n");
        const std::string log = (root_ / "sshd.log").string();
        server_ = ::fork();
        if (server_ != 0) return;
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        ::execl(sshd_program, sshd_program, "-D", "-f", config.c_str(), "-E", log.c_str(), nullptr);
        ::_exit(127);
    }

    void halt() {
        if (server_ <= 0) return;
        ::kill(server_, SIGTERM);
        ::waitpid(server_, nullptr, 0);
        server_ = -1;
    }

private:
    std::filesystem::path root_;
    int port_;
    pid_t server_ = -1;
};

}  // namespace aloft::machine_tests
