#include "practice/google/spared.hpp"

#include <fmt/format.h>

namespace aloft::practice::google {

void do_unless_broken(const Office& office, std::string_view record, const std::function<void()>& act) {
    try {
        act();
    } catch (const std::exception& problem) {
        if (office.tell) office.tell(fmt::format("the record {} is left out: {}", record, problem.what()));
    }
}

}  // namespace aloft::practice::google
