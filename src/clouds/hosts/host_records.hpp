#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/resource.hpp"
#include "core/result.hpp"
#include "system/home.hpp"

namespace aloft::hosts {

/// On which host a machine of ours may be. Written before the host is claimed and removed after it is released: where
/// there is no record, no claim is ours.
struct HostRecord {
    std::string name;  ///< of the instance
    std::string host;  ///< as to_string(OwnHost) writes it
    Labels labels;
    bool operator==(const HostRecord&) const = default;
};

/// The folder hosts/ of the home, a file for each machine.
class HostRecords {
public:
    explicit HostRecords(const Home& home) : folder_(home.data / "hosts") {}

    std::filesystem::path file(const std::string& name) const { return folder_ / name; }
    Result<void> write(const HostRecord& record) const;
    /// Nothing where there is none.
    Result<std::optional<HostRecord>> read(const std::string& name) const;
    Result<void> remove(const std::string& name) const;
    Result<std::vector<HostRecord>> all() const;
    Result<std::optional<HostRecord>> of_machine(const std::string& machine) const;

private:
    std::filesystem::path folder_;
};

}  // namespace aloft::hosts
