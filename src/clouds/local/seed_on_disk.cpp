#include "clouds/local/seed_on_disk.hpp"

#include "clouds/local/needs.hpp"
#include "clouds/local/places.hpp"
#include "clouds/local/seed.hpp"
#include "system/files.hpp"

namespace aloft::local {
namespace {

namespace fs = std::filesystem;

constexpr auto seed_folder = "var/lib/cloud/seed/nocloud";

/// Whoever is root on the machine may have put symbolic links on its disk; here they would lead us about the computer.
Result<fs::path> folder_without_links(const fs::path& root, const std::string& doing) {
    fs::path folder = root;
    std::error_code problem;
    for (const fs::path& part : fs::path(seed_folder)) {
        folder /= part;
        const auto kind = fs::symlink_status(folder, problem).type();
        if (kind == fs::file_type::directory) continue;
        if (kind != fs::file_type::not_found || !fs::create_directory(folder, problem))
            return failure(ErrorKind::conflict, doing, folder.string() + " is not a folder",
                           "remove it on the machine's disk");
    }
    return folder;
}

}  // namespace

Result<void> put_seed(const fs::path& root, const std::string& machine, const Circumstances& circumstances) {
    const std::string doing = "telling machine " + machine + " who may sign in";
    auto folder = folder_without_links(root, doing);
    if (!folder) return failed(folder);
    auto public_key = need(circumstances, ResourceKind::key, "public_key", doing);
    if (!public_key) return failed(public_key);
    auto host_public_key = need(circumstances, ResourceKind::key, "first_host_public_key", doing);
    const auto present = read_file(*folder / "meta-data");
    // A keeper that threw the first host key away has no use for a seed that brings it back.
    if (present && !host_public_key) return {};
    if (!host_public_key) return failed(host_public_key);
    if (present && *present == make_seed(machine, machine_user, *public_key, "", *host_public_key, {}).meta_data)
        return {};

    auto private_file = need(circumstances, ResourceKind::key, "first_host_key_file", doing);
    if (!private_file) return failed(private_file);
    auto private_key = read_file(*private_file);
    if (!private_key && private_key.error().kind == ErrorKind::not_found)
        return failure(ErrorKind::not_found, doing,
                       "its disk is new, and its first host key has served another disk already",
                       "`aloft down " + machine + "` and `aloft up` make the machine with new keys");
    if (!private_key) return failed(private_key);
    const Seed seed =
        make_seed(machine, machine_user, *public_key, *private_key, *host_public_key, package_index_of_this_computer());
    // meta-data comes last, because it is what says that the seed is whole.
    if (auto written = write_file(*folder / "user-data", seed.user_data, Readable::by_owner); !written) return written;
    return write_file(*folder / "meta-data", seed.meta_data, Readable::by_owner);
}

}  // namespace aloft::local
