#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace aloft {

/// How a person wants the account to be in which aloft makes machines.
struct AccountWish {
    enum class Key { none, made };
    std::string project;  ///< empty: the one that is in use, or a new one
    std::string payer;    ///< the id of a billing account; empty: who pays already, or the only one there is
    Key key = Key::none;  ///< made: a service account of aloft's own, with the least rights, and a key of it
};

/// One thing that is to be done, harmless to repeat.
struct AccountTask {
    std::string id;    ///< "link-billing"
    std::string what;  ///< "link billing account Play money (012345-6789AB-CDEF01)"
    bool operator==(const AccountTask&) const = default;
};

struct Payer {
    std::string id;
    std::string name;
    bool operator==(const Payer&) const = default;
};

struct AccountPlan {
    std::string who;      ///< does it: "me@example.com"
    std::string project;  ///< in which
    std::string payer;    ///< the id of the billing account that shall pay; empty: who pays already, or the only one
    std::vector<AccountTask> tasks;  ///< in order; none: all is as it should be
    std::vector<Payer> payers;       ///< said when one of them has to be chosen first
};

/// Ability of a cloud: its accounts can be set up from here. Nothing of it costs.
class SetsUpAccounts {
public:
    static constexpr std::string_view what = "set an account up";
    virtual ~SetsUpAccounts() = default;
    /// What is missing. Looks, and changes nothing but aloft's own memory of which project it is about to make.
    virtual Result<AccountPlan> plan_account(const AccountWish& wish) = 0;
    /// Of that, what needs no choice in the project that is in use: APIs that are off, the network.
    virtual Result<AccountPlan> plan_mending() = 0;
    virtual Result<void> carry_out(const AccountPlan& plan, const AccountTask& task) = 0;
};

}  // namespace aloft
