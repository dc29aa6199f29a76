#pragma once
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "practice/google/office.hpp"

namespace aloft::practice::google {

/// "projects/p/serviceAccounts/EMAIL" of a name as calls have it: the project may be "-", the account its unique id;
/// empty when there is none.
std::string account_record(const Office& office, std::string_view name);

/// The account in whose name machines run when no other is asked for. Twice is once.
void make_machines_account(Office& office, std::string_view project_record);
/// "123-compute@developer.gserviceaccount.com"
std::string machines_account(const Office& office, std::string_view project_record);

/// The file of a new key of the practice cloud's own account, whatever the world lets people do with IAM: without it nobody
/// could begin. Of so many as an account may have the oldest goes; nobody has its private half twice. Told on the loop,
/// later.
void practice_key(Office& office, std::string_view project_record, std::string base,
                  std::function<void(Result<nlohmann::json>)> then);

}  // namespace aloft::practice::google
