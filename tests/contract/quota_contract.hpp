#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "clouds/abilities.hpp"
#include "clouds/cloud.hpp"
#include "system/clock.hpp"

/// What every cloud promises that tells its quotas and can be asked for more, fake or real:
///
///     INSTANTIATE_TEST_SUITE_P(Fake, QuotaContract, testing::Values(make_bench));
namespace aloft::contract {

/// An account in a world of its own, in which one wish will be granted.
class QuotaBench {
public:
    virtual ~QuotaBench() = default;
    virtual Cloud& cloud() = 0;
    virtual QuotaWish wish() const = 0;  ///< for one region
    virtual std::string other_region() const = 0;
    virtual void let_it_decide() = 0;
};

using MakeQuotaBench = std::unique_ptr<QuotaBench> (*)();

class QuotaContract : public ::testing::TestWithParam<MakeQuotaBench> {
protected:
    void SetUp() override {
        ASSERT_TRUE(require<KnowsQuota>(bench_->cloud()));
        ASSERT_TRUE(require<AsksForQuota>(bench_->cloud()));
    }

    KnowsQuota& knows() { return **require<KnowsQuota>(bench_->cloud()); }
    AsksForQuota& asks() { return **require<AsksForQuota>(bench_->cloud()); }

    std::vector<QuotaRequest> asked() { return *asks().asked(regions_); }
    std::optional<QuotaRequest> asked_for(const QuotaRef& quota) {
        for (const QuotaRequest& one : asked())
            if (one.wish.quota == quota) return one;
        return std::nullopt;
    }

    std::unique_ptr<QuotaBench> bench_ = GetParam()();
    const QuotaWish wish_ = bench_->wish();
    const std::vector<std::string> regions_{wish_.quota.region};
};

TEST_P(QuotaContract, TellsOfTheRegionsThatWereAskedAndOfWhatCountsEverywhere) {
    const auto book = knows().quotas(regions_);
    ASSERT_TRUE(book) << describe(book.error());
    EXPECT_TRUE(book->contains(wish_.quota));
    for (const auto& [ref, value] : *book) {
        EXPECT_EQ(ref.cloud, bench_->cloud().name());
        EXPECT_TRUE(ref.region.empty() || ref.region == wish_.quota.region) << describe(ref);
        EXPECT_TRUE(value.limit || value.used) << describe(ref) << " is told, and nothing of it";
    }
    const QuotaBook everywhere = *knows().quotas({});
    for (const auto& [ref, value] : everywhere) EXPECT_EQ(ref.region, "");
}

TEST_P(QuotaContract, ToLookWhetherThereIsHopeAsksForNothing) {
    const std::size_t before = asked().size();
    ASSERT_TRUE(asks().eligibility(wish_));
    EXPECT_EQ(asked().size(), before);
}

TEST_P(QuotaContract, WhatWasAskedIsRememberedWithItsTime) {
    const auto request = asks().ask(wish_);
    ASSERT_TRUE(request) << describe(request.error());
    EXPECT_NE(request->state, QuotaRequestState::asking);
    const auto remembered = asked_for(wish_.quota);
    ASSERT_TRUE(remembered);
    EXPECT_EQ(remembered->wish.limit, wish_.limit);
    EXPECT_TRUE(remembered->asked.empty() || from_iso(remembered->asked)) << remembered->asked;
    const std::vector<std::string> elsewhere{bench_->other_region()};
    const std::vector<QuotaRequest> others = *asks().asked(elsewhere);
    for (const QuotaRequest& one : others) EXPECT_NE(one.wish.quota, wish_.quota);
}

TEST_P(QuotaContract, TwiceIsOnce) {
    ASSERT_TRUE(asks().ask(wish_));
    const auto again = asks().ask(wish_);
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_EQ(std::ranges::count(asked(), wish_.quota, [](const auto& one) { return one.wish.quota; }), 1);
}

TEST_P(QuotaContract, WhatIsGrantedIsThere) {
    ASSERT_TRUE(asks().ask(wish_));
    bench_->let_it_decide();
    const auto request = asked_for(wish_.quota);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->state, QuotaRequestState::granted);
    EXPECT_GE(request->granted.value_or(wish_.limit), wish_.limit);
    EXPECT_GE(knows().quotas(regions_)->at(wish_.quota).limit, wish_.limit);
}

}  // namespace aloft::contract
