#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "clouds/gcp/credentials.hpp"
#include "system/clock.hpp"
#include "system/random.hpp"

namespace aloft::gcp {

/// The last token, kept for the next process: in aloft's home, sealed with a key that follows from the credential which it
/// was issued for. Who can read that credential could have a token anyway; who cannot, reads nothing here. What cannot be
/// opened, for whatever reason, is as if it were not there. Thread-safe, and safe beside other processes.
class TokenFile {
public:
    struct Kept {
        std::string text;
        Instant ends;  ///< by the wall's clock: processes have no other in common
        bool operator==(const Kept&) const = default;
    };

    /// In aloft's folder for Google; without a folder nothing is kept.
    static std::optional<TokenFile> in(const std::filesystem::path& folder, Random& random) {
        if (folder.empty()) return std::nullopt;
        return TokenFile(folder / "token", random);
    }
    TokenFile(std::filesystem::path path, Random& random) : path_(std::move(path)), random_(random) {}

    std::optional<Kept> read(const Credentials& credentials) const;
    /// Whatever comes of it: a token that could not be kept is one round trip more.
    void write(const Credentials& credentials, const Kept& token);
    /// Unless another process has put a newer one there.
    void forget(const Credentials& credentials, const std::string& text);

private:
    std::filesystem::path path_;
    Random& random_;
};

}  // namespace aloft::gcp
