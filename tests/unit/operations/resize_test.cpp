#include "operations/resize.hpp"

#include <gmock/gmock.h>

#include "fakes/fake_renting_cloud.hpp"
#include "operations/down.hpp"
#include "operations/power.hpp"
#include "quota_world.hpp"

namespace aloft {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Machines without a GPU in two regions, and T4s and H100s as everywhere.
market::CatalogContent with_plain_machines() {
    using namespace market;
    CatalogContent content = quota_catalog();
    const auto price = [](std::int64_t micros) {
        return Price{Money{micros}, std::chrono::year(2026) / 7 / 30, Certainty::published};
    };
    for (const auto& [type, cpus, hour] : {std::tuple("e2-standard-2", 2, 67'000), {"e2-standard-8", 8, 268'000}}) {
        content.types.push_back(
            {.cloud = "gcp", .name = type, .millicpus = cpus * 1000, .memory_mib = cpus * 4096, .gpu = "", .gpus = 0});
        for (const char* zone : {"us-central1-a", "us-west1-a"})
            content.offerings.push_back(
                {"gcp", type, "", 0, std::string(zone).substr(0, std::string(zone).size() - 2), zone, price(hour), {}});
    }
    return content;
}

class Resize : public testing::Test {
protected:
    fakes::Bench bench;
    fakes::FakeRentingCloud google_cloud{"gcp"};
    fakes::FakeCatalog catalog{with_plain_machines()};
    const Error shortage{ErrorKind::no_capacity, "starting instance lab", "no T4 is left", "", Reach::zone};

    void SetUp() override {
        bench.around.clouds = {&bench.cloud, &google_cloud};
        bench.around.builtin_catalog = catalog.bytes();
        google_cloud.book[google("GPUS_ALL_REGIONS")] = {.limit = 8, .used = 0};
    }

    void make_lab(Spec spec = {}) {
        spec.name = "lab";
        spec.on = "gcp";
        if (!spec.regions) spec.regions = {{"us-central1"}};
        const auto made = up(bench.around, UpRequest{.spec = spec}, bench.person);
        ASSERT_TRUE(made) << describe(made.error());
        google_cloud.calls.clear();
    }
    Result<Outcome> resized(Spec changes, Moving moving = Moving::offered) {
        changes.name = "lab";
        return resize(bench.around, {.changes = changes, .moving = moving}, bench.person);
    }
    Result<Outcome> resized_elsewhere(const Spec& changes) { return resized(changes, Moving::asked_for); }
    /// In one zone, on one disk, and the ledger knows that.
    void expect_whole_in(const std::string& zone, Condition as) {
        for (const ResourceKind kind : {ResourceKind::instance, ResourceKind::disk, ResourceKind::snapshot}) {
            std::vector<std::string> places;
            for (const auto& [ref, found] : google_cloud.standing)
                if (ref.kind == kind) places.push_back(ref.place);
            EXPECT_EQ(places, kind == ResourceKind::snapshot ? std::vector<std::string>() : std::vector{zone})
                << to_string(kind);
        }
        EXPECT_EQ(recorded().offer.place, zone);
        EXPECT_EQ(condition(), as);
    }
    /// What was done to the cloud's things, in order.
    std::vector<std::string> done() const {
        std::vector<std::string> words;
        for (const std::string& call : google_cloud.calls)
            if (call.contains("instance")) words.push_back(call);
        return words;
    }
    MachineRecord recorded() { return (*bench.ledger->machine("lab"))->machine; }
    Condition condition() { return (*bench.ledger->machine("lab"))->condition; }
    std::string shape() {
        for (const auto& [ref, found] : google_cloud.standing)
            if (ref.kind == ResourceKind::instance) return found.properties.at("shape");
        return "";
    }
};

TEST_F(Resize, gives_a_gpu_and_takes_it_off_again_on_the_same_disk) {
    make_lab();
    EXPECT_EQ(shape(), "e2-standard-2");
    const auto larger = resized({.gpu = GpuWish{"T4", 1}});
    ASSERT_TRUE(larger) << describe(larger.error());
    EXPECT_THAT(done(), ElementsAre("stop instance lab", "ensure instance lab", "start instance lab"));
    EXPECT_EQ(shape(), "n1-standard-4 T4");
    EXPECT_EQ(recorded().offer.place, "us-central1-a");
    EXPECT_EQ(recorded().offer.gpu, (GpuWish{"T4", 1}));
    EXPECT_THAT(larger->plan.choice, Contains(HasSubstr("an hour costs $0.54 then")));
    EXPECT_THAT(larger->plan.choice, Contains(HasSubstr("now $0.067")));
    EXPECT_THAT(larger->plan.offer.warnings, Contains(HasSubstr("off meanwhile")));
    const auto again = resized({.gpu = GpuWish{"T4", 1}});
    ASSERT_TRUE(again);
    EXPECT_THAT(again->plan.steps, IsEmpty());
    ASSERT_TRUE(resized({.gpu = GpuWish{"none", 1}}));
    EXPECT_EQ(shape(), "e2-standard-2");
    EXPECT_EQ(recorded().offer.gpu, std::nullopt);
    EXPECT_EQ(condition(), Condition::ready);
}

TEST_F(Resize, is_what_up_does_with_a_changed_file) {
    make_lab({.setup = Setup::bare});
    const Spec changed{
        .name = "lab", .on = "gcp", .gpu = GpuWish{"T4", 1}, .setup = Setup::bare, .folder = "/data/project"};
    const auto planned = plan_up(bench.around, changed);
    ASSERT_TRUE(planned) << describe(planned.error());
    const auto resizing = plan_up(bench.around, {.name = "lab", .gpu = GpuWish{"T4", 1}});
    ASSERT_TRUE(resizing);
    EXPECT_EQ(planned->offer.machine_type, resizing->offer.machine_type);
    EXPECT_EQ(planned->steps.size(), resizing->steps.size());
}

TEST_F(Resize, keeps_what_was_said_and_not_what_only_came_with_it) {
    make_lab({.cpus = 8});
    EXPECT_EQ(shape(), "e2-standard-8");
    ASSERT_TRUE(resized({.gpu = GpuWish{"T4", 1}}));
    EXPECT_EQ(shape(), "n1-standard-8 T4");
    ASSERT_TRUE(resized({.cpus = 2}));
    EXPECT_EQ(shape(), "n1-standard-4 T4") << "the smallest with a T4";
}

TEST_F(Resize, a_type_that_was_named_is_no_word_about_another_gpu) {
    make_lab({.machine_type = "e2-standard-8"});
    ASSERT_TRUE(resized({.gpu = GpuWish{"T4", 1}}));
    EXPECT_EQ(shape(), "n1-standard-8 T4") << "as large as it was";
    const auto wrong = resized({.machine_type = "n1-standard-5"});
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().hint, HasSubstr("n1-standard-"));
}

