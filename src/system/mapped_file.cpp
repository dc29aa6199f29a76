#include "system/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace aloft {
namespace {

std::unexpected<Error> not_mapped(const std::filesystem::path& path, int code) {
    return failure(code == ENOENT ? ErrorKind::not_found : ErrorKind::storage, fmt::format("reading {}", path.string()),
                   std::strerror(code));
}

/// The mapping outlives the descriptor.
Result<std::span<const std::byte>> map(int descriptor, const std::filesystem::path& path) {
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0) return not_mapped(path, errno);
    if (!S_ISREG(status.st_mode)) return not_mapped(path, S_ISDIR(status.st_mode) ? EISDIR : EINVAL);
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size == 0) return std::span<const std::byte>();
    void* const begin = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (begin == MAP_FAILED) return not_mapped(path, errno);
    return std::span(static_cast<const std::byte*>(begin), size);
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return not_mapped(path, errno);
    const Result<std::span<const std::byte>> mapped = map(descriptor, path);
    ::close(descriptor);
    if (!mapped) return failed(mapped);
    return MappedFile(mapped->data(), mapped->size());
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : begin_(std::exchange(other.begin_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(begin_, other.begin_);
    std::swap(size_, other.size_);
    return *this;
}

MappedFile::~MappedFile() {
    if (begin_ != nullptr) ::munmap(const_cast<std::byte*>(begin_), size_);
}

}  // namespace aloft
