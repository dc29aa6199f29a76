#include "clouds/gcp/gcp_cloud.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google_on_paper.hpp"
#include "market/search.hpp"
#include "practice/meter.hpp"

namespace aloft::gcp {
namespace {

using practice::Fault;
using practice::World;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

World with_stock(std::vector<practice::StockRule> stock) {
    World world = GoogleOnPaper::usual_world();
    world.stock = std::move(stock);
    return world;
}

World with_fault(const std::string& method, Fault fault, int from = 1, int until = 1) {
    World world = GoogleOnPaper::usual_world();
    world.faults = {{{method}, {from, until, 1}, std::move(fault)}};
    return world;
}

const Resource& of_kind(const Blueprint& blueprint, ResourceKind kind) {
    return *std::ranges::find_if(blueprint.resources, [&](const Resource& one) { return one.ref.kind == kind; });
}

void set(Resource& resource, const char* property, std::string value) {
    resource.properties.at(property).value = std::move(value);
}

TEST(GcpCloud, IsSettledWithWhatTheBlueprintNeeds) {
    GoogleOnPaper paper;
    const auto offer = paper.offer("us-central1-a", 1);
    ASSERT_TRUE(offer) << describe(offer.error());
    EXPECT_EQ(offer->details.at("project"), "my-project");
    EXPECT_EQ(offer->details.at("caller"), "203.0.113.7/32");
    EXPECT_EQ(offer->details.at("accelerator"), "nvidia-tesla-t4");
    EXPECT_THAT(offer->details.at("image"), HasSubstr("projects/ubuntu-os-cloud/global/images/ubuntu-2404"));
}

TEST(GcpCloud, WhatIsMadeCostsTogetherWhatWasOffered) {
    GoogleOnPaper paper;
    Offer offer = *paper.offer();
    offer.price = {Money{200'000}, Money{10'000}};
    const Blueprint blueprint = paper.blueprint(offer);
    HourlyPrice sum;
    for (const Resource& resource : blueprint.resources) sum = sum + resource.price;
    EXPECT_EQ(sum, offer.price);
    EXPECT_EQ(of_kind(blueprint, ResourceKind::disk).price.stopped, offer.price.stopped)
        << "it alone is grown, and costs more then";
}

TEST(GcpCloud, AShortageNamesTheZonesThatHaveSome) {
    GoogleOnPaper paper(with_stock({{{}, {"nvidia-tesla-t4"}, {"us-central1-a"}, {}, {}, 0}}));
    const Blueprint blueprint = paper.blueprint(*paper.offer("us-central1-a", 1));
    const auto made = paper.make_all(blueprint);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::no_capacity);
    EXPECT_EQ(made.error().blocks, Reach::zone);
    EXPECT_THAT(made.error().places, testing::Contains("us-central1-b"));
    EXPECT_FALSE(paper.holds().contains("instances aloft-box-me us-central1-a"));
    ASSERT_TRUE(paper.remove_all(blueprint));
    EXPECT_THAT(paper.holds(), IsEmpty());
    EXPECT_TRUE(paper.make_all(paper.blueprint(*paper.offer("us-central1-b", 1))));
    EXPECT_EQ(paper.holds(), GoogleOnPaper::whole_machine("us-central1-b"));
}

TEST(GcpCloud, WhatTheQuotaForbidsReachesAsFarAsTheQuota) {
    World world = GoogleOnPaper::usual_world();
    world.quota_limits = {{{"GPUS_ALL_REGIONS"}, {}, {}, 0}};
    GoogleOnPaper nowhere(world);
    const auto all = nowhere.make_all(nowhere.blueprint(*nowhere.offer("us-central1-a", 1)));
    ASSERT_FALSE(all);
    EXPECT_EQ(all.error().kind, ErrorKind::quota);
    EXPECT_EQ(all.error().blocks, Reach::cloud);
    EXPECT_THAT(all.error().detail, HasSubstr("GPUS_ALL_REGIONS"));
    world.quota_limits = {{{"GPUS_ALL_REGIONS"}, {}, {}, 8}, {{"NVIDIA_T4_GPUS"}, {"us-*"}, {}, 0}};
    GoogleOnPaper not_here(world);
    const auto region = not_here.make_all(not_here.blueprint(*not_here.offer("us-central1-a", 1)));
    ASSERT_FALSE(region);
    EXPECT_EQ(region.error().kind, ErrorKind::quota);
    EXPECT_EQ(region.error().blocks, Reach::region);
    EXPECT_THAT(region.error().detail, HasSubstr("NVIDIA_T4_GPUS"));
}

TEST(GcpCloud, WhatSomebodyElseMadeUnderTheNameIsNotTouched) {
    GoogleOnPaper paper;
    const Blueprint blueprint = paper.blueprint(*paper.offer());
    paper.desk.done(paper.desk.post("projects/my-project/zones/us-central1-a/instances",
                                    practice::google::DeskBench::machine("aloft-box-me")));
    const auto before = paper.holds();
    const Resource& instance = of_kind(blueprint, ResourceKind::instance);
    const auto made = paper.ensure(instance);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::conflict);
    EXPECT_THAT(made.error().detail, HasSubstr("no label of aloft"));
    EXPECT_FALSE(paper.cloud.remove(instance.ref));
    EXPECT_EQ(paper.holds(), before);
    EXPECT_THAT(*paper.cloud.owned("me"), IsEmpty());
}