TEST_F(Resize, says_where_there_would_be_one) {
    make_lab({.regions = {{"us-west1"}}});
    const auto refused = resized({.gpu = GpuWish{"H100", 8}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::not_found);
    EXPECT_THAT(refused.error().detail, HasSubstr("there is none in us-west1-a"));
    EXPECT_EQ(
        refused.error().hint,
        "`aloft resize lab --gpu H100:8 --region us-central1 --move` takes it to us-central1-a, with its disk, at "
        "$88.49 an hour");
    EXPECT_THAT(done(), IsEmpty());
}

class ResizeElsewhere : public Resize {
protected:
    /// In a zone that has no H100.
    void SetUp() override {
        Resize::SetUp();
        make_lab({.regions = {{"us-west1-a"}}});
        ASSERT_TRUE(up(bench.around, {.spec = {.name = "lab", .regions = {{"us-*"}}}}, bench.person));
        google_cloud.calls.clear();
        bench.person.asked_to_approve = 0;
    }
    const Spec h100{.gpu = GpuWish{"H100", 8}};
};

TEST_F(ResizeElsewhere, a_machine_that_runs_goes_off_and_comes_to_where_there_is_one) {
    const auto moved = resized_elsewhere(h100);
    ASSERT_TRUE(moved) << describe(moved.error());
    expect_whole_in("us-central1-a", Condition::ready);
    EXPECT_EQ(shape(), "a3-highgpu-8g H100");
    EXPECT_EQ(done().front(), "stop instance lab");
    EXPECT_EQ(bench.person.asked_to_approve, 1);
    EXPECT_THAT(moved->plan.choice, Contains(HasSubstr("it leaves its region: us-central1")));
    EXPECT_THAT(moved->plan.choice, Contains(HasSubstr("an hour costs $88.49 then")));
    EXPECT_THAT(moved->plan.offer.warnings, Contains(HasSubstr("off meanwhile")));
    EXPECT_EQ(recorded().spec.gpu, (GpuWish{"H100", 8}));
    const auto again = up(bench.around, {.spec = {.name = "lab"}}, bench.person);
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_THAT(again->plan.steps, IsEmpty());
}

TEST_F(ResizeElsewhere, goes_only_where_it_may_unless_it_is_said_anew) {
    ASSERT_TRUE(up(bench.around, {.spec = {.name = "lab", .regions = {{"us-west1"}}}}, bench.person));
    ASSERT_FALSE(resized_elsewhere(h100));
    expect_whole_in("us-west1-a", Condition::ready);
    Spec there = h100;
    there.regions = {{"us-central1"}};
    ASSERT_TRUE(resized_elsewhere(there));
    expect_whole_in("us-central1-a", Condition::ready);
}

TEST_F(ResizeElsewhere, without_the_persons_word_nothing_is_touched) {
    bench.person.approves = false;
    const auto refused = resized_elsewhere(h100);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().hint, HasSubstr("`aloft resize lab --gpu H100:8 --move --yes`"));
    EXPECT_THAT(done(), IsEmpty());
    expect_whole_in("us-west1-a", Condition::ready);
}

