#include "clouds/local/vm_monitor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>

namespace aloft::local {
namespace {

constexpr int patience_milliseconds = 10'000;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }

private:
    int number_;
};

/// By way of an open descriptor of the folder: the whole path may be longer than a socket's address can hold.
bool connect_to(const Descriptor& socket, const VmFolder& folder) {
    const Descriptor inside(::open(folder.path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (inside.number() < 0) return false;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = "/proc/self/fd/" + std::to_string(inside.number()) + "/" + std::string(VmFolder::monitor);
    std::ranges::copy(path, address.sun_path);
    return ::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

/// Messages are JSON objects, one a line.
class Conversation {
public:
    explicit Conversation(const Descriptor& socket) : socket_(socket) {}

    bool say(const std::string& line) {
        const std::string text = line + "\n";
        return ::send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
    }

    /// Nothing when the other side has gone, or is silent for too long.
    std::optional<nlohmann::json> hear() {
        std::size_t end = 0;
        while ((end = pending_.find('\n')) == std::string::npos) {
            pollfd watched{socket_.number(), POLLIN, 0};
            if (::poll(&watched, 1, patience_milliseconds) <= 0) return std::nullopt;
            std::array<char, 4096> chunk;
            const ssize_t count = ::recv(socket_.number(), chunk.data(), chunk.size(), 0);
            if (count <= 0) return std::nullopt;
            pending_.append(chunk.data(), static_cast<std::size_t>(count));
        }
        auto message = nlohmann::json::parse(pending_.substr(0, end), nullptr, false);
        pending_.erase(0, end + 1);
        if (!message.is_object()) return std::nullopt;
        return message;
    }

    /// The answer to what was said last; events that come in between are nobody's business here.
    std::optional<nlohmann::json> answer() {
        while (auto message = hear())
            if (message->contains("return") || message->contains("error")) return message;
        return std::nullopt;
    }

private:
    const Descriptor& socket_;
    std::string pending_;
};

}  // namespace

Result<void> VmMonitor::press_power_button() const {
    return execute("system_powerdown", "{}", "asking the machine to switch itself off");
}

Result<void> VmMonitor::resize_disk(Bytes size) const {
    const nlohmann::json arguments = {{"node-name", "disk"}, {"size", size.count}};
    return execute("block_resize", arguments.dump(), "growing the disk of the running machine");
}

Result<void> VmMonitor::execute(const std::string& command, const std::string& arguments,
                                const std::string& doing) const {
    const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (socket.number() < 0 || !connect_to(socket, folder_))
        return failure(ErrorKind::unreachable, doing, std::string("QEMU's monitor: ") + std::strerror(errno));
    Conversation conversation(socket);
    const bool greeted = conversation.hear().has_value() && conversation.say(R"({"execute": "qmp_capabilities"})") &&
                         conversation.answer().has_value();
    if (!greeted || !conversation.say(R"({"execute": ")" + command + R"(", "arguments": )" + arguments + "}"))
        return failure(ErrorKind::unreachable, doing, "QEMU's monitor does not answer");
    const auto answer = conversation.answer();
    if (!answer) return failure(ErrorKind::unreachable, doing, "QEMU's monitor does not answer");
    if (!answer->contains("error")) return {};
    return failure(ErrorKind::failed, doing, "QEMU: " + answer->at("error").value("desc", "it says no reason"));
}

}  // namespace aloft::local