TEST(GcpCloud, OfOneMachineNoOthersThingsAreListed) {
    GoogleOnPaper paper;
    const Offer offer = *paper.offer();
    ASSERT_TRUE(paper.make_all(paper.blueprint(offer, {.address = PublicAddress::fixed})));
    ASSERT_TRUE(paper.make_all(paper.cloud.blueprint({}, offer, {"other", "plan-2", "me"})));
    EXPECT_EQ(paper.cloud.owned("me")->size(), 9U);
    EXPECT_EQ(paper.cloud.owned_of("me", "box")->size(), 5U);
    EXPECT_EQ(paper.cloud.owned_of("me", "other")->size(), 4U);
    EXPECT_THAT(*paper.cloud.owned_of("you", "box"), IsEmpty());
}

TEST(GcpCloud, WhatWasSeenIsRemovedInTwoCalls) {
    GoogleOnPaper paper;
    const Blueprint blueprint = paper.blueprint(*paper.offer());
    ASSERT_TRUE(paper.make_all(blueprint));
    const ResourceRef instance = of_kind(blueprint, ResourceKind::instance).ref;
    paper.web.calls.clear();
    ASSERT_TRUE(paper.cloud.remove_seen(instance));
    EXPECT_EQ(paper.web.calls.size(), 2U) << "it is told, and waited for";
    EXPECT_TRUE(paper.cloud.remove_seen(instance)) << "absent by now is success";
    EXPECT_EQ(paper.cloud.find(instance)->condition, Condition::absent);
}

TEST(GcpCloud, ANewTypeAndGpusKeepTheDisk) {
    GoogleOnPaper paper;
    const Blueprint plain = paper.blueprint(*paper.offer());
    ASSERT_TRUE(paper.make_all(plain));
    const auto disk = [&] { return paper.desk.get("projects/my-project/zones/us-central1-a/disks/aloft-box-me"); };
    const auto id = disk().at("id");
    Resource wished = of_kind(plain, ResourceKind::instance);
    const auto changed_to = [&](const char* type, const char* gpus) {
        set(wished, "machine_type", type);
        set(wished, "gpus", gpus);
        const auto changed = paper.change_off(wished);
        EXPECT_TRUE(changed) << describe(changed.error());
        if (!changed) return;
        EXPECT_EQ(changed->condition, Condition::ready);
        EXPECT_EQ(changed->properties.at("machine_type"), type);
        EXPECT_EQ(changed->properties.at("gpus"), gpus);
    };
    changed_to("n1-standard-4", "nvidia-tesla-t4:1");
    changed_to("n1-standard-96", "nvidia-tesla-t4:4");
    changed_to("n1-standard-4", "nvidia-tesla-t4:2");
    changed_to("e2-standard-2", "");
    changed_to("g2-standard-4", "");
    changed_to("n1-standard-4", "");
    EXPECT_EQ(disk().at("id"), id);
    EXPECT_EQ(paper.holds(), GoogleOnPaper::whole_machine());
}

