#include "core/host_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aloft {
namespace {

using testing::HasSubstr;

struct Good {
    std::string_view text;
    std::vector<OwnHost> hosts;
    std::string_view again;  ///< as to_string() writes them
};

class GoodHostLists : public testing::TestWithParam<Good> {};

TEST_P(GoodHostLists, AreReadAndWrittenAgain) {
    const auto hosts = read_host_list(GetParam().text);
    ASSERT_TRUE(hosts) << hosts.error();
    EXPECT_EQ(*hosts, GetParam().hosts);
    std::string again;
    for (const OwnHost& host : *hosts) {
        again += (again.empty() ? "ssh:" : ",") + to_string(host);
        EXPECT_EQ(own_host_from(to_string(host)), host);
    }
    EXPECT_EQ(again, GetParam().again);
}

INSTANTIATE_TEST_SUITE_P(
    Words, GoodHostLists,
    testing::Values(
        Good{"ssh:box", {{"box", {}, {}}}, "ssh:box"}, Good{"ssh:me@box", {{"box", "me", {}}}, "ssh:me@box"},
        Good{"ssh:me@box.lab.example:2222", {{"box.lab.example", "me", 2222}}, "ssh:me@box.lab.example:2222"},
        Good{"ssh:10.0.0.5:65535", {{"10.0.0.5", {}, 65535}}, "ssh:10.0.0.5:65535"},
        Good{"ssh:my_alias-2", {{"my_alias-2", {}, {}}}, "ssh:my_alias-2"},
        Good{"ssh:me@[2001:db8::1]", {{"2001:db8::1", "me", {}}}, "ssh:me@[2001:db8::1]"},
        Good{"ssh:[fe80::1%eth0]:2222", {{"fe80::1%eth0", {}, 2222}}, "ssh:[fe80::1%eth0]:2222"},
        Good{"ssh:me@lab.example@box", {{"box", "me@lab.example", {}}}, "ssh:me@lab.example@box"},
        Good{"ssh:a,me@b:22,[::1]", {{"a", {}, {}}, {"b", "me", 22}, {"::1", {}, {}}}, "ssh:a,me@b:22,[::1]"},
        Good{"ssh: a , b ", {{"a", {}, {}}, {"b", {}, {}}}, "ssh:a,b"}));

struct Bad {
    std::string_view text;
    std::string_view words;
};

class BadHostLists : public testing::TestWithParam<Bad> {};

TEST_P(BadHostLists, AreRefusedWithWords) {
    const auto hosts = read_host_list(GetParam().text);
    ASSERT_FALSE(hosts);
    EXPECT_THAT(hosts.error(), HasSubstr(GetParam().words));
}

INSTANTIATE_TEST_SUITE_P(
    Words, BadHostLists,
    testing::Values(Bad{"", "does not begin with ssh:"}, Bad{"local", "does not begin with ssh:"},
                    Bad{"ssh:", "a host is missing"}, Bad{"ssh:  ", "a host is missing"},
                    Bad{"ssh:a,,b", "a host is missing"}, Bad{"ssh:a,", "a host is missing"}, Bad{"ssh:a,b,a", "twice"},
                    Bad{"ssh:me@", "names no host"}, Bad{"ssh::22", "names no host"},
                    Bad{"ssh:@box", "cannot be a user"}, Bad{"ssh:box:", "no port"}, Bad{"ssh:box:0", "no port"},
                    Bad{"ssh:box:65536", "no port"}, Bad{"ssh:box:22x", "no port"}, Bad{"ssh:box:-1", "no port"},
                    Bad{"ssh:2001:db8::1", "in brackets: [2001:db8::1]"}, Bad{"ssh:[::1", "not closed"},
                    Bad{"ssh:[::1]22", "only :PORT"}, Bad{"ssh:[box]", "no IPv6 address"},
                    Bad{"ssh:[]", "no IPv6 address"}, Bad{"ssh:[-o:x]", "no IPv6 address"},
                    Bad{"ssh:-oProxyCommand=touch", "cannot be a host"},
                    Bad{"ssh:-oProxyCommand=x@box", "cannot be a user"}, Bad{"ssh:me@-F", "cannot be a host"},
                    Bad{"ssh:a b", "cannot be a host"}, Bad{"ssh:a;reboot", "cannot be a host"},
                    Bad{"ssh:$(reboot)", "cannot be a host"}, Bad{"ssh:a\nb", "cannot be a host"},
                    Bad{"ssh:me'@box", "cannot be a user"}, Bad{"ssh:a%h", "cannot be a host"},
                    Bad{"ssh:ssh://box", "no port"}, Bad{"ssh:a:b:c", "in brackets"}));

TEST(HostLists, ALongWordIsNoHost) {
    EXPECT_FALSE(read_host_list("ssh:" + std::string(254, 'a')));
    EXPECT_TRUE(read_host_list("ssh:" + std::string(253, 'a')));
}

TEST(HostLists, AreTheCloudOfHosts) {
    EXPECT_EQ(cloud_meant_by("ssh:box"), "hosts");
    EXPECT_EQ(cloud_meant_by("ssh:"), "hosts");
    EXPECT_EQ(cloud_meant_by("local"), "local");
    EXPECT_EQ(cloud_meant_by("hosts"), "hosts");
}

}  // namespace
}  // namespace aloft
