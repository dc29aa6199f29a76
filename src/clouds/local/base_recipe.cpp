#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "clouds/local/apt_sources.hpp"
#include "clouds/local/base_image.hpp"
#include "core/fingerprint.hpp"
#include "embedded/base.hpp"
#include "system/files.hpp"

namespace aloft::local {
namespace {

namespace fs = std::filesystem;

std::string whole(const fs::path& path) { return read_file(path).value_or(""); }

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) files.push_back(entry.path());
    std::ranges::sort(files);  // the order in the folder is an accident, and the name must not depend on it
    return files;
}

std::optional<std::string> first_mirror(const std::string& list) {
    std::istringstream lines(whole(list));
    for (std::string word; lines >> word;)
        if (word.find("://") != std::string::npos) return word;
    return std::nullopt;
}

std::string sources_of_this_computer() {
    const Distribution distribution = read_distribution(whole("/etc/os-release"));
    std::vector<fs::path> files = files_in("/etc/apt/sources.list.d");
    files.insert(files.begin(), "/etc/apt/sources.list");
    std::string sources;
    for (const fs::path& file : files)
        for (const std::string& line :
             archive_sources(file.filename().string(), whole(file), distribution, first_mirror))
            sources += line + "\n";
    return sources;
}

std::string options_of_this_computer(Processes& processes) {
    if (!processes.find_program("apt-config")) return "";
    Command command;
    command.argv = {"apt-config", "dump"};
    const auto finished = processes.run(command);
    return finished && finished->exit_code == 0 ? reaching_options(finished->output) : "";
}

}  // namespace

std::string BaseRecipe::name() const {
    std::string all = from_own_sources ? "own sources" : "pulled";
    for (const auto& [file, content] : files) all += "\n" + file + "\n" + content;
    return "container-" + fingerprint(all);
}

BaseRecipe BaseImage::recipe() const {
    BaseRecipe recipe;
    recipe.files["packages"] = embedded::container_packages_txt;
    recipe.files["build.sh"] = embedded::build_container_sh;
    recipe.files["finish.sh"] = embedded::finish_container_sh;
    recipe.files["install.sh"] = embedded::install_container_sh;
    recipe.files["apt.conf"] = options_of_this_computer(processes_);
    for (const fs::path& file : files_in("/usr/local/share/ca-certificates"))
        if (file.extension() == ".crt") recipe.files["certificates/" + file.filename().string()] = whole(file);
    const std::string sources = sources_of_this_computer();
    recipe.from_own_sources = !sources.empty() && processes_.find_program("mmdebstrap");
    if (recipe.from_own_sources) recipe.files["sources.list"] = sources;
    return recipe;
}

}  // namespace aloft::local