TEST(GcpCloud, AStoppedMachineIsChangedAndStaysStopped) {
    GoogleOnPaper paper;
    const Blueprint blueprint = paper.blueprint(*paper.offer());
    ASSERT_TRUE(paper.make_all(blueprint));
    Resource wished = of_kind(blueprint, ResourceKind::instance);
    ASSERT_TRUE(paper.cloud.stop(wished.ref));
    set(wished, "gpus", "nvidia-tesla-t4:1");
    const auto changed = paper.change(wished);
    ASSERT_TRUE(changed) << describe(changed.error());
    EXPECT_EQ(changed->condition, Condition::stopped);
    EXPECT_EQ(changed->properties.at("gpus"), "nvidia-tesla-t4:1");
}

TEST(GcpCloud, AMachineForWhichThereIsNoGpuSaysThatItsDiskIsWhereItIsAndGoesBack) {
    GoogleOnPaper paper(with_stock({{{}, {"nvidia-tesla-t4"}, {"us-central1-a"}, {}, {}, 0}}));
    const Blueprint blueprint = paper.blueprint(*paper.offer());
    ASSERT_TRUE(paper.make_all(blueprint));
    Resource wished = of_kind(blueprint, ResourceKind::instance);
    set(wished, "gpus", "nvidia-tesla-t4:1");
    const auto changed = paper.change_off(wished);
    ASSERT_FALSE(changed);
    EXPECT_EQ(changed.error().kind, ErrorKind::no_capacity);
    EXPECT_THAT(changed.error().hint, HasSubstr("its disk in us-central1-a"));
    EXPECT_EQ(paper.cloud.find(wished.ref)->condition, Condition::stopped);
    set(wished, "gpus", "");
    ASSERT_TRUE(paper.change(wished));
    const auto back = paper.ensure(wished);
    ASSERT_TRUE(back) << describe(back.error());
    EXPECT_EQ(back->condition, Condition::ready);
    EXPECT_EQ(paper.holds(), GoogleOnPaper::whole_machine());
}

TEST(GcpCloud, AStaticAddressStaysOverStopAndStartAndGoesWithTheMachine) {
    GoogleOnPaper paper;
    const Blueprint blueprint = paper.blueprint(*paper.offer(), {.address = PublicAddress::fixed});
    ASSERT_TRUE(paper.make_all(blueprint));
    const Resource& instance = of_kind(blueprint, ResourceKind::instance);
    const auto host = [&] { return paper.cloud.find(instance.ref)->properties.at("host"); };
    const std::string before = host();
    EXPECT_EQ(paper.cloud.find(of_kind(blueprint, ResourceKind::address).ref)->properties.at("number"), before);
    EXPECT_EQ(paper.cloud.owned("me")->size(), 5U);
    ASSERT_TRUE(paper.cloud.stop(instance.ref));
    ASSERT_TRUE(paper.ensure(instance));
    EXPECT_EQ(host(), before);
    ASSERT_TRUE(paper.remove_all(blueprint));
    EXPECT_THAT(paper.holds(), IsEmpty());
}

TEST(GcpCloud, AnAddressThatIsKeptCostsWhatWasSaidWhileTheMachineIsOff) {
    GoogleOnPaper paper;
    const Blueprint blueprint = paper.blueprint(*paper.offer(), {.address = PublicAddress::fixed});
    ASSERT_TRUE(paper.make_all(blueprint));
    ASSERT_TRUE(paper.cloud.stop(of_kind(blueprint, ResourceKind::instance).ref));
    const market::Catalog& catalog = paper.desk.catalog.catalog();
    const auto region = std::ranges::find_if(
        catalog.regions(), [&](const market::RegionRow& row) { return catalog.text(row.name) == "us-central1"; });
    ASSERT_NE(region, catalog.regions().end());
    const market::Bill said = market::bill_for({}, *region, gibibytes(20), PublicAddress::fixed, nullptr);
    const practice::Bill billed = practice::bill_of(paper.desk.records->readings(), paper.desk.clock.now());
    const auto line = std::ranges::find_if(billed.lines, [](const practice::BillLine& one) {
        return one.still_on && one.thing.find("/addresses/") != std::string::npos;
    });
    ASSERT_NE(line, billed.lines.end());
    EXPECT_EQ(line->hour, said.address.stopped);
}

