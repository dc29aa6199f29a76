#include "practice/meter.hpp"

#include <gmock/gmock.h>

#include <random>

namespace aloft::practice {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const Moment start = *from_iso("2026-11-20T12:00:00Z");

Reading reading(Moment at, std::string state, std::vector<Rate> rates, std::string id = "1") {
    return {at, "p", "zones/us-central1-a/instances/vm", std::move(id), std::move(state), std::move(rates)};
}

TEST(Bill, NothingCostsNothing) {
    EXPECT_THAT(bill_of({}, start).lines, IsEmpty());
    EXPECT_EQ(bill_of({}, start).total, Money{});
}

TEST(Bill, AThingCostsUntilItsNextReadingAndTheLastGoesOn) {
    const Bill bill = bill_of({reading(start, "RUNNING", {{"n1-standard-4", {190'000}}}),
                               reading(start + 90min, "TERMINATED", {{"100 GB pd-balanced", {13'699}}})},
                              start + 150min);
    ASSERT_EQ(bill.lines.size(), 2U);
    EXPECT_EQ(bill.lines[0].cost, Money{285'000});
    EXPECT_EQ(bill.lines[0].until, start + 90min);
    EXPECT_FALSE(bill.lines[0].still_on);
    EXPECT_EQ(bill.lines[1].cost, Money{13'699});
    EXPECT_TRUE(bill.lines[1].still_on);
    EXPECT_EQ(bill.hourly_now, Money{13'699});
    EXPECT_EQ(bill.total, Money{300'000}) << "0.298699 to the cent";
}

TEST(Bill, AReadingWithoutRatesEndsIt) {
    const Bill bill =
        bill_of({reading(start, "RUNNING", {{"a", {1'000'000}}}), reading(start + 1h, "", {})}, start + 24h);
    EXPECT_EQ(bill.lines.size(), 1U);
    EXPECT_EQ(bill.hourly_now, Money{});
    EXPECT_EQ(bill.total, Money{1'000'000});
}

TEST(Bill, ANameUsedAgainIsAnotherThing) {
    const Bill bill = bill_of({reading(start, "RUNNING", {{"a", {1'000'000}}}, "1"),
                               reading(start + 1h, "RUNNING", {{"a", {2'000'000}}}, "2")},
                              start + 2h);
    EXPECT_EQ(bill.total, Money{4'000'000}) << "the first was never told to be gone";
    EXPECT_EQ(bill.hourly_now, Money{3'000'000});
}

TEST(Bill, ASpotPriceCountsFromWhenItChanged) {
    const Bill bill = bill_of({reading(start, "RUNNING", {{"t4, spot", {110'000}}}),
                               reading(start + 1h, "RUNNING", {{"t4, spot", {290'000}}})},
                              start + 2h);
    EXPECT_EQ(bill.total, Money{400'000});
}

TEST(Bill, WhatComesAfterNowIsNotOnItYet) {
    const Bill bill =
        bill_of({reading(start, "RUNNING", {{"a", {1'000'000}}}), reading(start + 2h, "", {})}, start + 1h);
    EXPECT_EQ(bill.total, Money{1'000'000});
    EXPECT_TRUE(bill.lines[0].still_on);
}

TEST(Bill, IsRoundedOnceAndNotLineByLine) {
    std::vector<Reading> readings;
    for (int thing = 0; thing < 3; ++thing)  // each a third of a millionth
        readings.push_back(reading(start, "RUNNING", {{"a", {1}}}, std::to_string(thing)));
    readings.push_back(reading(start, "RUNNING", {{"b", {14'999}}}, "x"));
    const Bill bill = bill_of(readings, start + 20min);
    EXPECT_EQ(bill.lines[0].cost, Money{});
    // 3 * 1/3 + 14999 / 3 = 5000.67 millionths: a cent; rounded line by line 5000 as well, at 4999.67 it is none.
    EXPECT_EQ(bill.total, Money{10'000});
}

TEST(Bill, HalfACentIsACentAndLessIsNone) {
    EXPECT_EQ(bill_of({reading(start, "R", {{"a", {5'000}}})}, start + 1h).total, Money{10'000});
    EXPECT_EQ(bill_of({reading(start, "R", {{"a", {5'000}}})}, start + 1h - 1ms).total, Money{});
}

TEST(Bill, LargeMachinesForYearsDoNotOverflow) {
    const Bill bill = bill_of({reading(start, "R", {{"a", {1'000'000'000}}})}, start + std::chrono::days(3650));
    EXPECT_EQ(bill.total, Money{1'000'000'000LL * 24 * 3650});
}

/// However a time is cut into readings of the same price, it costs the same.
TEST(BillProperty, CuttingChangesNothing) {
    std::mt19937_64 engine(1);
    for (int round = 0; round < 500; ++round) {
        const Money hour{static_cast<std::int64_t>(engine() % 100'000'000)};
        const auto whole = std::chrono::milliseconds(1 + engine() % 10'000'000'000);
        std::vector<Reading> cut{reading(start, "R", {{"a", hour}})};
        std::vector<std::chrono::milliseconds> cuts;
        for (int piece = 0; piece < 8; ++piece)
            cuts.emplace_back(static_cast<std::int64_t>(engine() % static_cast<std::uint64_t>(whole.count())));
        std::ranges::sort(cuts);
        for (const auto at : cuts) cut.push_back(reading(start + at, "R", {{"a", hour}}));
        EXPECT_EQ(bill_of(cut, start + whole).total,
                  bill_of({reading(start, "R", {{"a", hour}})}, start + whole).total);
    }
}

/// A bill never becomes smaller as time goes on.
TEST(BillProperty, OnlyGrows) {
    std::mt19937_64 engine(2);
    std::vector<Reading> readings;
    Moment at = start;
    for (int count = 0; count < 200; ++count) {
        at += std::chrono::milliseconds(engine() % 5'000'000);
        std::vector<Rate> rates;
        for (std::size_t rate = engine() % 3; rate > 0; --rate)
            rates.push_back({"a", {static_cast<std::int64_t>(engine() % 5'000'000)}});
        readings.push_back(reading(at, rates.empty() ? "" : "RUNNING", rates, std::to_string(engine() % 9)));
    }
    Money last;
    for (Moment now = start; now < at + 10h; now += 37min) {
        const Money total = bill_of(readings, now).total;
        EXPECT_GE(total, last);
        last = total;
    }
}

}  // namespace
}  // namespace aloft::practice
