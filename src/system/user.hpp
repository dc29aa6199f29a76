#pragma once
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace aloft {

struct User {
    std::string name;
    uid_t id = 0;
    gid_t group = 0;
    std::vector<gid_t> other_groups;
    std::string home;
    bool operator==(const User&) const = default;
};

/// Where accounts are written down. Read as files, not asked of the C library: a static program cannot load the
/// library's modules for directories elsewhere, and those who work on our machines are in these files.
struct Accounts {
    std::filesystem::path users = "/etc/passwd";
    std::filesystem::path groups = "/etc/group";
};

std::optional<User> find_user(const std::string& name, const Accounts& accounts = {});

}  // namespace aloft
