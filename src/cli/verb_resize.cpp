#include <nlohmann/json.hpp>

#include "cli/records.hpp"
#include "cli/verbs.hpp"
#include "cli/view_outcome.hpp"
#include "cli/wish.hpp"
#include "operations/resize.hpp"

namespace aloft::cli {

int verb_resize(Call& call) {
    Result<Spec> changes = wish_from_flags(call.words);
    if (!changes) return call.voice.fail(changes.error());
    changes->name = call.words.argument("NAME").value_or("");
    const ResizeRequest request{*changes, when_held(call.words),
                                call.words.has("wait-quota") ? WhenNoQuota::ask_and_wait : WhenNoQuota::fail,
                                call.words.has("move") ? Moving::asked_for : Moving::offered};
    const Result<Outcome> outcome =
        perform(call, call.words.has("yes") ? Consent::given : Consent::wanted,
                [&](Surroundings& around, Person& person) { return resize(around, request, person); });
    if (!outcome) return call.voice.fail(outcome.error());
    if (call.voice.in_records()) return call.voice.give_record(fields_of(*outcome));
    call.voice.give(up_outcome_view(*outcome, call.voice.paint()));
    return 0;
}

}  // namespace aloft::cli
