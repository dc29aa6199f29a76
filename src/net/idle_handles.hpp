#pragma once
#include <mutex>
#include <vector>

#include "net/curl_library.hpp"

namespace aloft::net {

/// Handles of libcurl between two requests: each keeps its connections. Thread-safe.
class IdleHandles {
public:
    IdleHandles() = default;
    IdleHandles(const IdleHandles&) = delete;
    IdleHandles& operator=(const IdleHandles&) = delete;
    ~IdleHandles();

    /// One for the caller alone, without the settings of its last request; null when libcurl makes none.
    CURL* take(const CurlLibrary& curl);
    void give_back(CURL* handle);

private:
    std::mutex mutex_;
    std::vector<CURL*> handles_;
};

}  // namespace aloft::net