TEST_F(ResizeElsewhere, that_finds_nothing_there_either_runs_again_as_it_was) {
    google_cloud.run_out_of_machines_in("us-central1-a");
    const auto failed = resized_elsewhere(h100);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, ErrorKind::no_capacity);
    EXPECT_THAT(failed.error().hint, HasSubstr("it runs again as it was before, in us-west1-a"));
    expect_whole_in("us-west1-a", Condition::ready);
    EXPECT_EQ(shape(), "e2-standard-2");
    EXPECT_EQ(recorded().spec.gpu, std::nullopt);
}

TEST_F(ResizeElsewhere, that_finds_nothing_there_either_stays_off_when_it_was_off) {
    ASSERT_TRUE(stop(bench.around, {"lab"}, bench.person));
    google_cloud.run_out_of_machines_in("us-central1-a");
    ASSERT_FALSE(resized_elsewhere(h100));
    expect_whole_in("us-west1-a", Condition::stopped);
    google_cloud.refusing_zones.clear();
    ASSERT_TRUE(resized_elsewhere(h100));
    expect_whole_in("us-central1-a", Condition::ready);
}

TEST_F(ResizeElsewhere, a_disk_grows_on_the_way_and_never_shrinks) {
    const Bytes before = recorded().offer.disk;
    Spec smaller = h100;
    smaller.disk = Bytes{before.count / 2};
    const auto refused = resized_elsewhere(smaller);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().detail, HasSubstr("can grow but not shrink"));
    expect_whole_in("us-west1-a", Condition::ready);
    Spec larger = h100;
    larger.disk = gibibytes(300);
    ASSERT_TRUE(resized_elsewhere(larger));
    for (const auto& [ref, found] : google_cloud.standing) {
        if (ref.kind != ResourceKind::disk) continue;
        EXPECT_EQ(parse_bytes(found.properties.at("size")), gibibytes(300));
    }
}

/// At every call: whatever fails then, and cannot be taken back, the next command finishes or removes.
TEST_F(ResizeElsewhere, cut_off_anywhere_is_in_one_place_after_the_next_command) {
    std::size_t calls = 0;
    while (true) {
        const std::size_t last = google_cloud.calls.size() + calls;
        google_cloud.fault = [last](std::size_t call) {
            return call >= last ? fakes::Fault::before_effect : fakes::Fault::none;
        };
        const auto cut = resized_elsewhere(h100);
        google_cloud.fault = [](std::size_t) { return fakes::Fault::none; };
        if (cut) break;
        const auto started = start(bench.around, {"lab"}, bench.person);
        ASSERT_TRUE(started) << "cut off after " << calls << ": " << describe(started.error());
        expect_whole_in(recorded().offer.place, Condition::ready);
        if (recorded().offer.place == "us-central1-a") break;
        ++calls;
    }
    EXPECT_GE(calls, 4U);
}

TEST_F(Resize, a_shortage_is_met_where_it_is_and_the_machine_goes_on_to_another_zone_at_once) {
    make_lab({.regions = {{"us-central1"}}});
    google_cloud.refusing_zones["us-central1-a"] = shortage;
    const auto moved = resized_elsewhere({.gpu = GpuWish{"T4", 1}});
    ASSERT_TRUE(moved) << describe(moved.error());
    expect_whole_in("us-central1-b", Condition::ready);
    EXPECT_EQ(shape(), "n1-standard-4 T4");
    EXPECT_EQ(bench.person.asked_to_approve, 2) << "to make it, and to give it a T4, there or elsewhere at one price";
}

