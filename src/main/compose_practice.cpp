#include "main/compose_practice.hpp"

#include <fmt/format.h>

#include "main/builtin_catalog.hpp"
#include "practice/service/practice.hpp"

namespace aloft {

PracticeTools compose_practice(const PracticeIngredients& with) {
    const auto serve = [with](const PracticeLaunch& launch) {
        const practice::PracticeParts parts{
            with.home,
            with.clock,
            with.random,
            with.processes,
            with.interruption,
            builtin_catalog(),
            [&with](std::string_view line) { with.terminal.write_error(fmt::format("{}\n", line)); }};
        return practice::run_practice({with.home.practice_cloud(), launch.world, launch.port, launch.paper}, parts);
    };
    const auto clear = [with] {
        return practice::clear_practice(with.home.practice_cloud(), with.home, with.processes);
    };
    return {with.home, with.http, with.daemons, path_of_this_program(), serve, clear};
}

}  // namespace aloft
