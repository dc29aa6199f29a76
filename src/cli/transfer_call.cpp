#include "cli/transfer_call.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace aloft::cli {
namespace {

Result<void> copy(Call& call, const TransferRequest& request) {
    const std::unique_ptr<ProgressView> notices = progress_for(call);
    Result<Scene> scene = open_scene(call, *notices);
    if (!scene) return failed(scene);
    return transfer(scene->around, request);
}

}  // namespace

int transfer_files(Call& call, const TransferRequest& request) {
    if (const Result<void> copied = copy(call, request); !copied) return call.voice.fail(copied.error());
    if (call.voice.in_records()) return call.voice.give_record({{"from", request.from}, {"to", request.to}});
    call.voice.tell(fmt::format("{} is now at {}\n", request.from, request.to));
    return 0;
}

}  // namespace aloft::cli
