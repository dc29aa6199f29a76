#pragma once
#include <filesystem>
#include <string>

#include "clouds/gcp/credentials.hpp"
#include "clouds/gcp/find_credentials.hpp"

namespace aloft::gcp {

struct ChosenProject {
    std::string id;
    std::string origin;  ///< where it is said: "GOOGLE_CLOUD_PROJECT", a file
    bool operator==(const ChosenProject&) const = default;
};

/// The project that pays, where Google's own tools look: GOOGLE_CLOUD_PROJECT, CLOUDSDK_CORE_PROJECT, that of a service
/// account's key, what `aloft init gcp` chose in aloft's folder for Google, gcloud's active configuration, that of other
/// credentials.
Result<ChosenProject> find_project(const Environment& environment, const Credentials& credentials,
                                   const std::filesystem::path& folder = {});

/// Whom Google may write to about a quota: the service account, or the person whom gcloud knows; empty: nobody is known.
std::string find_contact(const Environment& environment, const Credentials& credentials);

}  // namespace aloft::gcp
