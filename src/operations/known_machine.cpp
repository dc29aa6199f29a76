#include "operations/known_machine.hpp"

#include <fmt/format.h>

#include "core/nearest.hpp"

namespace aloft {

Result<MachineSummary> known_machine(Surroundings& around, const std::string& name) {
    auto summary = around.ledger.machine(name);
    if (!summary) return failed(summary);
    if (*summary) return **summary;
    auto all = around.ledger.machines();
    if (!all) return failed(all);
    std::vector<std::string_view> names;
    for (const MachineSummary& one : *all) names.push_back(one.machine.name);
    const auto close = nearest(name, names);
    return failure(
        ErrorKind::not_found, fmt::format("looking for machine {}", name), "there is no such machine",
        close ? fmt::format("did you mean {}?", *close) : std::string("`aloft status` lists the machines there are"));
}

}  // namespace aloft
