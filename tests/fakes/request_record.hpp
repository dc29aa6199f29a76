#pragma once
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

namespace aloft::fakes {

/// With ALOFT_REQUESTS=FILE whatever a test would have sent over the web is added to it, a line of JSON each. Read by
/// tests/practice/adapter_requests.py, which holds it against Google's discovery documents.
inline void record_request(const std::string& method, const std::string& url, const std::string& body) {
    static std::mutex mutex;
    const char* file = std::getenv("ALOFT_REQUESTS");
    if (file == nullptr) return;
    const std::scoped_lock lock(mutex);
    std::ofstream(file, std::ios::app) << nlohmann::json{{"method", method}, {"url", url}, {"body", body}}.dump()
                                       << "\n";
}

}  // namespace aloft::fakes
