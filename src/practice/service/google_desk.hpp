#pragma once
#include <memory>

#include "practice/call_log.hpp"
#include "practice/google/office.hpp"
#include "practice/google/sign_in.hpp"
#include "practice/service/cloud_desk.hpp"

namespace aloft::practice {

/// Google's desk as the process sees it. `base` is where we answer: "http://127.0.0.1:8470".
std::unique_ptr<CloudDesk> google_desk(google::Office& office, google::SignIn& sign_in, CallLog& calls,
                                       const std::string& base);

}  // namespace aloft::practice
