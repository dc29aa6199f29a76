#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "operations/practice.hpp"

namespace aloft::cli {

nlohmann::json practice_record(const std::optional<PracticeStatus>& status);
nlohmann::json practice_record(const PracticeBill& bill);
nlohmann::json practice_record(const PracticeLog& log);
nlohmann::json practice_record(const PracticeWeather& weather);
nlohmann::json practice_record(const PracticeSignIn& made);

}  // namespace aloft::cli