TEST(GcpCloud, AMachineThatRunsGetsAStaticAddressAndGivesItUp) {
    GoogleOnPaper paper;
    const Offer offer = *paper.offer();
    const Blueprint plain = paper.blueprint(offer);
    ASSERT_TRUE(paper.make_all(plain));
    const Blueprint kept = paper.blueprint(offer, {.address = PublicAddress::fixed});
    ASSERT_TRUE(paper.ensure(of_kind(kept, ResourceKind::address)));
    const auto changed = paper.change(of_kind(kept, ResourceKind::instance));
    ASSERT_TRUE(changed) << describe(changed.error());
    EXPECT_EQ(changed->condition, Condition::ready);
    EXPECT_EQ(changed->properties.at("public_address"), "static");
    const std::string number = changed->properties.at("host");
    EXPECT_EQ(paper.cloud.find(of_kind(kept, ResourceKind::address).ref)->properties.at("number"), number);
    EXPECT_FALSE(paper.cloud.remove(of_kind(kept, ResourceKind::address).ref)) << "the machine holds on to it";
    const auto back = paper.change(of_kind(plain, ResourceKind::instance));
    ASSERT_TRUE(back) << describe(back.error());
    EXPECT_NE(back->properties.at("host"), number);
    ASSERT_TRUE(paper.cloud.remove(of_kind(kept, ResourceKind::address).ref));
    EXPECT_EQ(paper.holds(), GoogleOnPaper::whole_machine());
}

TEST(GcpCloud, ADeadlineIsTheCloudsOwn) {
    GoogleOnPaper paper;
    const Offer offer = *paper.offer();
    const Blueprint plain = paper.blueprint(offer);
    const Blueprint ending = paper.blueprint(offer, {.deadline = std::chrono::hours(8)});
    ASSERT_TRUE(paper.make_all(ending));
    const Resource& instance = of_kind(ending, ResourceKind::instance);
    EXPECT_EQ(paper.cloud.find(instance.ref)->properties.at("deadline"), "8h");
    EXPECT_TRUE(paper.cloud.find(instance.ref)->properties.contains("ends"));
    paper.clock.sleep(std::chrono::hours(9));
    EXPECT_EQ(paper.cloud.find(instance.ref)->condition, Condition::stopped);
    // Off already, it is told that there is none any more.
    ASSERT_TRUE(paper.change(of_kind(plain, ResourceKind::instance)));
    ASSERT_TRUE(paper.ensure(instance));
    paper.clock.sleep(std::chrono::hours(9));
    EXPECT_EQ(paper.cloud.find(instance.ref)->condition, Condition::ready);
    EXPECT_EQ(paper.cloud.find(instance.ref)->properties.at("deadline"), "");
}

TEST(GcpCloud, AMachineWithLocalDisksIsStoppedAndHasADeadlineLikeAnyOther) {
    World world = GoogleOnPaper::usual_world();
    world.quota_limits = {{{}, {}, {}, 1'000'000}};
    GoogleOnPaper paper(world);
    const Offer offer = *paper.offer("us-central1-a", 0, "on-demand", "a3-highgpu-8g");
    const Blueprint ending = paper.blueprint(offer, {.deadline = std::chrono::hours(8)});
    const auto made = paper.make_all(ending);
    ASSERT_TRUE(made) << describe(made.error());
    Resource wished = of_kind(ending, ResourceKind::instance);
    const auto stopped = paper.cloud.stop_running(wished.ref);
    ASSERT_TRUE(stopped) << describe(stopped.error());
    EXPECT_EQ(stopped->condition, Condition::stopped);
    ASSERT_TRUE(paper.ensure(wished));
    paper.clock.sleep(std::chrono::hours(9));
    EXPECT_EQ(paper.cloud.find(wished.ref)->condition, Condition::stopped);
    // To a type without any and back, and without an end.
    for (const auto& [type, deadline] :
         {std::pair("n1-standard-4", "8h"), {"a3-highgpu-8g", "8h"}, {"a3-highgpu-8g", ""}}) {
        set(wished, "machine_type", type);
        set(wished, "deadline", deadline);
        const auto changed = paper.change_off(wished);
        ASSERT_TRUE(changed) << type << deadline << describe(changed.error());
        EXPECT_EQ(changed->properties.at("machine_type"), type);
        EXPECT_EQ(changed->properties.at("deadline"), deadline);
    }
}

