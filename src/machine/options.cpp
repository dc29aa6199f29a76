#include "machine/options.hpp"

#include "machine/folder.hpp"

namespace aloft {
namespace {

/// Smallest sun_path of the systems we may meet; ssh first binds to the name with "." and 16 more characters.
constexpr std::size_t longest_socket_path = 104 - 1 - 17;

std::vector<SshOption> connection_options(const Home& home, const std::string& machine) {
    const auto socket = connection_socket(home, machine);
    if (!socket) return {{"ControlMaster", "no"}, {"ControlPath", "none"}, {"ControlPersist", "no"}};
    return {{"ControlMaster", "auto"}, {"ControlPath", in_quotes_literal(*socket)}, {"ControlPersist", "60"}};
}

}  // namespace

std::vector<SshOption> identity_options(const Home& home, const Address& address) {
    return identity_options(home, address, MachineFolder(home, address.machine).known_hosts());
}

std::vector<SshOption> identity_options(const Home& home, const Address& address,
                                        const std::filesystem::path& known_hosts) {
    return {
        {"HostName", address.host},
        {"Port", std::to_string(address.port)},
        {"User", address.user},
        {"AddressFamily", "any"},
        // The host key is checked, always, against ours and nothing else.
        {"HostKeyAlias", host_key_alias(address.machine)},
        {"HostKeyAlgorithms", address.host_key_algorithms},
        {"UserKnownHostsFile", in_quotes_literal(known_hosts)},
        {"GlobalKnownHostsFile", "/dev/null"},
        {"KnownHostsCommand", "none"},
        {"RevokedHostKeys", "none"},
        {"StrictHostKeyChecking", "yes"},
        {"NoHostAuthenticationForLocalhost", "no"},
        {"CheckHostIP", "no"},
        {"VerifyHostKeyDNS", "no"},
        {"UpdateHostKeys", "no"},
        {"HashKnownHosts", "no"},
        {"FingerprintHash", "sha256"},
        {"VisualHostKey", "no"},
        // IdentityFile and CertificateFile of others are added to ours, never before it, and a certificate is no
        // ssh-ed25519: ours is offered first and taken.
        {"IdentityFile", in_quotes_literal(MachineFolder(home, address.machine).identity())},
        {"IdentitiesOnly", "yes"},
        {"IdentityAgent", "none"},
        {"PKCS11Provider", "none"},
        {"AddKeysToAgent", "no"},
        {"PubkeyAuthentication", "yes"},
        {"PubkeyAcceptedAlgorithms", "ssh-ed25519"},
        {"PreferredAuthentications", "publickey"},
        {"PasswordAuthentication", "no"},
        {"KbdInteractiveAuthentication", "no"},
        {"HostbasedAuthentication", "no"},
        {"BatchMode", "yes"},
        {"ConnectTimeout", "10"},
        {"ServerAliveInterval", "15"},
        {"ServerAliveCountMax", "3"},
    };
}

std::vector<SshOption> settled_options(const Home& home, const std::string& machine) {
    std::vector<SshOption> options = connection_options(home, machine);
    const std::vector<SshOption> others = {
        {"CanonicalizeHostname", "no"},
        {"ProxyCommand", "none"},
        {"ProxyJump", "none"},
        {"ProxyUseFdpass", "no"},
        {"ConnectionAttempts", "1"},
        {"TCPKeepAlive", "yes"},
        {"RekeyLimit", "default none"},
        // "+" keeps what ssh has by default; these are in it.
        {"KexAlgorithms", "+curve25519-sha256"},
        {"Ciphers", "+chacha20-poly1305@openssh.com"},
        {"MACs", "+hmac-sha2-256-etm@openssh.com"},
        {"Compression", "no"},
        {"ForwardAgent", "no"},
        {"ForwardX11", "no"},
        {"Tunnel", "no"},
        // Forwards of a person's own are added to whatever stands here, and editors forward ports through us: they
        // stay, but one that fails must not end the connection.
        {"ClearAllForwardings", "no"},
        {"ExitOnForwardFailure", "no"},
        {"GatewayPorts", "no"},
        {"PermitLocalCommand", "no"},
        {"RemoteCommand", "none"},
        {"RequestTTY", "auto"},
        {"SessionType", "default"},
        {"StdinNull", "no"},
        {"ForkAfterAuthentication", "no"},
        // Errors are read by us and by editors; banners and farewells by nobody.
        {"LogLevel", "ERROR"},
        // Not settled, for want of a word that says "none" or because they are the person's own: BindAddress,
        // BindInterface, SendEnv, SetEnv, EscapeChar, IPQoS.
    };
    options.insert(options.end(), others.begin(), others.end());
    return options;
}

std::string host_key_alias(std::string_view machine) { return "aloft-" + std::string(machine); }

std::optional<std::filesystem::path> connection_socket(const Home& home, const std::string& machine) {
    auto socket = MachineFolder(home, machine).connection();
    if (socket.string().size() > longest_socket_path) return std::nullopt;
    return socket;
}

std::string in_quotes(std::string_view text) {
    std::string result = "\"";
    for (const char character : text) {
        if (character == '"' || character == '\\') result += '\\';
        result += character;
    }
    return result + "\"";
}

std::string without_percent_words(std::string_view text) {
    std::string result;
    for (const char character : text) {
        result += character;
        if (character == '%') result += character;
    }
    return result;
}

std::string in_quotes_literal(const std::filesystem::path& path) {
    return in_quotes(without_percent_words(path.string()));
}

}  // namespace aloft
