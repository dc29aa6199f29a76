#include "machine/failures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "machine/reach.hpp"

namespace aloft {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Said {
    std::string_view name;
    std::string_view words;
    ErrorKind kind;
    Again again;
};

constexpr std::string_view changed =
    "@@@@@@@@@@@\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n"
    "The fingerprint for the ED25519 key sent by the remote host is\nSHA256:1gMGzzA9Kpa2rz9T3/Lx+Uw7wSEdgXr6YAzfkgyTN5s.\n"
    "Please contact your system administrator.\nHost key verification failed.\r\n";

/// As OpenSSH 9.2 says it.
const Said table[] = {
    {"changed", changed, ErrorKind::denied, Again::no},
    {"unknown",
     "No ED25519 host key is known for aloft-a1 and you have requested strict checking.\r\nHost key verification failed.\r\n",
     ErrorKind::denied, Again::no},
    {"other_type",
     "Unable to negotiate with 127.0.0.1 port 22: no matching host key type found. Their offer: ssh-rsa\r\n",
     ErrorKind::denied, Again::no},
    {"refused", "ssh: connect to host 127.0.0.1 port 22: Connection refused\r\n", ErrorKind::unreachable, Again::yes},
    {"timed_out", "ssh: connect to host 10.0.0.1 port 22: Connection timed out\r\n", ErrorKind::unreachable,
     Again::yes},
    {"banner", "Connection timed out during banner exchange\r\nConnection to 127.0.0.1 port 22 timed out\r\n",
     ErrorKind::unreachable, Again::yes},
    {"early_close",
     "kex_exchange_identification: Connection closed by remote host\r\nConnection closed by 127.0.0.1 port 22\r\n",
     ErrorKind::unreachable, Again::yes},
    {"early_reset", "kex_exchange_identification: read: Connection reset by peer\r\n", ErrorKind::unreachable,
     Again::yes},
    {"booting",
     "\"System is booting up. Unprivileged users are not permitted to log in yet.\"\r\nConnection closed by 127.0.0.1 port 22\r\n",
     ErrorKind::unreachable, Again::yes},
    {"no_route", "ssh: connect to host 10.0.0.1 port 22: No route to host\r\n", ErrorKind::unreachable, Again::yes},
    {"no_name", "ssh: Could not resolve hostname nowhere: Name or service not known\r\n", ErrorKind::unreachable,
     Again::for_a_while},
    {"key_refused", "aloft@127.0.0.1: Permission denied (publickey).\r\n", ErrorKind::denied, Again::for_a_while},
    {"key_gone",
     "no such identity: /h/identity: No such file or directory\r\naloft@127.0.0.1: Permission denied (publickey).\r\n",
     ErrorKind::storage, Again::no},
    {"key_open", "@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\r\nPermission denied (publickey).\r\n",
     ErrorKind::storage, Again::no},
    {"key_broken", "Load key \"/h/identity\": invalid format\r\na@b: Permission denied (publickey).\r\n",
     ErrorKind::storage, Again::no},
    {"web_server", "banner exchange: Connection to 127.0.0.1 port 22: invalid format\r\n", ErrorKind::conflict,
     Again::no},
    {"old_ssh", "/h/ssh_config: line 9: Bad configuration option: sessiontype\r\n", ErrorKind::missing_tool, Again::no},
    {"silent", "", ErrorKind::unreachable, Again::yes},
    {"new_words", "something that no version has said yet\n", ErrorKind::unreachable, Again::for_a_while},
};

class SshSays : public ::testing::TestWithParam<Said> {};

TEST_P(SshSays, AndWeSort) {
    const SortedFailure sorted =
        sort_failure("a1", {.exit_code = ssh_failed, .output = {}, .error_output = std::string(GetParam().words)});
    EXPECT_EQ(sorted.error.kind, GetParam().kind);
    EXPECT_EQ(sorted.again, GetParam().again);
    EXPECT_THAT(sorted.error.doing, HasSubstr("a1"));
    EXPECT_NE(sorted.error.detail, "");
    EXPECT_THAT(sorted.error.hint, AllOf(Not(""), Not(HasSubstr("{}"))));
}

INSTANTIATE_TEST_SUITE_P(Table, SshSays, ::testing::ValuesIn(table),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(SshError, NamesTheShownFingerprintAndWhatToDo) {
    const Error error = ssh_error("a1", {.exit_code = 255, .output = {}, .error_output = std::string(changed)});
    EXPECT_EQ(error.kind, ErrorKind::denied);
    EXPECT_THAT(error.detail,
                AllOf(HasSubstr("machine a1"), HasSubstr("shown SHA256:1gMGzzA9Kpa2rz9T3/Lx+Uw7wSEdgXr6YAzfkgyTN5s."),
                      HasSubstr("in between")));
    EXPECT_THAT(error.hint, AllOf(HasSubstr("aloft doctor"), HasSubstr("aloft down a1")));
}

TEST(SshError, KeepsTheWordsOfTheCommandOnTheMachine) {
    const Error error =
        ssh_error("a1", {.exit_code = 3, .output = "some\n", .error_output = "Connection refused by the database\n"});
    EXPECT_EQ(error.kind, ErrorKind::failed);
    EXPECT_EQ(error.detail, "Connection refused by the database");
}

TEST(SshError, OfASilentCommandTellsItsExitCode) {
    EXPECT_THAT(ssh_error("a1", {.exit_code = 3}).detail, HasSubstr("3"));
}

TEST(SshError, OfOneThatHangsIsUnreachable) {
    EXPECT_EQ(ssh_error("a1", {.exit_code = 137, .timed_out = true}).kind, ErrorKind::unreachable);
}

}  // namespace
}  // namespace aloft
