#include "setup/wishes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "core/fingerprint.hpp"
#include "recipes/recipes.hpp"
#include "setup/code.hpp"
#include "setup/notebook_secrets.hpp"
#include "setup/requirements.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;
namespace property = software_property;

Property changes(std::string value) { return {std::move(value), WhenChanged::change}; }
Property stays(std::string value) { return {std::move(value), WhenChanged::keep}; }

Resource on_disk(ResourceKind kind, const Labels& labels, std::vector<ResourceRef> needs) {
    return {.ref = {std::string(setup_provider), kind, labels.machine, {}},
            .labels = labels,
            .needs = std::move(needs),
            .belongs = Belongs::to_disk};
}

/// "~" is the shell's, and no shell reads aloft.yaml.
fs::path beside(const Spec& spec, const std::string& path) {
    const fs::path named(path);
    return named.is_absolute() ? named : (fs::path(spec.folder) / named).lexically_normal();
}

/// Wherever a path wanders, it ends within the folder that it begins in.
bool stays_within(const std::string& path) {
    const fs::path normal = fs::path(path).lexically_normal();
    return !normal.empty() && !normal.is_absolute() && *normal.begin() != "..";
}

/// What comes back is written where the code is, and nowhere else.
Result<void> check_outputs(const Spec& spec) {
    for (const std::string& output : spec.outputs.value_or(std::vector<std::string>{}))
        if (!stays_within(output))
            return failure(ErrorKind::bad_input, "reading the outputs", output + " lies outside the code",
                           "name what the run makes within its folder; `aloft pull` copies anything else");
    return {};
}

Result<std::string> requirements_text(const Spec& spec, const std::string& file) {
    const std::string doing = "reading the Python requirements";
    const auto code = code_folder(spec);
    if (!code)
        return failure(ErrorKind::bad_input, doing,
                       "python.requirements is a file of the code, and none is carried to the machine",
                       "say `code: .` in aloft.yaml, or name the packages under python:");
    const fs::path path = *code / file;
    std::error_code ignored;
    if (!stays_within(file))
        return failure(ErrorKind::bad_input, doing, file + " lies outside the code that is carried to the machine",
                       "move it into the folder, or name the packages under python:");
    if (!fs::exists(path, ignored))
        return failure(ErrorKind::not_found, doing, "there is no file " + path.string(),
                       "write it, or leave python.requirements out");
    return read_file(path);
}

Result<std::string> requirements_content(const Spec& spec, const std::string& file) {
    auto text = requirements_text(spec, file);
    if (!text) return text;
    const fs::path code = code_folder(spec).value_or(fs::path());
    // uv takes the project's own file beside the lock.
    if (fs::path(file).filename() == "uv.lock")
        if (auto project = read_file((code / file).parent_path() / "pyproject.toml")) *text += *project;
    return fingerprint(fs::path(file).extension() == ".txt" ? with_all_it_names(code, file, *text) : *text);
}

bool is_lock(const std::string& file) {
    return file.ends_with(".lock") || fs::path(file).stem().string().starts_with("pylock");
}

Result<Resource> code_resource(const Spec& spec, const fs::path& folder, const Labels& labels, const ResourceRef& agent,
                               Processes& processes) {
    Resource code = on_disk(ResourceKind::code, labels, {agent});
    if (auto fine = check_outputs(spec); !fine) return failed(fine);
    const std::vector<std::string> outputs = outputs_of(spec);
    auto state = code_fingerprint(processes, folder, outputs);
    if (!state) return failed(state);
    code.properties["folder"] = stays(folder.string());
    code.properties["without"] = stays(fmt::format("{}", fmt::join(outputs, "\n")));
    code.properties["state"] = changes(*state);
    return code;
}

std::string text_of(const RecipeTask& task) {
    return fmt::format("{}\n{}\n{}\n{}\n", task.name, fmt::join(task.needs, " "), task.check, task.apply);
}

/// Of all scripts, so that a newer aloft, or a changed recipe of the person's, brings the machine up to date.
Result<std::string> state_of_recipes(const fs::path& own) {
    auto tasks = all_recipes(own);
    if (!tasks) return failed(tasks);
    std::string all;
    for (const RecipeTask& task : *tasks) all += text_of(task);
    return fingerprint(all);
}

void put_card(Resource& software, const Spec& spec, const std::optional<CardSetup>& card) {
    const auto put = [&](const char* name, std::string value) {
        software.properties[name] = changes(std::move(value));
    };
    put(property::with, fmt::format("{}", fmt::join(spec.with.value_or(std::vector<std::string>{}), "\n")));
    const bool installs = card && card->installs_driver;
    put(property::driver,
        installs ? fmt::format("{} {}", card->choice.driver, drivers::to_string(card->choice.modules)) : "");
    put(property::oldest_driver, installs ? std::to_string(card->choice.oldest_driver) : "");
    put(property::torch_index, card ? card->choice.torch_index : "");
    put(property::tensorflow, card ? "tensorflow[and-cuda]" : "tensorflow");
    put(property::r_torch, card && !card->choice.r_torch.empty() ? card->choice.r_torch : "cpu");
}

