#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/exit_code.hpp"
#include "cli/records.hpp"
#include "cli/verbs.hpp"
#include "cli/view_doctor.hpp"
#include "operations/doctor.hpp"

namespace aloft::cli {
namespace {

using nlohmann::json;

Diagnosis examine(Call& call) {
    const std::unique_ptr<ProgressView> notices = progress_for(call);
    Result<Scene> scene = open_scene(call, *notices);
    if (scene) return doctor(scene->around);
    Backstage& backstage = call.backstage;
    return doctor_without_ledger(backstage.clouds, backstage.processes, scene.error());
}

Error of_bad(const Diagnosis& diagnosis) {
    for (const Check& check : diagnosis.checks)
        if (check.verdict == Check::Verdict::bad)
            return Error{ErrorKind::missing_tool, "examining this computer", check.subject + ": " + check.detail,
                         check.hint, Reach::nothing};
    return Error{};
}

/// What `--fix` mends, the checks say themselves.
bool can_be_mended(const Diagnosis& diagnosis) {
    return std::ranges::any_of(diagnosis.checks, [](const Check& check) {
        return check.verdict == Check::Verdict::bad && check.hint.find("aloft doctor --fix") != std::string::npos;
    });
}

Mending mend(Call& call) {
    return mend_accounts(call.backstage.clouds,
                         [&](std::string_view what) { call.voice.tell(fmt::format("{}\n", harmless(what))); });
}

/// Whoever is at the terminal need not type it again.
bool is_asked_for(Call& call, const Diagnosis& diagnosis) {
    if (call.attendance() == Attendance::absent || !can_be_mended(diagnosis)) return false;
    return call.questions().ask_for_letter("Do what `aloft doctor --fix` does? It costs nothing. [y/N] ", 'n') == 'y';
}

Diagnosis with_failures(Diagnosis diagnosis, const Mending& mending) {
    for (const Error& error : mending.failures)
        diagnosis.checks.push_back({"--fix", Check::Verdict::bad, describe(error), error.hint});
    return diagnosis;
}

}  // namespace

int verb_doctor(Call& call) {
    Backstage& backstage = call.backstage;
    if (!backstage.home) return call.voice.fail(backstage.home.error());
    std::optional<Rebuilt> rebuilt;
    if (call.words.has("rebuild")) {
        Result<Rebuilt> made = rebuild_ledger(*backstage.home, backstage.clouds, backstage.keys, backstage.clock);
        if (!made) return call.voice.fail(made.error());
        rebuilt = std::move(*made);
        if (!call.voice.in_records()) call.voice.give(rebuilt_view(*rebuilt));
    }
    std::optional<Mending> mending;
    if (call.words.has("fix")) mending = mend(call);
    Diagnosis diagnosis = examine(call);
    if (mending) diagnosis = with_failures(std::move(diagnosis), *mending);
    if (call.voice.in_records()) {
        json fields = fields_of(diagnosis, rebuilt);
        fields["fixed"] = mending ? json(mending->done) : json(nullptr);
        return anything_bad(diagnosis) ? call.voice.fail(of_bad(diagnosis), fields) : call.voice.give_record(fields);
    }
    call.voice.give(doctor_view(diagnosis, call.voice.paint(), call.voice.columns()));
    if (!mending && is_asked_for(call, diagnosis)) {
        const Mending done = mend(call);
        diagnosis = with_failures(examine(call), done);
        call.voice.give("\n" + doctor_view(diagnosis, call.voice.paint(), call.voice.columns()));
    }
    if (backstage.interruption.requested()) return exit_code(ErrorKind::interrupted);
    return anything_bad(diagnosis) ? exit_code(ErrorKind::missing_tool) : all_well;
}

}  // namespace aloft::cli
