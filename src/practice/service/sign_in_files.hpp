#pragma once
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/result.hpp"
#include "practice/google/office.hpp"
#include "practice/google/sign_in.hpp"

namespace aloft::practice {

/// {project, service_account_key, authorized_user}: the files by which Google's own clients sign in to us. A new key of
/// the first project's account each time. Told on the loop, later.
void make_sign_in_files(google::Office& office, google::SignIn& sign_in, const std::string& base,
                        std::function<void(Result<nlohmann::json>)> then);

}  // namespace aloft::practice
