// fill_ledger FILE N: a ledger in which N machines stand, written by way of the journal as `aloft up` writes it.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "ledger/ledger.hpp"

namespace aloft {
namespace {

Resource resource(ResourceKind kind, const std::string& machine, const Labels& labels) {
    Resource made;
    made.ref = {kind == ResourceKind::key || kind == ResourceKind::host_key ? "ssh" : "local", kind, machine,
                "this computer"};
    made.labels = labels;
    return made;
}

Found as_found(const Resource& made) {
    Found found{made.ref, Condition::ready, {}, made.labels};
    if (made.ref.kind == ResourceKind::instance || made.ref.kind == ResourceKind::host_key)
        found.properties = {{"host", "127.0.0.1"}, {"port", "2222"}, {"user", "aloft"}};
    return found;
}

Plan plan_for(const std::string& machine, const std::string& owner) {
    Plan plan;
    plan.id = "plan-" + machine;
    plan.machine = machine;
    plan.owner = owner;
    plan.spec.name = machine;
    plan.offer = {.cloud = "local",
                  .place = "this computer",
                  .machine_type = "container",
                  .kind = MachineKind::container,
                  .cpus = 2,
                  .memory = gibibytes(4),
                  .disk = gibibytes(20),
                  .gpu = {},
                  .price = {},
                  .details = {},
                  .warnings = {}};
    const Labels labels{machine, plan.id, owner};
    for (const ResourceKind kind :
         {ResourceKind::key, ResourceKind::port, ResourceKind::disk, ResourceKind::instance, ResourceKind::host_key}) {
        plan.blueprint.resources.push_back(resource(kind, machine, labels));
        plan.steps.push_back({Action::make,
                              plan.blueprint.resources.back(),
                              "it does not exist yet",
                              plan.id + "-" + std::string(to_string(kind)),
                              {}});
    }
    return plan;
}

Result<void> record_machine(Journal& journal, const Plan& plan) {
    if (auto begun = journal.begin(plan); !begun) return begun;
    for (std::size_t step = 0; step < plan.steps.size(); ++step) {
        if (auto intended = journal.intend(plan, step, Direction::act); !intended) return intended;
        if (auto done = journal.done(plan, step, Direction::act, as_found(plan.steps[step].resource)); !done)
            return done;
    }
    return journal.end(plan.id, {});
}

Result<void> fill(const std::string& file, int count) {
    auto ledger = Ledger::open(file, [] { return std::string("2026-01-01T00:00:00Z"); });
    if (!ledger) return failed(ledger);
    for (int number = 0; number < count; ++number)
        if (auto recorded = record_machine(**ledger, plan_for("machine-" + std::to_string(number), (*ledger)->owner()));
            !recorded)
            return recorded;
    return {};
}

}  // namespace
}  // namespace aloft

int main(int count, char** words) {
    if (count != 3) {
        std::fputs("fill_ledger FILE N\n", stderr);
        return 2;
    }
    const auto filled = aloft::fill(words[1], std::atoi(words[2]));
    if (!filled) std::fprintf(stderr, "%s\n", describe(filled.error()).c_str());
    return filled ? 0 : 1;
}
