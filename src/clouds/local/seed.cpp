#include "clouds/local/seed.hpp"

#include "core/cloud_config.hpp"
#include "core/fingerprint.hpp"

namespace aloft::local {

namespace {

/// Nothing when nothing is configured here.
std::string files_of(const PackageIndex& index) {
    if (!index.is_configured()) return {};
    return "write_files:\n"
           "  - path: /etc/pip.conf\n"
           "    content: |\n" +
           yaml_block(pip_configuration(index), "      ") +
           "  - path: /etc/uv/uv.toml\n"
           "    content: |\n" +
           yaml_block(uv_configuration(index), "      ");
}

}  // namespace

Seed make_seed(std::string_view machine, std::string_view user, std::string_view public_key,
               std::string_view first_host_private_key, std::string_view first_host_public_key,
               const PackageIndex& index) {
    const std::string keys = std::string(public_key) + "\n" + std::string(first_host_public_key);
    Seed seed;
    seed.meta_data = "instance-id: aloft-" + std::string(machine) + "-" + fingerprint(keys) + "\n" +
                     "local-hostname: " + std::string(machine) + "\n";
    seed.user_data = cloud_config({user, public_key, first_host_private_key, first_host_public_key, files_of(index)});
    return seed;
}

}  // namespace aloft::local
