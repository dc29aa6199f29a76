#pragma once
#include <optional>
#include <string>
#include <vector>

#include "clouds/gcp/account_desk.hpp"
#include "clouds/gcp/find_project.hpp"
#include "clouds/gcp/whose.hpp"
#include "core/check.hpp"

namespace aloft::gcp {

/// What was found out about an account, each by itself.
struct AccountSight {
    Credentials credentials;
    ChosenProject project;
    std::string counted_against;  ///< the project that calls are counted against; empty: the one they are about
    Caller caller;
    Result<Billing> billing;
    Result<std::vector<std::string>> switched_off;
    Result<std::vector<std::string>> not_permitted;
    Result<bool> has_network;
    /// Of the project that calls are counted against, where it is another.
    std::optional<Result<std::vector<std::string>>> switched_off_there;
};

/// One line for each question, and for each "no" what to do. Where nobody answers, one line says that.
std::vector<Check> checks_of(const AccountSight& sight);

/// The one that stands for all when nobody answers.
Check no_answer(const std::string& detail);

}  // namespace aloft::gcp
