#pragma once
#include <sys/types.h>

#include <filesystem>
#include <span>
#include <string_view>

#include "core/result.hpp"

namespace aloft {

/// One end of a connection on this computer.
class Stream {
public:
    explicit Stream(int descriptor) : descriptor_(descriptor) {}
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    Stream(Stream&& other) noexcept;
    Stream& operator=(Stream&& other) noexcept;
    /// The other side sees the end at once, whoever still holds a copy of the descriptor.
    ~Stream();

    /// Waits; 0 at the end, and when the connection is broken.
    std::size_t read(std::span<char> into);
    /// Waits while the other side is slow; false when it has gone.
    bool write(std::string_view bytes);
    /// Who is at the other end, as the kernel knows it.
    uid_t peer() const;
    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

/// A socket in the file system that its owner alone may connect to.
class Listener {
public:
    /// A socket that a dead process left at the path is replaced; one that still answers is a conflict.
    static Result<Listener> at(const std::filesystem::path& path);
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    Listener(Listener&& other) noexcept;
    Listener& operator=(Listener&& other) noexcept;
    ~Listener();
    Result<Stream> accept();
    /// Ends the waiting in accept(), there with a failure, for ever. From any thread.
    void close();

private:
    explicit Listener(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

Result<Stream> connect_to(const std::filesystem::path& path);

/// Carries our standard input there and what comes back to our standard output, until either side has ended.
void relay(Stream& there);

}  // namespace aloft
