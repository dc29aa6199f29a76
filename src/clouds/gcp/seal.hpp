#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace aloft::gcp {

/// From what a sealing's key is made (HKDF, SHA-256). A salt serves one sealing alone.
struct SealingSecret {
    std::string_view secret;
    std::string_view salt;
    std::string_view purpose;
};

/// Unreadable without the secret, and noticed when it was changed (AES-256-GCM).
std::optional<std::string> sealed(std::string_view text, const SealingSecret& with);
/// Nothing when it was sealed with something else, or is not whole.
std::optional<std::string> unsealed(std::string_view bytes, const SealingSecret& with);

}  // namespace aloft::gcp
