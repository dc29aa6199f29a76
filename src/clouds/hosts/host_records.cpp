#include "clouds/hosts/host_records.hpp"

#include <algorithm>

#include "clouds/hosts/word_lines.hpp"
#include "system/files.hpp"

namespace aloft::hosts {

namespace fs = std::filesystem;

Result<void> HostRecords::write(const HostRecord& record) const {
    if (auto made = make_private_folder(folder_); !made) return made;
    return write_file(file(record.name),
                      lines_of({{"host", record.host},
                                {"machine", record.labels.machine},
                                {"plan", record.labels.plan},
                                {"owner", record.labels.owner}}),
                      Readable::by_owner);
}

Result<std::optional<HostRecord>> HostRecords::read(const std::string& name) const {
    const auto text = read_file(file(name));
    if (!text && text.error().kind == ErrorKind::not_found) return std::nullopt;
    if (!text) return failed(text);
    const WordLines lines(*text);
    return HostRecord{name, lines.first("host"), {lines.first("machine"), lines.first("plan"), lines.first("owner")}};
}

Result<void> HostRecords::remove(const std::string& name) const { return remove_tree(file(name)); }

Result<std::vector<HostRecord>> HostRecords::all() const {
    std::vector<HostRecord> records;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(folder_, code)) {
        // What a killed write left beside is no record.
        if (!entry.path().filename().string().starts_with("aloft-")) continue;
        auto record = read(entry.path().filename().string());
        if (!record) return failed(record);
        if (*record && !(*record)->host.empty()) records.push_back(std::move(**record));
    }
    std::ranges::sort(records, {}, &HostRecord::name);
    return records;
}

Result<std::optional<HostRecord>> HostRecords::of_machine(const std::string& machine) const {
    auto records = all();
    if (!records) return failed(records);
    for (HostRecord& record : *records)
        if (record.labels.machine == machine) return std::move(record);
    return std::nullopt;
}

}  // namespace aloft::hosts
