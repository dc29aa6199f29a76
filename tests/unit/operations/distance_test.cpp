#include "operations/distance.hpp"

#include <gmock/gmock.h>

#include "fakes/bench.hpp"
#include "fakes/fake_catalog.hpp"
#include "fakes/fake_connect_times.hpp"

namespace aloft {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

market::CatalogContent three_regions() {
    market::CatalogContent content;
    content.regions = {{.cloud = "aws", .name = "us-east-1", .endpoint = "ec2.us-east-1.example"},
                       {.cloud = "gcp", .name = "us-west1", .endpoint = "us-west1.example"},
                       {.cloud = "gcp", .name = "nowhere"}};
    return content;
}

class DistanceTest : public testing::Test {
protected:
    DistanceTest() { bench.around.connect_times = &net; }

    std::map<std::string, std::chrono::milliseconds> measure() {
        net.asked.clear();
        return *distances(bench.around, catalog.catalog());
    }

    fakes::Bench bench;
    fakes::FakeConnectTimes net;
    fakes::FakeCatalog catalog{three_regions()};
};

TEST_F(DistanceTest, EachEndpointIsAskedAndWhatDoesNotAnswerIsUnknown) {
    net.answers["us-west1.example"] = 40ms;
    EXPECT_THAT(measure(), ElementsAre(Pair("gcp/us-west1", 40ms)));
    EXPECT_THAT(net.asked, UnorderedElementsAre("ec2.us-east-1.example", "us-west1.example"));
}

TEST_F(DistanceTest, ItIsRememberedForADay) {
    net.answers = {{"us-west1.example", 40ms}, {"ec2.us-east-1.example", 0ms}};
    measure();
    net.answers["us-west1.example"] = 90ms;
    bench.clock.sleep(23h);
    EXPECT_THAT(measure(), ElementsAre(Pair("aws/us-east-1", 0ms), Pair("gcp/us-west1", 40ms)));
    EXPECT_THAT(net.asked, IsEmpty());
    bench.clock.sleep(1h);
    EXPECT_THAT(measure(), ElementsAre(Pair("aws/us-east-1", 0ms), Pair("gcp/us-west1", 90ms)));
}

TEST_F(DistanceTest, ThatOneDidNotAnswerIsRememberedToo) {
    net.answers["us-west1.example"] = 40ms;
    measure();
    net.answers["ec2.us-east-1.example"] = 5ms;
    EXPECT_THAT(measure(), ElementsAre(Pair("gcp/us-west1", 40ms)));
    EXPECT_THAT(net.asked, IsEmpty());
}

TEST_F(DistanceTest, AComputerWithoutAWayOutIsAskedAgainAtOnce) {
    EXPECT_THAT(measure(), IsEmpty());
    net.answers["us-west1.example"] = 40ms;
    EXPECT_THAT(measure(), ElementsAre(Pair("gcp/us-west1", 40ms)));
}

TEST_F(DistanceTest, ANewRegionIsAskedAlone) {
    net.answers = {{"us-west1.example", 40ms}, {"new.example", 7ms}};
    measure();
    market::CatalogContent more = three_regions();
    more.regions.push_back({.cloud = "gcp", .name = "new", .endpoint = "new.example"});
    catalog = fakes::FakeCatalog(more);
    EXPECT_THAT(measure(), ElementsAre(Pair("gcp/new", 7ms), Pair("gcp/us-west1", 40ms)));
    EXPECT_THAT(net.asked, ElementsAre("new.example"));
}

TEST_F(DistanceTest, WithoutAMeasureAllIsUnknown) {
    bench.around.connect_times = nullptr;
    EXPECT_THAT(measure(), IsEmpty());
}

}  // namespace
}  // namespace aloft
