#include "operations/console.hpp"

#include "operations/known_machine.hpp"
#include "operations/observe.hpp"

namespace aloft {

Result<std::string> console(Surroundings& around, const std::string& machine) {
    if (auto known = known_machine(around, machine); !known) return failed(known);
    const auto records = around.ledger.resources(machine);
    if (!records) return failed(records);
    for (const ResourceRecord& record : *records) {
        const ResourceRef& ref = record.resource.ref;
        if (ref.kind != ResourceKind::instance || record.state != ResourceState::standing) continue;
        auto provider = provider_named(around, ref.provider);
        if (!provider) return failed(provider);
        auto able = require<HasConsole>(**provider);
        if (!able) return failed(able);
        return (*able)->console(ref);
    }
    return failure(ErrorKind::not_found, "reading the console of machine " + machine, "it has no instance",
                   "`aloft up` makes what is missing");
}

}  // namespace aloft
