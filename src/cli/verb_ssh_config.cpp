#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/verbs.hpp"
#include "machine/reach.hpp"

namespace aloft::cli {
namespace {

Result<std::filesystem::path> persons_config(const Backstage& backstage) {
    const std::optional<std::string> home = backstage.environment("HOME");
    if (!home || home->empty()) return failure(ErrorKind::bad_input, "looking for ~/.ssh/config", "HOME is not set");
    return std::filesystem::path(*home) / ".ssh" / "config";
}

Result<void> change(const Words& words, const Home& home, const std::filesystem::path& config) {
    if (words.has("install") && words.has("remove"))
        return failure(ErrorKind::bad_input, {}, "ssh-config: --install and --remove contradict each other");
    if (words.has("install")) return include_ssh_config(home, config);
    if (words.has("remove")) return exclude_ssh_config(home, config);
    return {};
}

std::string advice(Inclusion inclusion, const std::string& config) {
    switch (inclusion) {
        case Inclusion::present: return fmt::format("{} includes it: ssh NAME.aloft works everywhere\n", config);
        case Inclusion::misplaced:
            return fmt::format(
                "{} includes it below a Host or Match line, where it has no effect; to mend that: "
                "aloft ssh-config --install\n",
                config);
        case Inclusion::absent:
            return fmt::format("{} does not include it; to add one line at its top: aloft ssh-config --install\n",
                               config);
    }
    return "";
}

}  // namespace

int verb_ssh_config(Call& call) {
    const Result<Home>& home = call.backstage.home;
    if (!home) return call.voice.fail(home.error());
    const Result<std::filesystem::path> config = persons_config(call.backstage);
    if (!config) return call.voice.fail(config.error());
    if (const Result<void> changed = change(call.words, *home, *config); !changed)
        return call.voice.fail(changed.error());
    const Inclusion inclusion = ssh_inclusion(*home, *config);
    const std::string path = home->ssh_config().string();
    if (call.voice.in_records())
        return call.voice.give_record({{"path", path}, {"included", inclusion == Inclusion::present}});
    call.voice.give(path + "\n");
    call.voice.tell(advice(inclusion, config->string()));
    return 0;
}

}  // namespace aloft::cli
