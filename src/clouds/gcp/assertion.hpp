#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "clouds/gcp/credentials.hpp"
#include "core/result.hpp"

namespace aloft::gcp {

/// What a service account signs for itself, and Google's services take for an access token: valid for an hour from `now`.
/// With a scope and no audience it holds for all of them. Fails when the private key is none.
Result<std::string> signed_assertion(const AccountKey& key, std::string_view scope, std::chrono::sys_seconds now);

}  // namespace aloft::gcp
