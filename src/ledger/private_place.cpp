#include "ledger/private_place.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "ledger/storage_failure.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;

constexpr mode_t for_owner = 0600;
constexpr mode_t folder_for_owner = 0700;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }
    bool is_open() const { return number_ >= 0; }

private:
    int number_;
};

std::unexpected<Error> last_failure(const fs::path& place, const std::string& doing) {
    return std::unexpected(place_failure(errno, place, doing));
}

/// So that a new name in a folder outlives a loss of power.
Result<void> sync_folder(const fs::path& folder, const std::string& doing) {
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // Some file systems cannot sync a folder and say EINVAL; there is nothing better to do on those.
    if (!opened.is_open() || (::fsync(opened.number()) != 0 && errno != EINVAL)) return last_failure(folder, doing);
    return {};
}

bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

Error place_failure(int error_number, const fs::path& place, std::string doing) {
    return storage_failure(trouble_from_errno(error_number), place, std::move(doing),
                           std::generic_category().message(error_number));
}

Result<void> make_folder(const fs::path& folder, const std::string& doing) {
    struct stat status{};
    if (folder.empty() || ::stat(folder.c_str(), &status) == 0) return {};
    if (errno != ENOENT) return last_failure(folder, doing);
    if (auto made = make_folder(folder.parent_path(), doing); !made) return made;
    if (::mkdir(folder.c_str(), folder_for_owner) != 0 && errno != EEXIST) return last_failure(folder, doing);
    return sync_folder(folder.parent_path(), doing);
}

Result<void> make_file(const fs::path& file, const std::string& doing) {
    const Descriptor opened(::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, for_owner));
    if (!opened.is_open() && errno != EEXIST) return last_failure(file, doing);
    return {};
}

Result<std::optional<std::string>> read_line_of(const fs::path& file, const std::string& doing) {
    struct stat status{};
    if (::stat(file.c_str(), &status) != 0) {
        if (errno == ENOENT) return std::nullopt;
        return last_failure(file, doing);
    }
    std::ifstream stream(file);
    if (!stream) return last_failure(file, doing);
    std::string line;
    std::getline(stream, line);
    return line;
}

Result<void> write_line_to(const fs::path& file, std::string_view line, const std::string& doing) {
    // One fixed name beside it: whoever writes holds the ledger's lock, and what an aloft that died left is replaced.
    const fs::path beside = file.string() + ".new";
    ::unlink(beside.c_str());
    {
        const Descriptor opened(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, for_owner));
        if (!opened.is_open()) return last_failure(beside, doing);
        if (!write_all(opened.number(), std::string(line) + "\n") || ::fsync(opened.number()) != 0) {
            const Error error = place_failure(errno, beside, doing);
            ::unlink(beside.c_str());
            return std::unexpected(error);
        }
    }
    if (::rename(beside.c_str(), file.c_str()) != 0) return last_failure(file, doing);
    return sync_folder(file.parent_path(), doing);
}

}  // namespace aloft
