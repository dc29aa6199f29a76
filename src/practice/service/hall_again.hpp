#pragma once
#include <string>
#include <vector>

#include "core/result.hpp"
#include "practice/google/office.hpp"

namespace aloft::practice {

/// What the hall ought to have, by the records.
struct HallWish {
    std::vector<std::string> machines;
    std::vector<std::string> disks;
};
HallWish hall_wish(const google::Office& office);

/// After a start: the hall has what the records know and no more. Answers the ids of machines that run.
Result<std::vector<std::string>> tidy(Hall& hall, const HallWish& wish);

/// Machines that ought to run and do not, because this computer or the practice cloud was off, are started again, as
/// Google does it after its own failures.
void start_again(google::Office& office, const std::vector<std::string>& running);

}  // namespace aloft::practice
