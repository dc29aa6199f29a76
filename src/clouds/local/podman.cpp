#include "clouds/local/podman.hpp"

#include <sstream>

#include "clouds/local/podman_errors.hpp"

namespace aloft::local {
namespace {

std::optional<std::chrono::milliseconds> limit(Patience patience) {
    switch (patience) {
        case Patience::look: return std::chrono::minutes(2);
        case Patience::act: return std::chrono::minutes(10);
        case Patience::endless: return std::nullopt;
    }
    return std::nullopt;
}

Result<Finished> call(Processes& processes, std::vector<std::string> words, Patience patience) {
    Command command;
    command.argv = std::move(words);
    command.argv.insert(command.argv.begin(), "podman");
    command.timeout = limit(patience);
    auto finished = processes.run(command);
    if (!finished && finished.error().kind == ErrorKind::missing_tool)
        finished.error().hint = "install it: `sudo apt-get install podman crun`";
    return finished;
}

std::vector<std::string> list_words(std::string_view type, std::string_view label) {
    const std::string filter = "label=" + std::string(label);
    if (type == "container") return {"ps", "--all", "--filter", filter, "--format", "{{.Names}}"};
    return {std::string(type), "ls", "--filter", filter, "--format", "{{.Name}}"};
}

}  // namespace

Result<std::string> Podman::run(std::vector<std::string> words, const std::string& doing, Patience patience) const {
    auto finished = call(processes_, std::move(words), patience);
    if (!finished) return failed(finished);
    if (finished->exit_code != 0 || finished->timed_out) return std::unexpected(podman_error(doing, *finished));
    return std::move(finished->output);
}

Result<std::optional<std::string>> Podman::inspect(std::string_view type, const std::string& name) const {
    auto finished = call(processes_, {std::string(type), "inspect", name}, Patience::look);
    if (!finished) return failed(finished);
    if (finished->exit_code == 0 && !finished->timed_out) return std::optional(std::move(finished->output));
    Error error = podman_error("looking at " + std::string(type) + " " + name, *finished);
    if (error.kind == ErrorKind::not_found) return std::optional<std::string>();
    return std::unexpected(std::move(error));
}

Result<std::vector<std::string>> Podman::names_labelled(std::string_view type, std::string_view label) const {
    auto output = run(list_words(type, label), "listing what podman has of ours", Patience::look);
    if (!output) return failed(output);
    std::vector<std::string> names;
    std::istringstream lines(*output);
    for (std::string line; std::getline(lines, line);)
        if (!line.empty()) names.push_back(line);
    return names;
}

Result<std::vector<std::string>> Podman::names_owned(std::string_view type, std::string_view owner) const {
    return names_labelled(type, "aloft-owner=" + std::string(owner));
}

}  // namespace aloft::local
