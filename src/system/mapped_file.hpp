#pragma once
#include <cstddef>
#include <filesystem>
#include <span>

#include "core/result.hpp"

namespace aloft {

/// A file's bytes as they lay in it when it was opened, read as they are looked at. It must be replaced by renaming
/// another over it, as write_file does, never written in place.
class MappedFile {
public:
    static Result<MappedFile> open(const std::filesystem::path& path);
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    std::span<const std::byte> bytes() const { return {begin_, size_}; }

private:
    MappedFile(const std::byte* begin, std::size_t size) : begin_(begin), size_(size) {}
    const std::byte* begin_ = nullptr;  ///< nothing for an empty file, which cannot be mapped
    std::size_t size_ = 0;
};

}  // namespace aloft
