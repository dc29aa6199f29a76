#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/paint.hpp"
#include "operations/practice.hpp"

namespace aloft::cli {

std::string practice_status_view(const PracticeStatus& status, const Paint& paint);
std::string practice_bill_view(const PracticeBill& bill, const Paint& paint, int columns);
std::string practice_call_line(const PracticeCall& call, const Paint& paint, int columns);
/// Where those are that it does not show.
std::string older_calls_view(const std::vector<std::filesystem::path>& files);
/// For a shell: `eval "$(aloft practice sign-in)"` takes it as it is.
std::string practice_sign_in_view(const PracticeSignIn& made, const std::string& address);

}  // namespace aloft::cli
