#include "cli/verbs.hpp"

namespace aloft::cli {

int verb_machines(Call& call) {
    std::error_code ignored;
    // Opening would make a ledger; pressing Tab must not.
    if (!call.backstage.home || !std::filesystem::exists(call.backstage.home->ledger(), ignored)) return 0;
    const Result<std::unique_ptr<Ledger>> ledger = call.backstage.open_ledger();
    if (!ledger) return 0;
    const Result<std::vector<MachineSummary>> machines = (*ledger)->machines();
    if (!machines) return 0;
    for (const MachineSummary& summary : *machines) call.voice.give(summary.machine.name + "\n");
    return 0;
}

}  // namespace aloft::cli
