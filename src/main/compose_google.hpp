#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "clouds/gcp/gcp_cloud.hpp"
#include "system/home.hpp"

namespace aloft {

/// What Google Cloud is reached with.
struct GoogleIngredients {
    net::Http& http;
    Clock& clock;
    Random& random;
    const Interruption& interruption;
    std::function<std::optional<std::string>(std::string_view)> environment;
};

gcp::GcpCloud::Parts google_itself(const GoogleIngredients& with, const Home& home);

/// The practice cloud instead, by the files that it wrote to sign in with. The person's own credentials are not looked at.
gcp::GcpCloud::Parts google_in_practice(const GoogleIngredients& with, const Home& real_home);

}  // namespace aloft
