#pragma once
#include <expected>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace aloft::practice::google {

/// A call of one of Google's methods, read and found in order: each field of the body is one that the method knows.
struct Call {
    std::string method;  ///< "compute.instances.insert", the id in Google's discovery documents
    std::map<std::string, std::string, std::less<>> path;   ///< "project", "zone", "instance"
    std::map<std::string, std::string, std::less<>> query;  ///< "requestId", "maxResults"
    nlohmann::json body;
    std::string caller;  ///< the account of the token
    std::string base;    ///< "http://127.0.0.1:8470", for links to ourselves

    /// Empty when it was not said.
    std::string_view in_path(std::string_view name) const;
    std::string_view in_query(std::string_view name) const;
};

/// A refusal in Google's shape.
struct Refusal {
    int status = 400;
    std::string reason;       ///< "invalid", "notFound", "quotaExceeded"
    std::string message;
    std::string grpc_status;  ///< "INVALID_ARGUMENT"; empty: that of the HTTP status
    nlohmann::json details;   ///< of the newer APIs: [{"@type": …ErrorInfo}]; null: none
};

using Outcome = std::expected<nlohmann::json, Refusal>;

inline std::unexpected<Refusal> refused(int status, std::string reason, std::string message) {
    return std::unexpected(Refusal{status, std::move(reason), std::move(message), {}, {}});
}

}  // namespace aloft::practice::google
