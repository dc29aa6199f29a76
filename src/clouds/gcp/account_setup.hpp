#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "clouds/account_setup.hpp"
#include "clouds/gcp/account_desk.hpp"
#include "clouds/gcp/compute.hpp"
#include "clouds/gcp/find_credentials.hpp"
#include "clouds/gcp/find_project.hpp"

namespace aloft::gcp {

/// `aloft init gcp`: looks what an account lacks, and does it, always in the person's own name.
class AccountSetup {
public:
    struct Parts {
        net::Http& http;
        Clock& clock;
        Random& random;
        const Interruption& interruption;
        Environment environment;
        Services services;
        Tokens::Find person;           ///< not the key that was made here
        std::filesystem::path folder;  ///< aloft's, for Google
    };
    explicit AccountSetup(Parts parts);

    Result<AccountPlan> plan(const AccountWish& wish);
    Result<AccountPlan> plan_mending(const std::string& project);
    Result<void> carry_out(const AccountPlan& plan, const AccountTask& task);

private:
    struct Sight;
    Result<Credentials> person();
    Result<std::string> project_for(const AccountWish& wish, const Credentials& credentials);
    Sight look(const std::string& project);
    Sight look_at_all(const std::string& project);
    void plan_project(AccountPlan& plan, const Sight& sight);
    Result<void> plan_billing(AccountPlan& plan, const AccountWish& wish, const Sight& sight);
    Result<void> plan_robot(AccountPlan& plan, const Sight& sight);
    Result<void> plan_choice(AccountPlan& plan, const AccountWish& wish);

    Result<void> make_project(const AccountPlan& plan);
    Result<void> switch_on(const AccountPlan& plan);
    Result<void> link_billing(const AccountPlan& plan);
    Result<void> switch_on_paid(const AccountPlan& plan);
    Result<void> make_network(const AccountPlan& plan);
    Result<void> make_account(const AccountPlan& plan);
    Result<void> make_role(const AccountPlan& plan);
    Result<void> give_role(const AccountPlan& plan);
    Result<void> make_key(const AccountPlan& plan);
    Result<void> choose(const AccountPlan& plan);

    /// What was changed a moment ago is refused for a while by those who have not heard of it.
    Result<void> patiently(const std::function<Result<void>()>& act);

    Parts parts_;
    /// As his file says it; it may be a project that has nothing to do with this one.
    std::string counted_by_file_;
    Tokens tokens_;
    bool has_changed_something_ = false;
    /// The project that calls are counted against: the one that is set up, once they can be.
    std::string counted_against_;
    Api api_;
    AccountDesk desk_;
    Compute compute_;
};

}  // namespace aloft::gcp