TEST(GcpCloud, BySshTheCallerComesInAndNobodyElse) {
    GoogleOnPaper paper;
    const Blueprint blueprint = paper.blueprint(*paper.offer());
    ASSERT_TRUE(paper.make_all(blueprint));
    ASSERT_EQ(paper.hall.machines.size(), 1U);
    // Of the rules in the order in which they count, the first that is for a caller decides.
    const auto comes_in = [&](const std::string& range) {
        for (const practice::Door& door : paper.hall.machines.begin()->second.network.doors) {
            const bool is_for_ssh = door.ports.empty() || door.ports == std::vector<std::string>{"22"};
            const bool is_for_it = std::ranges::find(door.others, range) != door.others.end() ||
                                   std::ranges::find(door.others, "0.0.0.0/0") != door.others.end();
            if (door.protocol == "tcp" && is_for_ssh && is_for_it) return door.way == practice::Door::Way::open;
        }
        return false;
    };
    EXPECT_TRUE(comes_in("203.0.113.7/32"));
    EXPECT_FALSE(comes_in("198.51.100.9/32"));
}

TEST(GcpCloud, ADiskGrowsAndTheRuleFollowsTheCaller) {
    GoogleOnPaper paper;
    const Blueprint blueprint = paper.blueprint(*paper.offer());
    ASSERT_TRUE(paper.make_all(blueprint));
    Resource disk = of_kind(blueprint, ResourceKind::disk);
    set(disk, "size", "40GB");
    const auto grown = paper.change(disk);
    ASSERT_TRUE(grown) << describe(grown.error());
    EXPECT_EQ(grown->properties.at("size"), "40GB");
    Resource rule = of_kind(blueprint, ResourceKind::firewall);
    set(rule, "sources", "198.51.100.9/32");
    const auto moved = paper.change(rule);
    ASSERT_TRUE(moved) << describe(moved.error());
    EXPECT_EQ(moved->properties.at("sources"), "198.51.100.9/32");
    EXPECT_EQ(moved->labels, GoogleOnPaper::labels());
}

TEST(GcpCloud, ASpotMachineThatWasTakenAwayIsStoppedAndStartsAgain) {
    GoogleOnPaper paper;
    const Blueprint blueprint = paper.blueprint(*paper.offer("us-central1-a", 0, "spot"));
    ASSERT_TRUE(paper.make_all(blueprint));
    const ResourceRef& instance = of_kind(blueprint, ResourceKind::instance).ref;
    EXPECT_EQ(paper.cloud.find(instance)->properties.at("buying"), "spot");
    ASSERT_TRUE(paper.desk.desk->take_away("projects/my-project/zones/us-central1-a/instances/aloft-box-me"));
    paper.clock.sleep(std::chrono::minutes(5));
    const auto found = paper.cloud.find(instance);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->condition, Condition::stopped);
    EXPECT_EQ(paper.holds(), GoogleOnPaper::whole_machine());
    const auto again = paper.ensure(of_kind(blueprint, ResourceKind::instance));
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_EQ(again->condition, Condition::ready);
}

QuotaWish eight_t4s() {
    return {.quota = {"gcp", "NVIDIA_T4_GPUS", "us-central1", {}},
            .code = {"compute.googleapis.com", "NVIDIA-T4-GPUS-per-project-region"},
            .limit = 8,
            .purpose = "8 T4 GPUs, on demand"};
}

TEST(GcpCloud, GoogleTellsTheAddressThatGcloudDoesNotKnow) {
    GoogleOnPaper paper;
    paper.contact = "";
    const auto asked = paper.cloud.ask(eight_t4s());
    ASSERT_TRUE(asked) << describe(asked.error());
    EXPECT_THAT(paper.web.calls, testing::Contains("POST /tokeninfo"));
}

