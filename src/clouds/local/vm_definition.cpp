#include "clouds/local/vm_definition.hpp"

#include <nlohmann/json.hpp>

#include "clouds/local/places.hpp"
#include "system/files.hpp"

namespace aloft::local {

std::filesystem::path vms_folder(const Home& home) {
    // QEMU runs in another folder than we do, and its words are compared with ours.
    return std::filesystem::absolute(home.data) / "vms";
}

VmFolder vm_folder(const Home& home, const std::string& name) { return {vms_folder(home) / name}; }

Result<void> write_definition(const VmFolder& folder, const VmDefinition& definition) {
    const nlohmann::json json = {
        {"format", 1},
        {"name", definition.name},
        {"machine", definition.labels.machine},
        {"plan", definition.labels.plan},
        {"owner", definition.labels.owner},
        {"cpus", definition.cpus},
        {"memory", definition.memory.count},
        {"port", definition.port},
        {"address", definition.address},
    };
    return write_file(folder.definition(), json.dump(2) + "\n", Readable::by_owner);
}

Result<VmDefinition> read_definition(const VmFolder& folder) {
    const auto text = read_file(folder.definition());
    if (!text) return failed(text);
    try {
        const auto json = nlohmann::json::parse(*text);
        VmDefinition definition;
        definition.name = json.at("name").get<std::string>();
        definition.labels = {json.at("machine").get<std::string>(), json.at("plan").get<std::string>(),
                             json.at("owner").get<std::string>()};
        definition.cpus = json.at("cpus").get<int>();
        definition.memory.count = json.at("memory").get<std::int64_t>();
        definition.port = json.at("port").get<int>();
        definition.address = json.at("address").get<std::string>();
        return definition;
    } catch (const nlohmann::json::exception& problem) {
        return failure(ErrorKind::storage, "reading " + folder.definition().string(), problem.what(),
                       "put the file back from a backup, or remove the machine with `aloft down`");
    }
}

Labels labels_in_name(std::string_view name, std::string_view owner) {
    const std::string pattern = resource_name({"", "", std::string(owner)});  // "aloft--owner"
    const auto seam = pattern.find("--");
    const std::string_view before = std::string_view(pattern).substr(0, seam + 1);
    const std::string_view after = std::string_view(pattern).substr(seam + 1);
    const bool fits = name.size() > before.size() + after.size() && name.starts_with(before) && name.ends_with(after);
    if (!fits) return {};
    return {std::string(name.substr(before.size(), name.size() - before.size() - after.size())), "",
            std::string(owner)};
}

}  // namespace aloft::local
