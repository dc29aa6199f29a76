#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <ranges>
#include <set>
#include <string>
#include <vector>

#include "clouds/abilities.hpp"
#include "clouds/cloud.hpp"
#include "contract/bench.hpp"

/// What every cloud promises, fake or real. A test program that includes this once and instantiates the suite with its
/// benches puts its cloud to the test:
///
///     INSTANTIATE_TEST_SUITE_P(Local, CloudContract, testing::Values(CloudUnderTest{"container", make_bench}), name_of_bench);
namespace aloft::contract {

struct CloudUnderTest {
    std::string name;
    /// Nothing where the cloud cannot be used here; then the tests are skipped, with the reason.
    std::function<std::unique_ptr<Bench>()> make;
    std::string why_not;
};

inline std::string name_of_bench(const testing::TestParamInfo<CloudUnderTest>& info) { return info.param.name; }

class CloudContract : public testing::TestWithParam<CloudUnderTest> {
protected:
    void SetUp() override {
        bench_ = GetParam().make();
        if (!bench_) GTEST_SKIP() << GetParam().why_not;
        const auto offers = bench_->offers();
        ASSERT_TRUE(offers) << describe(offers.error());
        ASSERT_FALSE(offers->empty());
        offer_ = offers->front();
        blueprint_ = cloud().blueprint(bench_->spec(), offer_, bench_->labels());
        found_ = bench_->given();
    }

    /// Whatever a test made goes, also when it failed.
    void TearDown() override {
        if (!bench_) return;
        for (const Resource& resource : std::views::reverse(blueprint_.resources))
            if (resource.belongs != Belongs::to_cache) {
                EXPECT_TRUE(cloud().remove(resource.ref));
            }
    }

    Cloud& cloud() { return bench_->cloud(); }

    std::vector<Found> needs_of(const Resource& resource) const {
        std::vector<Found> needs;
        for (const Found& found : found_)
            if (std::ranges::find(resource.needs, found.ref) != resource.needs.end()) needs.push_back(found);
        return needs;
    }

    Found ensure(const Resource& resource) {
        const auto needs = needs_of(resource);
        const auto found = cloud().ensure(resource, {needs, [](std::string_view) {}});
        EXPECT_TRUE(found) << describe(resource.ref) << ": " << describe(found.error());
        if (!found) return {resource.ref, Condition::absent, {}, {}};
        std::erase_if(found_, [&](const Found& old) { return old.ref == resource.ref; });
        found_.push_back(*found);
        return *found;
    }

    void make_all() {
        for (const Resource& resource : blueprint_.resources)
            ASSERT_EQ(ensure(resource).condition, Condition::ready) << describe(resource.ref);
    }

    void remove_all() {
        for (const Resource& resource : std::views::reverse(blueprint_.resources)) {
            if (resource.belongs == Belongs::to_cache) continue;
            const auto removed = cloud().remove(resource.ref);
            EXPECT_TRUE(removed) << describe(resource.ref) << ": " << describe(removed.error());
        }
    }

    Condition condition_of(const ResourceRef& ref) {
        const auto found = cloud().find(ref);
        EXPECT_TRUE(found) << describe(ref) << ": " << describe(found.error());
        return found ? found->condition : Condition::partial;
    }

    std::set<ResourceRef> owned(std::string_view owner) {
        const auto all = cloud().owned(owner);
        EXPECT_TRUE(all) << describe(all.error());
        std::set<ResourceRef> refs;
        if (!all) return refs;
        for (const Found& found : *all)
            EXPECT_TRUE(refs.insert(found.ref).second) << "twice in owned(): " << describe(found.ref);
        return refs;
    }

    /// What bears a label, which is all but the cache.
    std::set<ResourceRef> refs_of_machine() const {
        std::set<ResourceRef> refs;
        for (const Resource& resource : blueprint_.resources)
            if (resource.belongs != Belongs::to_cache) refs.insert(resource.ref);
        return refs;
    }

    const Resource& instance() const {
        return *std::ranges::find_if(blueprint_.resources,
                                     [](const Resource& one) { return one.ref.kind == ResourceKind::instance; });
    }