TEST(GcpCloud, WhoHasNoAddressIsToldBeforeGoogleIsAskedForQuota) {
    GoogleOnPaper paper;
    paper.contact = "";
    paper.web.tells_whose_a_token_is = false;
    const auto asked = paper.cloud.ask(eight_t4s());
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(asked.error().hint, HasSubstr("gcloud config set account"));
}

TEST(GcpCloud, ReadsTheConsole) {
    GoogleOnPaper paper;
    const Blueprint blueprint = paper.blueprint(*paper.offer());
    ASSERT_TRUE(paper.make_all(blueprint));
    const auto console = paper.cloud.console(of_kind(blueprint, ResourceKind::instance).ref);
    ASSERT_TRUE(console) << describe(console.error());
    EXPECT_THAT(*console, HasSubstr("booted"));
}

TEST(GcpCloud, AsksForTheHostKeysThatTheMachineHasTold) {
    GoogleOnPaper paper;
    const Blueprint blueprint = paper.blueprint(*paper.offer());
    ASSERT_TRUE(paper.make_all(blueprint));
    const ResourceRef instance = of_kind(blueprint, ResourceKind::instance).ref;
    EXPECT_EQ(paper.cloud.host_keys_told_by(instance), std::vector<std::string>{});
    const std::string id =
        paper.desk.get("projects/my-project/zones/us-central1-a/instances/aloft-box-me").value("id", "");
    ASSERT_TRUE(paper.desk.desk->set_guest_attribute(
        id, "hostkeys/ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIBr/L8Zxr5/6DlvgL0MfpzDRajS87AdPP0cTrpt0gNF/"));
    ASSERT_TRUE(paper.desk.desk->set_guest_attribute(id, "hostkeys/ssh-rsa", "no key!"));
    EXPECT_EQ(paper.cloud.host_keys_told_by(instance),
              std::vector<std::string>{"SHA256:ZsUTflKlQuJY5veNy+jvr+wMoPD3plltYLa6cfjhx+Q"});
}

TEST(GcpCloud, WhatFailedLateIsToldAndNotThere) {
    const Fault shortage{.kind = Fault::Kind::fail_late,
                         .code = "ZONE_RESOURCE_POOL_EXHAUSTED",
                         .message = "There is nothing left in us-central1-a."};
    GoogleOnPaper paper(with_fault("compute.instances.insert", shortage));
    const Blueprint blueprint = paper.blueprint(*paper.offer());
    const auto made = paper.make_all(blueprint);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::no_capacity);
    EXPECT_EQ(made.error().detail, "There is nothing left in us-central1-a.");
    EXPECT_EQ(paper.holds(), (std::set<std::string>{"disks aloft-box-me us-central1-a", "firewalls aloft-box-me",
                                                    "firewalls aloft--shut-box-me"}));
    EXPECT_TRUE(paper.make_all(blueprint));
    EXPECT_EQ(paper.holds(), GoogleOnPaper::whole_machine());
}

TEST(GcpCloud, WhatCannotBeRemovedIsToldAndRemovedTheNextTime) {
    const Fault trouble{.kind = Fault::Kind::fail_late, .code = "SOMETHING_NEW", .message = "Something broke."};
    GoogleOnPaper paper(with_fault("compute.instances.delete", trouble));
    const Blueprint blueprint = paper.blueprint(*paper.offer());
    ASSERT_TRUE(paper.make_all(blueprint));
    const auto removed = paper.remove_all(blueprint);
    ASSERT_FALSE(removed);
    EXPECT_EQ(removed.error().detail, "Something broke.");
    EXPECT_EQ(paper.holds(), GoogleOnPaper::whole_machine());
    ASSERT_TRUE(paper.remove_all(blueprint));
    EXPECT_THAT(paper.holds(), IsEmpty());
}

TEST(GcpCloud, AZoneThatDoesNotAnswerIsNoEmptyZone) {
    GoogleOnPaper paper(with_fault("compute.instances.aggregatedList", {.kind = Fault::Kind::refuse, .status = 503}, 1,
                                   std::numeric_limits<int>::max()));
    ASSERT_TRUE(paper.make_all(paper.blueprint(*paper.offer())));
    EXPECT_FALSE(paper.cloud.owned("me"));
}

