#include "core/cloud_config.hpp"

namespace aloft {
namespace {

std::string_view without_line_end(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

/// Single-quoted YAML, in which only the quote itself needs care.
std::string quoted(std::string_view text) {
    std::string result = "'";
    for (const char character : without_line_end(text)) {
        result += character;
        if (character == '\'') result += character;
    }
    return result + "'";
}

/// ssh_keys also keeps cloud-init from making host keys of other types, which nobody has pinned.
std::string host_keys(const FirstBoot& boot) {
    if (boot.first_host_private_key.empty())
        return "ssh_deletekeys: false\n"
               "ssh_genkeytypes: []\n";
    return "ssh_deletekeys: true\n"
           "ssh_keys:\n"
           "  ed25519_private: |\n" +
           yaml_block(boot.first_host_private_key, "    ") + "  ed25519_public: " + quoted(boot.first_host_public_key) +
           "\n";
}

}  // namespace

std::string yaml_block(std::string_view text, std::string_view indent) {
    std::string block;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        if (!line.empty()) block.append(indent).append(line).append("\n");
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return block;
}

std::string cloud_config(const FirstBoot& boot) {
    std::string text =
        "#cloud-config\n"
        "users:\n"
        "  - name: " +
        std::string(boot.user) +
        "\n"
        "    shell: /bin/bash\n"
        "    lock_passwd: true\n"
        "    sudo: 'ALL=(ALL) NOPASSWD:ALL'\n"
        "    ssh_authorized_keys:\n"
        "      - " +
        quoted(boot.public_key) +
        "\n"
        "disable_root: true\n"
        "ssh_pwauth: false\n"
        "no_ssh_fingerprints: true\n"
        "ssh:\n"
        "  emit_keys_to_console: false\n" +
        host_keys(boot);
    text += boot.files;
    return text;
}

}  // namespace aloft
