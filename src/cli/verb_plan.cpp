#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/verbs.hpp"
#include "cli/view_plan.hpp"
#include "cli/wish.hpp"
#include "system/files.hpp"
#include "wire/json.hpp"

namespace aloft::cli {
namespace {

Result<Plan> make_plan(Call& call) {
    const Result<Spec> wish = wish_from(call.words, call.backstage.environment("HOME").value_or(""));
    if (!wish) return failed(wish);
    const std::unique_ptr<ProgressView> notices = progress_for(call);
    Result<Scene> scene = open_scene(call, *notices);
    if (!scene) return failed(scene);
    return plan_up(scene->around, *wish);
}

Result<void> save(const Plan& plan, const std::string& file) {
    return write_file(file, wire::to_json(plan).dump(2) + "\n", Readable::by_owner);
}

}  // namespace

int verb_plan(Call& call) {
    const Result<Plan> plan = make_plan(call);
    if (!plan) return call.voice.fail(plan.error());
    const std::optional<std::string> file = call.words.value("save");
    if (file)
        if (const Result<void> saved = save(*plan, *file); !saved) return call.voice.fail(saved.error());
    if (call.voice.in_records()) return call.voice.give_record({{"plan", wire::to_json(*plan)}});
    const Explain explain = call.words.has("explain") ? Explain::reasons : Explain::no;
    call.voice.give(plan_view(*plan, explain, call.voice.paint(), call.voice.columns()));
    if (file) call.voice.tell(fmt::format("\nsaved; to do exactly this: aloft up --plan {}\n", *file));
    return 0;
}

}  // namespace aloft::cli
