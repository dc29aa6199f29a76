#include "system/this_program.hpp"

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <elf.h>
#include <link.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "system/files.hpp"

namespace aloft {
namespace {

/// When the first process of this system began, in the kernel's ticks.
std::string start_of_first_process() {
    const auto line = read_file("/proc/1/stat").value_or("");
    constexpr int after_the_name = 20;  // of the fields in proc(5), starttime is the 22nd and the name the 2nd
    std::size_t at = line.rfind(')');
    for (int field = 0; field < after_the_name && at != std::string::npos; ++field) at = line.find(' ', at + 1);
    if (at == std::string::npos) return "";
    return line.substr(at + 1, line.find(' ', at + 1) - at - 1);
}

}  // namespace

std::string boot_of_system() {
    std::string kernel = read_file("/proc/sys/kernel/random/boot_id").value_or("");
    while (!kernel.empty() && kernel.back() == '\n') kernel.pop_back();
    return kernel + "/" + start_of_first_process();
}

void tell_ready() {
    const char* path = std::getenv("NOTIFY_SOCKET");
    if (path == nullptr) return;
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const std::size_t length = std::strlen(path);
    if (length == 0 || length >= sizeof address.sun_path) return;
    std::memcpy(address.sun_path, path, length);
    if (path[0] == '@') address.sun_path[0] = '\0';  // a name that is in no folder
    const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return;
    constexpr std::string_view words = "READY=1";
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
    [[maybe_unused]] const ssize_t sent = ::sendto(descriptor, words.data(), words.size(), MSG_NOSIGNAL,
                                                   reinterpret_cast<const sockaddr*>(&address), size);
    ::close(descriptor);
}

void survive_broken_pipes() { ::signal(SIGPIPE, SIG_IGN); }

}  // namespace aloft
