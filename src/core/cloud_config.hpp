#pragma once
#include <string>
#include <string_view>

namespace aloft {

/// Who may sign in to a machine, and how it proves on its first boot that it is the one that was made.
struct FirstBoot {
    std::string_view user;
    std::string_view public_key;
    std::string_view first_host_private_key;  ///< empty: it keeps what lies on its disk
    std::string_view first_host_public_key;
    std::string_view files;  ///< more of the document: a whole "write_files:" section, or nothing
};

/// The document that cloud-init reads as user data ("#cloud-config"). It holds a private key.
std::string cloud_config(const FirstBoot& boot);

/// The lines of a text as the content of a YAML literal block.
std::string yaml_block(std::string_view text, std::string_view indent);

}  // namespace aloft
