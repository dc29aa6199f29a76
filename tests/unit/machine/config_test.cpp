#include <sys/stat.h>

#include <map>
#include <sstream>

#include "machine/options.hpp"
#include "machine/reach.hpp"
#include "machine_world.hpp"

namespace aloft::machine_tests {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

using Effective = std::multimap<std::string, std::string>;

/// Everything that a person, or what they were told to paste, may have set for all hosts.
const std::string hostile = R"(
Host *
    HostName example.invalid
    User somebody
    Port 2200
    AddressFamily inet6
    HostKeyAlias other
    HostKeyAlgorithms ssh-rsa
    UserKnownHostsFile /dev/null
    GlobalKnownHostsFile /tmp/theirs
    KnownHostsCommand /bin/false
    RevokedHostKeys /nowhere
    NoHostAuthenticationForLocalhost yes
    CheckHostIP yes
    VerifyHostKeyDNS yes
    UpdateHostKeys yes
    HashKnownHosts yes
    FingerprintHash md5
    VisualHostKey yes
    IdentityFile /tmp/theirs
    CertificateFile /tmp/theirs-cert.pub
    IdentitiesOnly no
    IdentityAgent /tmp/agent
    PKCS11Provider /tmp/theirs.so
    AddKeysToAgent yes
    PubkeyAuthentication no
    PubkeyAcceptedAlgorithms ssh-rsa
    PreferredAuthentications password
    PasswordAuthentication yes
    KbdInteractiveAuthentication yes
    HostbasedAuthentication yes
    BatchMode no
    ConnectTimeout 1
    ServerAliveInterval 1
    ServerAliveCountMax 1
    ControlMaster no
    ControlPath none
    ControlPersist no
    CanonicalizeHostname yes
    ProxyCommand /bin/false
    ProxyJump gate
    ProxyUseFdpass yes
    ConnectionAttempts 9
    TCPKeepAlive no
    RekeyLimit 1K
    KexAlgorithms diffie-hellman-group14-sha256
    Ciphers aes128-cbc
    MACs hmac-sha1
    Compression yes
    ForwardAgent yes
    ForwardX11 yes
    Tunnel yes
    ClearAllForwardings yes
    ExitOnForwardFailure yes
    GatewayPorts yes
    PermitLocalCommand yes
    LocalCommand /bin/false
    RemoteCommand /bin/false
    RequestTTY force
    SessionType none
    StdinNull yes
    ForkAfterAuthentication yes
    LogLevel QUIET
    StrictHostKeyChecking )" +
                            std::string("no\n");  // apart, because nobody may write the two words in one

/// What a person may keep for our machines too, and what only adds to ours.
const char* const theirs_to_set[] = {"host", "identityfile", "certificatefile", "localcommand"};

class SshConfig : public ::testing::Test {
protected:
    Effective effective(const fs::path& config, const std::string& host) {
        const auto finished = processes.run({.argv = {"ssh", "-F", config.string(), "-G", host}});
        EXPECT_TRUE(finished);
        EXPECT_EQ(finished->exit_code, 0) << finished->error_output;
        Effective options;
        std::istringstream lines(finished->output);
        for (std::string line; std::getline(lines, line);)
            options.emplace(line.substr(0, line.find(' ')), line.substr(std::min(line.find(' ') + 1, line.size())));
        return options;
    }
    static std::string first(const Effective& options, const std::string& option) {
        const auto found = options.lower_bound(option);
        return found == options.end() || found->first != option ? "" : found->second;
    }
    static Effective without_theirs(Effective options) {
        for (const char* option : theirs_to_set) options.erase(option);
        return options;
    }

    fakes::TemporaryHome temporary;
    Home home{temporary.home().data / "a b%h", {}};
    const Address address{"a1", "127.0.0.1", 40022, "aloft"};
    PosixProcesses processes;
};

TEST_F(SshConfig, HasNothingThatAPersonsHostStarCanBreak) {
    ASSERT_TRUE(write_ssh_config(home, {{"b2", "10.0.0.2", 22, "other"}, address}));
    const fs::path person = temporary.home().data / "config";
    write(person, hostile);
    ASSERT_TRUE(include_ssh_config(home, person));
    for (const char* name : {"a1", "a1.aloft"}) {
        const Effective alone = effective(home.ssh_config(), name);
        const Effective beside = effective(person, name);
        EXPECT_EQ(without_theirs(beside), without_theirs(alone));
        EXPECT_EQ(first(beside, "identityfile"), without_percent_words((home.machine("a1") / "identity").string()))
            << "ssh replaces %-words only when it reads the file";
    }
}

/// If the hostile config were not taken in, or held an option that ssh overrules by itself, the test above would show
/// nothing: each of its options must reach a host that is not ours.
TEST_F(SshConfig, OfTheTestIsHostileIndeed) {
    const fs::path person = temporary.home().data / "config";
    const fs::path empty = temporary.home().data / "empty";
    write(person, hostile);
    write(empty, "");
    const Effective hit = effective(person, "elsewhere");
    const Effective usual = effective(empty, "elsewhere");
    for (const char* option :
         {"user", "port", "stricthostkeychecking", "userknownhostsfile", "nohostauthenticationforlocalhost",
          "proxycommand", "remotecommand", "requesttty", "sessiontype", "stdinnull", "ciphers", "loglevel",
          "permitlocalcommand", "pubkeyauthentication", "revokedhostkeys", "knownhostscommand"})
        EXPECT_NE(first(hit, option), first(usual, option)) << option;
}

TEST_F(SshConfig, ChecksHostKeysStrictlyAgainstOurFileAlone) {
    ASSERT_TRUE(write_ssh_config(home, {address}));
    const Effective options = effective(home.ssh_config(), "a1");
    EXPECT_EQ(first(options, "hostname"), "127.0.0.1");
    EXPECT_EQ(first(options, "port"), "40022");
    EXPECT_EQ(first(options, "user"), "aloft");
    EXPECT_EQ(first(options, "stricthostkeychecking"), "true");
    EXPECT_EQ(first(options, "hostkeyalias"), "aloft-a1");
    EXPECT_EQ(first(options, "userknownhostsfile"), (home.machine("a1") / "known_hosts").string());
    EXPECT_EQ(first(options, "globalknownhostsfile"), "/dev/null");
    EXPECT_EQ(first(options, "controlpath"), (home.machine("a1") / "connection").string());
}

TEST_F(SshConfig, LeavesOtherHostsToThePerson) {
    ASSERT_TRUE(write_ssh_config(home, {address}));
    const fs::path person = temporary.home().data / "config";
    write(person, hostile);
    const Effective before = effective(person, "elsewhere");
    ASSERT_TRUE(include_ssh_config(home, person));
    EXPECT_EQ(effective(person, "elsewhere"), before);
}

TEST_F(SshConfig, GoesWithoutASocketWhereItsPathWouldBeTooLong) {
    home.data = temporary.home().data / std::string(90, 'x');
    EXPECT_EQ(connection_socket(home, "a1"), std::nullopt);
    EXPECT_THAT(ssh_config(home, {address}), HasSubstr("ControlPath none"));
}

TEST_F(SshConfig, IsForTheOwnerAloneAndGoesWithTheLastMachine) {
    ASSERT_TRUE(write_ssh_config(home, {address}));
    struct stat status{};
    ASSERT_EQ(::stat(home.ssh_config().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0600U);
    ASSERT_TRUE(write_ssh_config(home, {}));
    EXPECT_FALSE(fs::exists(home.ssh_config()));
    ASSERT_TRUE(write_ssh_config(home, {}));
}

}  // namespace
}  // namespace aloft::machine_tests
