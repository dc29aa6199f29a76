#include <nlohmann/json.hpp>

#include "cli/records.hpp"
#include "cli/verbs.hpp"
#include "cli/view_outcome.hpp"
#include "operations/power.hpp"

namespace aloft::cli {

int verb_stop(Call& call) {
    const std::string machine = call.words.argument("NAME").value_or("");
    const MachineRequest request{machine, when_held(call.words)};
    const Result<Outcome> outcome = perform(
        call, Consent::given, [&](Surroundings& around, Person& person) { return stop(around, request, person); });
    if (!outcome) return call.voice.fail(outcome.error());
    if (call.voice.in_records()) return call.voice.give_record(fields_of(*outcome));
    call.voice.give(outcome_sentence(machine, *outcome));
    return 0;
}

}  // namespace aloft::cli