Environment with_variable(std::string variable, std::string value) {
    return [=](std::string_view name) { return name == variable ? std::optional(value) : std::nullopt; };
}

TEST(GcpCloud, WhoeverNeverSignedInHasNothingThere) {
    GoogleOnPaper paper;
    paper.no_credentials = find_credentials(with_variable("", ""), {.own_key = {}, .product_name = "/none"}).error();
    EXPECT_THAT(paper.cloud.owned("me").value(), IsEmpty());
    EXPECT_THAT(paper.web.calls, IsEmpty());
}

TEST(GcpCloud, CredentialsThatCannotBeReadAreNoEmptyCloud) {
    GoogleOnPaper paper;
    paper.no_credentials = find_credentials(with_variable("GOOGLE_APPLICATION_CREDENTIALS", "/moved/key.json")).error();
    const auto owned = paper.cloud.owned("me");
    ASSERT_FALSE(owned);
    EXPECT_THAT(owned.error().detail, HasSubstr("/moved/key.json"));
    EXPECT_FALSE(paper.cloud.owned_of("me", "box"));
}

struct Trouble {
    std::string name;
    Fault fault;
};

std::vector<Trouble> troubles() {
    return {{"ResetBefore", {.kind = Fault::Kind::reset_before}},
            {"ResetAfter", {.kind = Fault::Kind::reset_after}},
            {"Truncated", {.kind = Fault::Kind::truncate}},
            {"Refused503", {.kind = Fault::Kind::refuse, .status = 503}},
            {"TooOften", {.kind = Fault::Kind::refuse, .status = 403, .reason = "rateLimitExceeded"}}};
}

class GcpCloudInBadWeather : public testing::TestWithParam<std::tuple<std::string, Trouble>> {};

/// The first two calls of each method go wrong.
TEST_P(GcpCloudInBadWeather, MakesAndRemovesOneMachineWhole) {
    const auto& [method, trouble] = GetParam();
    GoogleOnPaper paper(with_fault(method, trouble.fault, 1, 2));
    const auto offer = paper.offer("us-central1-a", 1);
    ASSERT_TRUE(offer) << describe(offer.error());
    const Blueprint blueprint = paper.blueprint(*offer);
    const auto made = paper.make_all(blueprint);
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_EQ(paper.holds(), GoogleOnPaper::whole_machine());
    Resource instance = of_kind(blueprint, ResourceKind::instance);
    set(instance, "gpus", "");
    const auto changed = paper.change_off(instance);
    ASSERT_TRUE(changed) << describe(changed.error());
    EXPECT_EQ(changed->condition, Condition::ready);
    EXPECT_EQ(changed->properties.at("gpus"), "");
    EXPECT_EQ(paper.cloud.owned("me")->size(), 4U);
    const auto removed = paper.remove_all(blueprint);
    ASSERT_TRUE(removed) << describe(removed.error());
    EXPECT_THAT(paper.holds(), IsEmpty());
    EXPECT_THAT(*paper.cloud.owned("me"), IsEmpty());
}

std::string name_of_weather(const testing::TestParamInfo<std::tuple<std::string, Trouble>>& info) {
    std::string name = std::get<0>(info.param);
    std::erase_if(name, [](char letter) { return letter == '.' || letter == '*'; });
    return name + std::get<1>(info.param).name;
}

INSTANTIATE_TEST_SUITE_P(
    Google, GcpCloudInBadWeather,
    testing::Combine(testing::Values("compute.firewalls.insert", "compute.disks.insert", "compute.instances.insert",
                                     "compute.zoneOperations.wait", "compute.globalOperations.wait",
                                     "compute.instances.get", "compute.images.getFromFamily", "compute.instances.stop",
                                     "compute.instances.setMachineResources", "compute.instances.setMachineType",
                                     "compute.instances.setScheduling", "compute.instances.start",
                                     "compute.instances.delete", "compute.disks.delete", "compute.firewalls.delete",
                                     "compute.instances.aggregatedList"),
                     testing::ValuesIn(troubles())),
    name_of_weather);

}  // namespace
}  // namespace aloft::gcp
