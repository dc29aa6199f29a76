#include "practice/machines/doors.hpp"

#include <gmock/gmock.h>

namespace aloft::practice {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Doors, NothingComesInWithoutOne) {
    EXPECT_EQ(firewall_rules({}, {}).value(),
              "*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"
              "-A INPUT -i lo -j ACCEPT\n-A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT\n"
              "-A OUTPUT -o lo -j ACCEPT\n-A OUTPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT\nCOMMIT\n");
}

TEST(Doors, AreWrittenAsRulesOfTheKernel) {
    const std::vector<Door> doors{{"tcp", {"22", "8000-9000"}, {"0.0.0.0/0"}},
                                  {"icmp", {}, {"10.128.0.0/9", "192.0.2.7"}},
                                  {"all", {}, {"10.220.0.0/16"}}};
    const std::string rules = firewall_rules(doors, {}).value();
    EXPECT_THAT(rules, HasSubstr("-A INPUT -s 0.0.0.0/0 -p tcp -m multiport --dports 22,8000:9000 -j ACCEPT\n"));
    EXPECT_THAT(rules,
                HasSubstr("-A INPUT -s 10.128.0.0/9 -p icmp -j ACCEPT\n-A INPUT -s 192.0.2.7 -p icmp -j ACCEPT\n"));
    EXPECT_THAT(rules, HasSubstr("-A INPUT -s 10.220.0.0/16 -j ACCEPT\n"));
}

TEST(Doors, ThatAreShutComeInTheirOrder) {
    const std::vector<Door> doors{
        {"tcp", {"22"}, {"10.0.0.0/8"}}, {"tcp", {}, {"0.0.0.0/0"}, Door::Way::shut}, {"all", {}, {"0.0.0.0/0"}}};
    const std::vector<Door> exits{{"udp", {"53"}, {"8.8.8.8"}}, {"all", {}, {"0.0.0.0/0"}, Door::Way::shut}};
    const std::string rules = firewall_rules(doors, exits).value();
    EXPECT_THAT(rules, HasSubstr("-A INPUT -s 10.0.0.0/8 -p tcp -m multiport --dports 22 -j ACCEPT\n"
                                 "-A INPUT -s 0.0.0.0/0 -p tcp -j DROP\n-A INPUT -s 0.0.0.0/0 -j ACCEPT\n"));
    EXPECT_THAT(rules, HasSubstr("-A OUTPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT\n"
                                 "-A OUTPUT -d 8.8.8.8 -p udp -m multiport --dports 53 -j ACCEPT\n"
                                 "-A OUTPUT -d 0.0.0.0/0 -j DROP\n"));
}

TEST(Doors, WithManyPortsTakeSeveralRules) {
    const std::vector<Door> doors{{"udp", {"1", "2", "3", "4", "5", "6", "7", "8"}, {"0.0.0.0/0"}}};
    const std::string rules = firewall_rules(doors, {}).value();
    EXPECT_THAT(rules, HasSubstr("--dports 1,2,3,4,5,6,7 -j"));
    EXPECT_THAT(rules, HasSubstr("--dports 8 -j"));
}

TEST(Doors, OfIPv6AreNone) {
    const std::vector<Door> doors{{"tcp", {"22"}, {"::/0"}}};
    EXPECT_THAT(firewall_rules(doors, {}).value(), Not(HasSubstr("22")));
}

TEST(Doors, ThatWouldBeOtherRulesAreRefused) {
    for (const Door& door : {Door{"tcp -j ACCEPT", {}, {"0.0.0.0/0"}}, Door{"tcp", {"22\n-A"}, {"0.0.0.0/0"}},
                             Door{"tcp", {""}, {"0.0.0.0/0"}}, Door{"tcp", {"1-"}, {"0.0.0.0/0"}},
                             Door{"tcp", {"22"}, {"0.0.0.0/0\nCOMMIT"}}, Door{"tcp", {"22"}, {""}}})
        EXPECT_FALSE(firewall_rules(std::vector{door}, {}));
}

}  // namespace
}  // namespace aloft::practice