    std::unique_ptr<Bench> bench_;
    Offer offer_;
    Blueprint blueprint_;
    std::vector<Found> found_;
};

TEST_P(CloudContract, AnOfferSettlesEverySize) {
    EXPECT_EQ(offer_.cloud, cloud().name());
    EXPECT_FALSE(offer_.place.empty());
    EXPECT_FALSE(offer_.machine_type.empty());
    EXPECT_GT(offer_.cpus, 0);
    EXPECT_GT(offer_.memory, Bytes{});
    EXPECT_GT(offer_.disk, Bytes{});
}

TEST_P(CloudContract, ABlueprintIsPureAndInOrder) {
    EXPECT_EQ(cloud().blueprint(bench_->spec(), offer_, bench_->labels()), blueprint_);
    std::set<ResourceRef> before;
    for (const Resource& resource : blueprint_.resources) {
        EXPECT_EQ(resource.ref.provider, cloud().name());
        for (const ResourceRef& need : resource.needs)
            if (need.provider == cloud().name()) {
                EXPECT_TRUE(before.contains(need)) << describe(resource.ref) << " stands before " << describe(need);
            }
        EXPECT_TRUE(before.insert(resource.ref).second) << "twice in the blueprint: " << describe(resource.ref);
    }
    EXPECT_TRUE(std::ranges::any_of(blueprint_.resources,
                                    [](const Resource& one) { return one.ref.kind == ResourceKind::instance; }));
}

TEST_P(CloudContract, WhatIsNotThereIsAbsentAndRemovedWithSuccess) {
    for (const ResourceRef& ref : refs_of_machine()) {
        EXPECT_EQ(condition_of(ref), Condition::absent) << describe(ref);
        EXPECT_TRUE(cloud().remove(ref)) << describe(ref);
    }
    EXPECT_THAT(owned(bench_->labels().owner), testing::IsEmpty());
}

TEST_P(CloudContract, WhatIsMadeIsFoundAsItWasMade) {
    make_all();
    for (const Resource& resource : blueprint_.resources) {
        const auto found = cloud().find(resource.ref);
        ASSERT_TRUE(found) << describe(found.error());
        EXPECT_EQ(found->ref, resource.ref);
        EXPECT_EQ(found->condition, Condition::ready) << describe(resource.ref);
        EXPECT_EQ(found->labels, resource.labels) << describe(resource.ref);
        for (const auto& [name, property] : resource.properties)
            if (const std::string* value = seen(*found, name)) {
                EXPECT_EQ(*value, property.value) << describe(resource.ref) << ' ' << name;
            }
    }
}

TEST_P(CloudContract, AnInstanceSaysHowToReachIt) {
    make_all();
    const auto found = cloud().find(instance().ref);
    ASSERT_TRUE(found);
    for (const char* property : {"host", "port", "user"}) {
        ASSERT_NE(seen(*found, property), nullptr) << property;
        EXPECT_FALSE(seen(*found, property)->empty()) << property;
    }
}

TEST_P(CloudContract, MadeTwiceIsMadeOnce) {
    make_all();
    const auto once = owned(bench_->labels().owner);
    const auto found = cloud().find(instance().ref);
    make_all();
    EXPECT_EQ(owned(bench_->labels().owner), once);
    const auto again = cloud().find(instance().ref);
    ASSERT_TRUE(found && again);
    EXPECT_EQ(*again, *found);
}

TEST_P(CloudContract, OwnedIsExactlyWhatWasMade) {
    make_all();
    EXPECT_EQ(owned(bench_->labels().owner), refs_of_machine());
    EXPECT_THAT(owned("nobody"), testing::IsEmpty());
    remove_all();
    EXPECT_THAT(owned(bench_->labels().owner), testing::IsEmpty());
}

TEST_P(CloudContract, RemovedTwiceIsRemoved) {
    make_all();
    remove_all();
    remove_all();
    for (const ResourceRef& ref : refs_of_machine()) EXPECT_EQ(condition_of(ref), Condition::absent) << describe(ref);
}

TEST_P(CloudContract, ADiskInUseIsNotRemoved) {
    make_all();
    for (const Resource& resource : blueprint_.resources)
        if (resource.ref.kind == ResourceKind::disk) {
            EXPECT_FALSE(cloud().remove(resource.ref));
            EXPECT_EQ(condition_of(resource.ref), Condition::ready);
        }
}

TEST_P(CloudContract, AnInstanceMadeAnewStandsOnTheOldDisk) {
    make_all();
    ASSERT_TRUE(cloud().remove(instance().ref));
    EXPECT_EQ(condition_of(instance().ref), Condition::absent);
    EXPECT_EQ(ensure(instance()).condition, Condition::ready);
    EXPECT_EQ(owned(bench_->labels().owner), refs_of_machine());
}

TEST_P(CloudContract, StoppedAndStartedItIsTheSame) {
    auto power = require<CanStop>(cloud());
    if (!power) GTEST_SKIP() << power.error().detail;
    make_all();
    const auto before = cloud().find(instance().ref);
    for (int twice = 0; twice < 2; ++twice) {
        const auto stopped = (*power)->stop(instance().ref);
        ASSERT_TRUE(stopped) << describe(stopped.error());
        EXPECT_EQ(stopped->condition, Condition::stopped);
        EXPECT_EQ(condition_of(instance().ref), Condition::stopped);
    }
    EXPECT_EQ(owned(bench_->labels().owner), refs_of_machine());
    const auto needs = needs_of(instance());
    for (int twice = 0; twice < 2; ++twice) {
        const auto started = (*power)->start(instance().ref, {needs, [](std::string_view) {}});
        ASSERT_TRUE(started) << describe(started.error());
        EXPECT_EQ(started->condition, Condition::ready);
        for (const std::string& property : bench_->kept_when_stopped())
            EXPECT_EQ(started->properties.at(property), before->properties.at(property));
        EXPECT_FALSE(started->properties.at("host").empty());
    }
}

TEST_P(CloudContract, WhatIsNotThereCannotBeStarted) {
    auto power = require<CanStop>(cloud());
    if (!power) GTEST_SKIP() << power.error().detail;
    const auto started = (*power)->start(instance().ref, {{}, [](std::string_view) {}});
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().kind, ErrorKind::not_found);
    const auto stopped = (*power)->stop(instance().ref);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::not_found);
}

}  // namespace aloft::contract