TEST_F(Resize, a_zone_that_has_run_out_of_a_gpu_is_not_tried_with_a_larger_machine) {
    make_lab({.regions = {{"us-west1-a"}}});
    ASSERT_TRUE(up(bench.around, {.spec = {.name = "lab", .regions = {{"gcp/*"}}}}, bench.person));
    google_cloud.refusing_starts["n1-standard-4 T4"] = shortage;
    google_cloud.run_out_of_machines_in("us-central1-a");
    google_cloud.zones_tried.clear();
    ASSERT_TRUE(resized_elsewhere({.gpu = GpuWish{"T4", 1}}));
    EXPECT_THAT(google_cloud.zones_tried, ElementsAre("us-central1-a", "us-central1-b"));
}

TEST_F(Resize, a_shortage_everywhere_makes_it_what_it_was_where_it_was) {
    make_lab({.regions = {{"us-central1"}}});
    google_cloud.refusing_starts["n1-standard-4 T4"] = shortage;
    google_cloud.run_out_of_machines_in("us-central1-b");
    const auto failed = resized_elsewhere({.gpu = GpuWish{"T4", 1}});
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().hint, HasSubstr("it runs again as it was before, e2-standard-2 with no GPU"));
    expect_whole_in("us-central1-a", Condition::ready);
    EXPECT_EQ(shape(), "e2-standard-2");
}

TEST_F(Resize, whose_region_has_no_quota_goes_to_one_that_has) {
    make_lab({.regions = {{"us-central1-a"}}});
    ASSERT_TRUE(up(bench.around, {.spec = {.name = "lab", .regions = {{"us-*"}}}}, bench.person));
    google_cloud.book[google("NVIDIA_T4_GPUS", "us-central1")] = {.limit = 0, .used = 0};
    const auto told = resized({.gpu = GpuWish{"T4", 1}});
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().kind, ErrorKind::quota);
    EXPECT_THAT(told.error().hint, HasSubstr("`aloft resize lab --gpu T4 --move` takes it to us-west1-a"));
    const auto moved = resized_elsewhere({.gpu = GpuWish{"T4", 1}});
    ASSERT_TRUE(moved) << describe(moved.error());
    expect_whole_in("us-west1-a", Condition::ready);
}

TEST_F(Resize, a_shortage_makes_it_what_it_was) {
    make_lab();
    google_cloud.refusing_starts["n1-standard-4 T4"] = shortage;
    const auto failed = resized({.disk = gibibytes(300), .gpu = GpuWish{"T4", 1}});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, ErrorKind::no_capacity);
    EXPECT_THAT(failed.error().hint, HasSubstr("it runs again as it was before, e2-standard-2 with no GPU"));
    EXPECT_THAT(failed.error().hint, HasSubstr("`aloft resize lab --gpu T4 --disk 300GB --move` takes it to us-cent"));
    EXPECT_EQ(shape(), "e2-standard-2");
    EXPECT_EQ(condition(), Condition::ready);
    EXPECT_EQ(recorded().offer.gpu, std::nullopt);
    // A disk that has grown stays large, and what is recorded is what is there.
    EXPECT_EQ(recorded().offer.disk, gibibytes(300));
    EXPECT_THAT(up(bench.around, {.spec = {.name = "lab"}}, bench.person)->plan.steps, IsEmpty());
}

TEST_F(Resize, says_what_it_is_when_not_even_the_way_back_is_open) {
    make_lab();
    google_cloud.refusing_starts = {{"n1-standard-4 T4", shortage}, {"e2-standard-2", shortage}};
    const auto failed = resized({.gpu = GpuWish{"T4", 1}});
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().detail, HasSubstr("going back to e2-standard-2 with no GPU failed as well"));
    EXPECT_THAT(failed.error().hint, HasSubstr("`aloft start lab`"));
    EXPECT_EQ(condition(), Condition::stopped);
    google_cloud.refusing_starts.clear();
    const auto again = start(bench.around, {"lab"}, bench.person);
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_EQ(shape(), "e2-standard-2");
}

TEST_F(Resize, up_of_a_machine_that_is_off_says_the_start_that_would_move_it) {
    make_lab({.gpu = GpuWish{"T4", 1}});
    ASSERT_TRUE(stop(bench.around, {"lab"}, bench.person));
    google_cloud.refusing_zones["us-central1-a"] = shortage;
    const auto failed = up(bench.around, {.spec = {.name = "lab"}}, bench.person);
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().hint, HasSubstr("`aloft start lab --move` takes it to us-central1-b"));
    EXPECT_TRUE(start(bench.around, {.machine = "lab", .moving = Moving::asked_for}, bench.person));
    expect_whole_in("us-central1-b", Condition::ready);
}

