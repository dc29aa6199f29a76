#include "net/idle_handles.hpp"

namespace aloft::net {

IdleHandles::~IdleHandles() {
    if (handles_.empty()) return;
    const Result<CurlLibrary>& curl = curl_library();
    for (CURL* handle : handles_) curl->easy_cleanup(handle);
}

CURL* IdleHandles::take(const CurlLibrary& curl) {
    {
        const std::scoped_lock lock(mutex_);
        if (!handles_.empty()) {
            CURL* const handle = handles_.back();
            handles_.pop_back();
            curl.easy_reset(handle);
            return handle;
        }
    }
    return curl.easy_init();
}

void IdleHandles::give_back(CURL* handle) {
    const std::scoped_lock lock(mutex_);
    handles_.push_back(handle);
}

}  // namespace aloft::net
