#include "operations/unpractised_cloud.hpp"

#include <gmock/gmock.h>

#include "clouds/abilities.hpp"
#include "fakes/bench.hpp"

namespace aloft {
namespace {

class UnpractisedCloudTest : public testing::Test {
protected:
    fakes::Bench bench;
    Cloud& real = *bench.around.clouds.front();
    UnpractisedCloud cloud{real};
};

TEST_F(UnpractisedCloudTest, HasTheNameAndNothingToOffer) {
    EXPECT_EQ(cloud.name(), real.name());
    const auto offers = cloud.offers({});
    ASSERT_FALSE(offers);
    EXPECT_EQ(offers.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(offers.error().detail, testing::HasSubstr("has no practice form"));
    EXPECT_THAT(cloud.owned("me").value(), testing::IsEmpty());
}

TEST_F(UnpractisedCloudTest, MakesNothingAndFindsNothing) {
    Resource wished;
    wished.ref.name = "aloft-x";
    EXPECT_FALSE(cloud.ensure(wished, {}));
    EXPECT_EQ(cloud.find(wished.ref)->condition, Condition::absent);
    EXPECT_TRUE(cloud.remove(wished.ref));
}

TEST_F(UnpractisedCloudTest, HidesWhatTheRealOneCan) {
    EXPECT_EQ(dynamic_cast<CanStop*>(static_cast<Cloud*>(&cloud)), nullptr);
}

}  // namespace
}  // namespace aloft
