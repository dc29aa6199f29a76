#include "machine/key_pair.hpp"

#include "machine/folder.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;

/// Copied, not renamed, because ssh-keygen does not wait until what it wrote is on the disk.
Result<void> keep(const fs::path& made, const fs::path& kept, Readable readable) {
    const auto content = read_file(made);
    if (!content) return failed(content);
    if (auto written = write_file(kept, *content, readable); !written) return written;
    return remove_tree(made);
}

Result<void> make_pair(Processes& processes, const fs::path& private_key, const std::string& comment) {
    const fs::path beside = private_key.string() + ".new";
    // ssh-keygen asks before it writes over what a killed run left.
    if (auto gone = remove_tree(beside); !gone) return gone;
    if (auto gone = remove_tree(public_part(beside)); !gone) return gone;
    const auto made = run_checked(
        processes, {.argv = {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", beside.string()}},
        "making key " + private_key.string());
    if (!made) return failed(made);
    if (auto kept = keep(beside, private_key, Readable::by_owner); !kept) return kept;
    return keep(public_part(beside), public_part(private_key), Readable::by_all);
}

}  // namespace

Result<void> ensure_key_pair(Processes& processes, const fs::path& private_key, const std::string& comment) {
    std::error_code code;
    if (!fs::exists(private_key, code)) return make_pair(processes, private_key, comment);
    if (fs::exists(public_part(private_key), code)) return {};
    const auto derived = run_checked(processes, {.argv = {"ssh-keygen", "-y", "-f", private_key.string()}},
                                     "reading key " + private_key.string());
    if (!derived) return failed(derived);
    return write_file(public_part(private_key), derived->output, Readable::by_all);
}

}  // namespace aloft