Result<Resource> software_resource(const Spec& spec, const Labels& labels, std::vector<ResourceRef> needs,
                                   const std::optional<CardSetup>& card) {
    Resource software = on_disk(ResourceKind::software, labels, std::move(needs));
    const auto put = [&](const char* name, std::string value) {
        software.properties[name] = changes(std::move(value));
    };
    std::vector<std::string> packages = spec.python_packages.value_or(std::vector<std::string>{});
    if (card) packages.insert(packages.end(), card->choice.more_packages.begin(), card->choice.more_packages.end());
    put(property::python_version, spec.python_version.value_or(""));
    put(property::packages, fmt::format("{}", fmt::join(packages, "\n")));
    put(property::requirements, spec.python_requirements.value_or(""));
    std::string content;
    if (spec.python_requirements) {
        auto read = requirements_content(spec, *spec.python_requirements);
        if (!read) return failed(read);
        content = *read;
    }
    put(property::requirements_content, content);
    put_card(software, spec, card);
    const NotebookServer server = spec.notebook_server.value_or(NotebookServer::jupyterlab);
    put(property::notebook, std::string(to_string(server)));
    const std::string file = spec.notebook_password_file.value_or("");
    const fs::path password_file = file.empty() ? fs::path() : beside(spec, file);
    put(property::password, source_of_password(password_file));
    software.properties[property::password_file] = stays(password_file.string());
    const fs::path own = spec.folder.empty() ? fs::path() : fs::path(spec.folder) / "recipes";
    auto state = state_of_recipes(own);
    if (!state) return failed(state);
    put(property::recipes, *state);
    software.properties[property::recipes_folder] = stays(own.string());
    return software;
}

}  // namespace

Result<std::vector<RecipeTask>> all_recipes(const fs::path& own_folder) {
    std::vector<RecipeTask> tasks = built_in_recipes();
    std::error_code ignored;
    if (own_folder.empty() || !fs::is_directory(own_folder, ignored)) return tasks;
    auto own = recipes_in(own_folder);
    if (!own) return failed(own);
    std::move(own->begin(), own->end(), std::back_inserter(tasks));
    return tasks;
}

std::optional<fs::path> code_folder(const Spec& spec) {
    const std::string said = spec.code.value_or(spec.folder.empty() ? "none" : ".");
    if (said == "none") return std::nullopt;
    return beside(spec, said);
}

std::vector<std::string> outputs_of(const Spec& spec) {
    std::vector<std::string> outputs = spec.outputs.value_or(std::vector<std::string>{});
    for (std::string& output : outputs) output = fs::path(output).lexically_normal().string();
    return outputs;
}

Result<drivers::Software> software_for_the_card(const Spec& spec) {
    drivers::Software software{.tensorflow_apart = is_with(spec, "tensorflow"), .r_torch = is_with(spec, "r-torch")};
    for (const std::string& line : spec.python_packages.value_or(std::vector<std::string>{}))
        if (auto one = drivers::requirement_from(line)) software.python.push_back(std::move(*one));
    if (spec.cuda) software.cuda = drivers::version_from(*spec.cuda);
    if (!spec.python_requirements) return software;
    auto text = requirements_text(spec, *spec.python_requirements);
    if (!text) return failed(text);
    auto from_file = drivers::requirements_in(*spec.python_requirements, *text);
    const bool torch_is_locked = is_lock(*spec.python_requirements) && drivers::asked_of("torch", from_file);
    if (torch_is_locked) software.pins = drivers::PythonPins::locked;
    std::ranges::move(from_file, std::back_inserter(software.python));
    return software;
}

Result<std::vector<Resource>> setup_resources(const Spec& spec, const Labels& labels, const ResourceRef& host_key,
                                              const std::string& agent_version, Processes& processes,
                                              const std::optional<CardSetup>& card) {
    if (spec.setup == Setup::bare) return std::vector<Resource>{};
    std::vector<Resource> all;
    Resource agent = on_disk(ResourceKind::agent, labels, {host_key});
    agent.properties["version"] = changes(agent_version);
    const ResourceRef agent_ref = agent.ref;
    all.push_back(std::move(agent));
    std::vector<ResourceRef> needs{agent_ref};
    if (const auto folder = code_folder(spec)) {
        std::error_code ignored;
        if (!fs::is_directory(*folder, ignored))
            return failure(ErrorKind::not_found, "looking for the code to carry",
                           fmt::format("there is no folder {}", folder->string()),
                           "make it, or say `code: none` in aloft.yaml");
        auto code = code_resource(spec, *folder, labels, agent_ref, processes);
        if (!code) return failed(code);
        needs.push_back(code->ref);
        all.push_back(std::move(*code));
    }
    auto software = software_resource(spec, labels, needs, card);
    if (!software) return failed(software);
    all.push_back(std::move(*software));
    return all;
}

}  // namespace aloft
