#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "clouds/gcp/credentials.hpp"

namespace aloft::gcp {

/// A variable of the environment, or nothing.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

/// Where else to look than where Google's own tools do.
struct CredentialPlaces {
    /// The key that `aloft init gcp` made; empty: none. After what the environment names, before what gcloud left.
    std::filesystem::path own_key;
    /// In which the computer says who made it.
    std::filesystem::path product_name = "/sys/class/dmi/id/product_name";
};

/// The person's, where Google's own tools look, in their order: the file that GOOGLE_APPLICATION_CREDENTIALS names, the
/// one that gcloud's sign-in left, the account of the machine that we run on when Google made it. Of kind not_signed_in
/// when there are none, or none that can be read. GOOGLE_CLOUD_QUOTA_PROJECT goes before what the file says of that.
Result<Credentials> find_credentials(const Environment& environment, const CredentialPlaces& places = {});

/// Whether a failure of find_credentials() says that nobody is signed in at all, rather than that what somebody left
/// cannot be used.
bool says_there_are_none(const Error& error);

}  // namespace aloft::gcp
