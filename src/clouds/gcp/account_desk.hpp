#pragma once
#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "clouds/account_setup.hpp"
#include "clouds/gcp/api.hpp"

namespace aloft::gcp {

struct Billing {
    std::string account;  ///< "billingAccounts/012345-6789AB-CDEF01"; empty: none is linked
    bool pays = false;
};

/// How long a call may take, and how often it is repeated.
struct Patience {
    std::chrono::milliseconds time_limit;
    int attempts;
};
/// Of whoever asks only to tell.
inline constexpr Patience for_a_look{std::chrono::seconds(10), 2};
inline constexpr Patience for_a_change{std::chrono::seconds(60), 6};

/// The network that machines are in.
inline constexpr std::string_view usual_network = "default";

/// The calls about a project itself, and not about what is in it: who pays, what is switched on, who may do what.
/// Thread-safe.
class AccountDesk {
public:
    AccountDesk(Api& api, Services services, Clock& clock, Patience patience)
        : api_(api), services_(std::move(services)), clock_(clock), patience_(patience) {}

    Result<Billing> billing(const std::string& project);
    /// Of those that we need.
    Result<std::vector<std::string>> switched_off(const std::string& project);
    Result<std::vector<std::string>> not_permitted(const std::string& project);
    Result<bool> has_network(const std::string& project);
    /// Billing accounts that the caller may see, and that are open.
    Result<std::vector<Payer>> payers();

    /// There afterwards; a conflict when the name is somebody else's.
    Result<void> make_project(const std::string& project);
    Result<void> link_billing(const std::string& project, const std::string& payer);
    Result<void> switch_on(const std::string& project, std::span<const std::string> names);

private:
    /// With this desk's patience.
    Result<nlohmann::json> ask(ApiCall call);
    Result<void> finished(nlohmann::json operation, const std::string& version, const std::string& doing);

    Api& api_;
    Services services_;
    Clock& clock_;
    Patience patience_;
};

}  // namespace aloft::gcp
