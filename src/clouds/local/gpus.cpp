#include "clouds/local/gpus.hpp"
#include "core/letters.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace aloft::local {
namespace {

std::vector<std::string> indexes_of_this_computer() {
    std::set<std::string> indexes;
    for (const char* folder : {"/etc/cdi", "/var/run/cdi"}) {
        std::error_code ignored;
        for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
            std::ostringstream text;
            text << std::ifstream(entry.path()).rdbuf();
            for (std::string& index : gpus_in_cdi(text.str())) indexes.insert(std::move(index));
        }
    }
    return {indexes.begin(), indexes.end()};
}

std::map<std::string, std::string> models(Processes& processes) {
    std::map<std::string, std::string> result;
    if (!processes.find_program("nvidia-smi")) return result;
    Command command;
    command.argv = {"nvidia-smi", "--query-gpu=index,name", "--format=csv,noheader"};
    command.timeout = std::chrono::seconds(30);
    const auto finished = processes.run(command);
    if (!finished || finished->exit_code != 0) return result;
    std::istringstream lines(finished->output);
    for (std::string line; std::getline(lines, line);)
        if (const auto comma = line.find(", "); comma != std::string::npos)
            result[line.substr(0, comma)] = line.substr(comma + 2);
    return result;
}

bool suits(const GpuWish& wish, const Gpu& gpu) {
    const std::vector<std::string> names = gpu_names(wish);
    return names.empty() || std::ranges::any_of(names, [&](const std::string& name) {
               return lower_case(gpu.model).find(lower_case(name)) != std::string::npos;
           });
}

std::string list_of(const std::vector<Gpu>& gpus) {
    std::string text;
    for (const Gpu& gpu : gpus)
        text += (text.empty() ? "" : ", ") + (gpu.model.empty() ? "GPU " + gpu.index + " of unknown model" : gpu.model);
    return text;
}

}  // namespace

std::vector<std::string> gpus_in_cdi(std::string_view description) {
    if (description.find("nvidia.com/gpu") == std::string_view::npos) return {};
    // A device's name is the value of a key `name`; the same key means other things only with values that are no index.
    constexpr std::string_view quotes_and_space = "\"' \t,-{[";
    std::vector<std::string> indexes;
    for (auto at = description.find("name"); at != std::string_view::npos; at = description.find("name", at + 4)) {
        if (at > 0 && quotes_and_space.find(description[at - 1]) == std::string_view::npos &&
            description[at - 1] != '\n')
            continue;
        const auto start = description.find_first_not_of("\"': \t", at + 4);
        if (start == std::string_view::npos) break;
        const auto end = std::min(description.find_first_of("\"' \t\r\n,}", start), description.size());
        const std::string_view value = description.substr(start, end - start);
        if (!value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos)
            indexes.emplace_back(value);
    }
    return indexes;
}

std::vector<Gpu> gpus_of_this_computer(Processes& processes) {
    const auto indexes = indexes_of_this_computer();
    if (indexes.empty()) return {};
    auto names = models(processes);
    std::vector<Gpu> gpus;
    gpus.reserve(indexes.size());
    for (const std::string& index : indexes) gpus.push_back({index, names[index]});
    return gpus;
}

Result<std::string> choose_gpus(const GpuWish& wish, const std::vector<Gpu>& present) {
    const std::string doing = "looking for a GPU on this computer";
    const auto refuse = [&](std::string detail, std::string hint) {
        return failure(ErrorKind::no_capacity, doing, std::move(detail), std::move(hint));
    };
    if (present.empty())
        return refuse(
            "podman knows of no GPU here: there is no CDI description of one",
            "with an NVIDIA GPU, install its driver and nvidia-container-toolkit, then `sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml`; or leave --gpu out");
    std::vector<std::string> chosen;
    for (const Gpu& gpu : present)
        if (suits(wish, gpu) && static_cast<int>(chosen.size()) < wish.count) chosen.push_back(gpu.index);
    if (chosen.empty())
        return refuse("there is no " + wish.name + " here; this computer has " + list_of(present),
                      "ask for `--gpu any`");
    if (static_cast<int>(chosen.size()) < wish.count)
        return refuse(std::to_string(wish.count) + " GPUs were asked for and this computer has " +
                          std::to_string(chosen.size()) + " that suit (" + list_of(present) + ")",
                      "ask for fewer");
    std::string text;
    for (const std::string& index : chosen) text += (text.empty() ? "" : ",") + index;
    return text;
}

}  // namespace aloft::local