TEST_F(Resize, up_on_a_disk_that_was_kept_alone_names_no_start) {
    make_lab();
    ASSERT_TRUE(down(bench.around, {.machine = "lab", .disk = DiskToo::no}, bench.person));
    google_cloud.refusing_zones["us-central1-a"] = shortage;
    const auto failed = up(bench.around, {.spec = {.name = "lab"}}, bench.person);
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().hint, testing::Not(HasSubstr("start lab")));
}

TEST_F(ResizeElsewhere, a_disk_that_was_kept_alone_goes_to_where_the_machine_can_be_made_on_it) {
    ASSERT_TRUE(down(bench.around, {.machine = "lab", .disk = DiskToo::no}, bench.person));
    const auto moved = resized_elsewhere(h100);
    ASSERT_TRUE(moved) << describe(moved.error()) << moved.error().hint;
    expect_whole_in("us-central1-a", Condition::ready);
}

/// Of the machine nothing is left but its disk.
class KeptDisk : public Resize {
protected:
    void keep_a_disk(const Spec& spec = {}) {
        make_lab(spec);
        ASSERT_TRUE(down(bench.around, {.machine = "lab", .disk = DiskToo::no}, bench.person));
        google_cloud.calls.clear();
    }
    Result<Outcome> made_again(Spec said = {}, WhenNoQuota when_no_quota = WhenNoQuota::fail) {
        said.name = "lab";
        return up(bench.around, {.spec = said, .when_no_quota = when_no_quota}, bench.person);
    }
};

TEST_F(KeptDisk, whose_zone_has_run_out_goes_to_another) {
    keep_a_disk({.gpu = GpuWish{"T4", 1}});
    google_cloud.run_out_of_machines_in("us-central1-a");
    const auto told = made_again();
    ASSERT_FALSE(told);
    EXPECT_THAT(told.error().hint, HasSubstr("its disk is left in us-central1-a, as before"));
    EXPECT_THAT(told.error().hint, HasSubstr("`aloft resize lab --gpu T4 --move` takes it to us-central1-b"));
    const auto moved = resized_elsewhere({.gpu = GpuWish{"T4", 1}});
    ASSERT_TRUE(moved) << describe(moved.error());
    expect_whole_in("us-central1-b", Condition::ready);
}

TEST_F(KeptDisk, that_finds_no_room_elsewhere_either_is_left_where_it_was) {
    keep_a_disk({.gpu = GpuWish{"T4", 1}});
    const auto before = google_cloud.standing;
    google_cloud.run_out_of_machines_in("us-central1-a");
    google_cloud.run_out_of_machines_in("us-central1-b");
    ASSERT_FALSE(resized_elsewhere({.gpu = GpuWish{"T4", 1}}));
    EXPECT_EQ(google_cloud.standing, before);
    google_cloud.refusing_zones.clear();
    ASSERT_TRUE(made_again());
    expect_whole_in("us-central1-a", Condition::ready);
}

