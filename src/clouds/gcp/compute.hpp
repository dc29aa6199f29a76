#pragma once
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clouds/gcp/api.hpp"
#include "core/result.hpp"

namespace aloft::gcp {

/// Compute Engine. Paths are those below "/compute/v1/"; `doing` is for failures. What changes something has been done
/// when it returns: operations are waited for by the call that Google has for it. Thread-safe.
class Compute {
public:
    Compute(Api& api, Clock& clock, Random& random, std::string address)
        : api_(api), clock_(clock), random_(random), address_(std::move(address)) {}

    /// Nothing when it is not there.
    Result<std::optional<nlohmann::json>> find(const std::string& path, const std::string& doing);
    /// All that fit in all zones or regions of a project: "instances" whose labels are of an owner.
    Result<nlohmann::json> everywhere(const std::string& project, const std::string& kind, const std::string& filter,
                                      const std::string& doing);
    Result<nlohmann::json> list(const std::string& path, const std::string& filter, const std::string& doing);

    Result<void> make(const std::string& collection, const nlohmann::json& body, const std::string& doing);
    /// POST to "path/verb"; nothing to say is null.
    Result<void> tell(const std::string& path, const std::string& verb, const nlohmann::json& body,
                      const std::string& doing, std::map<std::string, std::string> query = {});
    Result<void> patch(const std::string& path, const nlohmann::json& body, const std::string& doing);
    /// Absent before is success.
    Result<void> remove(const std::string& path, const std::string& doing);

    /// Until the operations have ended, well or badly, that are at work on one of these: paths of things.
    Result<void> wait_for_others(const std::vector<std::string>& paths, const std::string& doing);

    /// Any other question of this service.
    Result<nlohmann::json> ask(const std::string& path, const std::string& doing);

private:
    Result<void> change(ApiCall call);
    /// As it is when it is done.
    Result<nlohmann::json> ended(nlohmann::json operation, const std::string& project, const std::string& doing);

    Api& api_;
    Clock& clock_;
    Random& random_;
    std::string address_;
};

}  // namespace aloft::gcp
