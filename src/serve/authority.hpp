#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "serve/server.hpp"
#include "system/clock.hpp"

namespace aloft::serve {

/// Who signs for our servers: a certificate authority of this person's own, for names of this computer and of Google's
/// services and for no other, so that whoever trusts it trusts it with nothing else.
class Authority {
public:
    /// Made in the folder (0700) at the first time; its key is the owner's alone (0600).
    static Result<Authority> in(const std::filesystem::path& folder, Instant now);

    /// What clients are told to trust.
    std::filesystem::path certificate_file() const { return folder_ / "authority.pem"; }
    /// A new key and a certificate for these names and for 127.0.0.1; the private key is never written down.
    Result<Identity> identity(const std::vector<std::string>& names, Instant now) const;

private:
    Authority(std::filesystem::path folder, std::string certificate, std::string key)
        : folder_(std::move(folder)), certificate_(std::move(certificate)), key_(std::move(key)) {}

    std::filesystem::path folder_;
    std::string certificate_;
    std::string key_;
};

}  // namespace aloft::serve
