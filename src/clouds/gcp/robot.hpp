#pragma once
#include <filesystem>
#include <string>

#include "clouds/gcp/api.hpp"

namespace aloft::gcp {

/// aloft's own service account in a project: it may what our calls take (needs.hpp) by a role of its own, and nothing
/// else. Each act is harmless to repeat, but a key: whose answer is lost, is made once more.
class Robot {
public:
    Robot(Api& api, Services services, std::string project)
        : api_(api), services_(std::move(services)), project_(std::move(project)) {}

    /// "aloft-machines@p.iam.gserviceaccount.com"
    std::string email() const;

    Result<bool> is_there();
    Result<void> make();

    /// Whether the role has all permissions of this aloft.
    Result<bool> has_role();
    Result<void> make_role();

    Result<bool> is_given_role();
    Result<void> give_role();

    /// A new key, as the file that Google's own tools read, for the owner alone.
    Result<void> write_key(const std::filesystem::path& file);

private:
    std::string role() const;
    std::string member_of_policies() const;
    Result<nlohmann::json> policy();
    Result<nlohmann::json> post(const std::string& url, const nlohmann::json& body, const std::string& doing);

    Api& api_;
    Services services_;
    std::string project_;
};

}  // namespace aloft::gcp
