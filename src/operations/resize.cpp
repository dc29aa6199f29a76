#include "operations/resize.hpp"

#include <fmt/format.h>

#include "core/host_list.hpp"
#include "operations/known_machine.hpp"

namespace aloft {

Result<Outcome> resize(Surroundings& around, const ResizeRequest& request, Person& person) {
    const std::string& machine = request.changes.name;
    const std::string doing = fmt::format("planning to change machine {}", machine);
    auto known = known_machine(around, machine);
    if (!known) return failed(known);
    if (request.changes == Spec{.name = machine})
        return failure(ErrorKind::bad_input, doing, "nothing is said that it shall become",
                       fmt::format("for example `aloft resize {} --gpu T4`", machine));
    if (known->machine.offer.cloud == hosts_provider)
        return failure(ErrorKind::bad_input, doing,
                       fmt::format("{} is a computer of your own: it has what is in it", known->machine.offer.place),
                       "another computer is another machine: `aloft up --name NAME --on ssh:HOST`");
    if (request.changes.regions && request.moving == Moving::offered)
        return failure(
            ErrorKind::bad_input, doing, "its disk stays in its zone, and the machine with it",
            "with --move as well it may go to those regions when its own zone cannot have what is asked for");
    return up(around,
              {.spec = request.changes,
               .when_held = request.when_held,
               .when_no_quota = request.when_no_quota,
               .moving = request.moving},
              person);
}

}  // namespace aloft
