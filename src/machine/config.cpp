#include <fmt/format.h>

#include "machine/folder.hpp"
#include "machine/options.hpp"
#include "machine/pins.hpp"
#include "machine/reach.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

constexpr std::string_view heading =
    "# Written by aloft, and written anew whenever a machine comes, moves or goes. The first value of an option counts,\n"
    "# so this file must be included before anything else.\n";

std::string block(const Home& home, const Address& address) {
    std::string text = fmt::format("\nHost {0} {0}.aloft\n", address.machine);
    const auto add = [&](const std::vector<SshOption>& options) {
        for (const auto& [keyword, value] : options) text += fmt::format("    {} {}\n", keyword, value);
    };
    add(identity_options(home, address));
    add(settled_options(home, address.machine));
    return text;
}

}  // namespace

std::string host_key_algorithms(const std::string& host_key_line) {
    const auto key = host_key_in(host_key_line);
    return key ? algorithms_of(*key) : Address{}.host_key_algorithms;
}

std::string ssh_config(const Home& home, const std::vector<Address>& addresses) {
    std::string text(heading);
    for (const Address& address : addresses) text += block(home, address);
    return text;
}

Result<void> write_machine_config(const Home& home, const Address& address) {
    return write_file(MachineFolder(home, address.machine).ssh_config(), ssh_config(home, {address}),
                      Readable::by_owner);
}

Result<void> write_ssh_config(const Home& home, const std::vector<Address>& addresses) {
    if (addresses.empty()) return remove_tree(home.ssh_config());
    if (auto made = make_private_folder(home.data); !made) return made;
    return write_file(home.ssh_config(), ssh_config(home, addresses), Readable::by_owner);
}

}  // namespace aloft
