#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aloft::local {

/// Where pip gets packages on this computer, as far as that is configured. A machine of this computer takes them from
/// there too: it stands in the same network, which may let through nothing else.
struct PackageIndex {
    std::vector<std::string> main;     ///< one or none
    std::vector<std::string> further;  ///< asked as well
    std::vector<std::string> trusted;  ///< hosts whose certificate is not looked at
    bool operator==(const PackageIndex&) const = default;
    bool is_configured() const { return !main.empty() || !further.empty(); }
};

using ReadVariable = std::function<std::optional<std::string>(const std::string& name)>;

/// From pip's variables and the texts of its configuration files, later ones over earlier ones and variables over all.
/// An address with a password in it stays here, and so does one that means this computer itself.
PackageIndex read_package_index(const std::vector<std::string>& pip_configurations, const ReadVariable& variable);

/// What is configured for whoever runs this.
PackageIndex package_index_of_this_computer();

/// The same as /etc/pip.conf and /etc/uv/uv.toml.
std::string pip_configuration(const PackageIndex& index);
std::string uv_configuration(const PackageIndex& index);

}  // namespace aloft::local
