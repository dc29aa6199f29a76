#pragma once
#include <filesystem>

#include "clouds/provider.hpp"

namespace aloft::local {

/// Puts the seed where cloud-init's NoCloud source looks on its own: /var/lib/cloud/seed/nocloud of the machine's root
/// filesystem. A seed that is there for the same keys is left alone: by then the machine may have taken the first host
/// key's private half out of it, and that must not come back.
///
/// Draws on the key among the needs: "public_key", "first_host_key_file", "first_host_public_key".
Result<void> put_seed(const std::filesystem::path& root, const std::string& machine,
                      const Circumstances& circumstances);

}  // namespace aloft::local
