#include "practice/machines/subnet.hpp"

#include <gmock/gmock.h>

namespace aloft::practice {
namespace {

using testing::ElementsAre;

TEST(Subnets, KnowWhatTheyShare) {
    EXPECT_TRUE(overlap("10.220.0.0/16", "10.220.7.0/24"));
    EXPECT_TRUE(overlap("10.220.0.0/16", "10.0.0.0/8"));
    EXPECT_TRUE(overlap("10.220.0.0/16", "10.220.255.255"));
    EXPECT_TRUE(overlap("10.220.0.0/16", "0.0.0.0/0"));
    EXPECT_FALSE(overlap("10.220.0.0/16", "10.221.0.0/16"));
    for (const char* nonsense : {"", "10.220", "10.220.0.0/33", "10.220.0.256", "10.220.0.0.0", "fe80::/64"})
        EXPECT_FALSE(overlap("0.0.0.0/0", nonsense)) << nonsense;
}

TEST(Subnets, AreReadFromRoutes) {
    EXPECT_THAT(ranges_in_routes("default via 192.0.2.1 dev eth0\n"
                                 "10.88.0.0/16 dev podman0 proto kernel scope link src 10.88.0.1\n"
                                 "blackhole 10.220.0.0/16\n"
                                 "local 192.0.2.7 dev eth0 table local\n"
                                 "fe80::/64 dev eth0 proto kernel metric 256\n"),
                ElementsAre("10.88.0.0/16", "10.220.0.0/16", "192.0.2.7"));
}

TEST(Subnets, ThatAreTriedAreApart) {
    const auto all = possible_subnets();
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(overlap(all[i], all[j])) << all[i] << ' ' << all[j];
}

}  // namespace
}  // namespace aloft::practice