TEST_F(KeptDisk, is_not_taken_up_again_above_the_price_that_may_be_paid) {
    keep_a_disk({.max_price = Money{10'000'000}});
    const auto refused = made_again({.max_price = Money{1'000}});
    ASSERT_FALSE(refused);
    EXPECT_THAT(done(), IsEmpty());
    EXPECT_THAT(refused.error().detail, HasSubstr("$0.067 an hour in us-central1-a today, and no more than $0.001"));
    ASSERT_TRUE(made_again({.max_price = Money{10'000'000}}));
    // What stands costs what it costs.
    const auto again = made_again({.max_price = Money{1'000}});
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_THAT(again->plan.steps, IsEmpty());
}

TEST_F(KeptDisk, is_told_of_what_is_the_matter_with_its_place_today) {
    keep_a_disk();
    ASSERT_TRUE(
        bench.ledger->learn({.shelf = {.cloud = "gcp", .zone = "us-central1-a", .machine_type = "e2-standard-2"},
                             .stock = Stock::none,
                             .said = "none left",
                             .when = {}}));
    const auto planned = plan_up(bench.around, {.name = "lab"});
    ASSERT_TRUE(planned) << describe(planned.error());
    EXPECT_THAT(planned->offer.warnings, testing::Not(IsEmpty()));
}

TEST_F(KeptDisk, has_quota_asked_for_where_it_is) {
    keep_a_disk({.gpu = GpuWish{"T4", 1}, .regions = {{"us-west1-a"}}});
    google_cloud.book[google("NVIDIA_T4_GPUS", "us-west1")] = {.limit = 0, .used = 0};
    const auto again = made_again({.regions = {{"us-*"}}}, WhenNoQuota::ask_and_wait);
    ASSERT_TRUE(again) << describe(again.error());
    ASSERT_EQ(google_cloud.wishes.size(), 1U);
    EXPECT_EQ(google_cloud.wishes.front().quota.region, "us-west1");
    expect_whole_in("us-west1-a", Condition::ready);
}

TEST_F(Resize, a_disk_that_finds_no_room_to_grow_grows_where_it_goes) {
    make_lab({.regions = {{"us-*"}}});
    google_cloud.refused_change = {ResourceKind::disk,
                                   {ErrorKind::no_capacity, "growing a disk", "no room", "", Reach::zone}};
    const auto moved = resized_elsewhere({.disk = gibibytes(300)});
    ASSERT_TRUE(moved) << describe(moved.error());
    EXPECT_EQ(recorded().offer.disk, gibibytes(300));
    for (const auto& [ref, found] : google_cloud.standing) {
        if (ref.kind != ResourceKind::disk) continue;
        EXPECT_EQ(parse_bytes(found.properties.at("size")), gibibytes(300));
    }
}

TEST_F(Resize, an_address_that_could_not_be_given_up_is_no_obstacle) {
    make_lab({.address = PublicAddress::fixed});
    google_cloud.refused_change = {ResourceKind::instance, {ErrorKind::denied, "changing it", "not allowed", "", {}}};
    ASSERT_FALSE(resized({.address = PublicAddress::ephemeral}));
    const auto stopped = stop(bench.around, {"lab"}, bench.person);
    ASSERT_TRUE(stopped) << describe(stopped.error());
    google_cloud.refused_change.reset();
    const auto again = up(bench.around, {.spec = {.name = "lab"}}, bench.person);
    ASSERT_TRUE(again) << describe(again.error());
    for (const auto& [ref, found] : google_cloud.standing) EXPECT_NE(ref.name, "kept");
}

TEST_F(Resize, a_machine_that_was_off_stays_off_and_says_how_to_go_on) {
    make_lab();
    ASSERT_TRUE(stop(bench.around, {"lab"}, bench.person));
    google_cloud.refusing_starts["n1-standard-4 T4"] = shortage;
    const auto failed = resized({.gpu = GpuWish{"T4", 1}});
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().hint, HasSubstr("it is off"));
    EXPECT_THAT(failed.error().hint, HasSubstr("`aloft resize lab --gpu none`"));
    ASSERT_TRUE(resized({.gpu = GpuWish{"none", 1}}));
    EXPECT_EQ(condition(), Condition::ready);
    EXPECT_EQ(shape(), "e2-standard-2");
}

TEST_F(Resize, without_quota_nothing_is_touched) {
    make_lab();
    google_cloud.book[google("GPUS_ALL_REGIONS")] = {.limit = 0, .used = 0};
    const auto refused = resized({.gpu = GpuWish{"T4", 1}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::quota);
    EXPECT_THAT(done(), IsEmpty());
}

TEST_F(Resize, refuses_what_it_cannot_do_with_its_reason) {
    EXPECT_EQ(resized({.gpu = GpuWish{"T4", 1}}).error().kind, ErrorKind::not_found);
    make_lab();
    EXPECT_THAT(resized({}).error().detail, HasSubstr("nothing is said"));
    EXPECT_THAT(resized({.regions = {{"us-west1"}}}).error().hint, HasSubstr("--move"));
    const auto at_home = up(bench.around, {.spec = {.name = "home", .on = "local"}}, bench.person);
    ASSERT_TRUE(at_home) << describe(at_home.error());
    for (const Spec& wish : {Spec{.name = "home", .address = PublicAddress::fixed},
                             Spec{.name = "home", .deadline = std::chrono::hours(8)},
                             Spec{.name = "home", .machine_type = "n1-standard-4"}}) {
        const auto refused = resize(bench.around, {.changes = wish}, bench.person);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
        EXPECT_THAT(refused.error().hint, HasSubstr("--on gcp"));
    }
    EXPECT_TRUE(resize(bench.around, {.changes = {.name = "home", .cpus = 4}}, bench.person));
}

}  // namespace
}  // namespace aloft
