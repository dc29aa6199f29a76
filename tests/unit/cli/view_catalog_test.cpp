#include "cli/view_catalog.hpp"

#include <gmock/gmock.h>

#include "golden.hpp"

namespace aloft::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using tests::expect_golden;

constexpr Paint fine{.colours = false, .unicode = true};
const Instant now{std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + std::chrono::hours(10)};

market::Day day(int year, unsigned month, unsigned of_month) {
    return std::chrono::sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(of_month));
}

CatalogImported imported(int refused) {
    CatalogImported imported{"gcp", 16580, 19849, 962, {}};
    for (int i = 0; i < refused; ++i)
        imported.refused.push_back({"us-west4-a a3-megagpu-8g", "the price of its 8 H100-MEGA is not there"});
    return imported;
}

TEST(CatalogView, SaysHowOldWhatIs) {
    const CatalogSummary summary{
        {{"aws", Whose::built_in, 3025, 117, 15, 28, {{"aws", "zones", "a record of offerings", day(2026, 8, 1)}}},
         {"gcp",
          Whose::persons,
          1,
          1,
          1,
          1,
          {{"gcp", "machine types and prices", "vms.csv, in SkyPilot's form", day(2024, 6, 13)}}}},
        {{"", "memory and speed of GPUs", "data sheets", day(2026, 11, 20)}}};
    expect_golden("cli/catalog.txt", catalog_view(summary, now, fine, 100));
}

TEST(CatalogView, AnImportNamesTheFirstOfTheRefused) {
    expect_golden("cli/catalog-import.txt", import_view(imported(12), fine, 70));
    EXPECT_THAT(import_view(imported(1), fine, 80), HasSubstr("one row was refused:\n"));
    EXPECT_THAT(import_view(imported(0), fine, 80), Not(HasSubstr("refused")));
}

TEST(CatalogView, ARefreshSaysOfEachCloudWhatCameOfIt) {
    const std::vector<CloudRefreshed> clouds{
        {"aws", Refreshing::changed, 3100, {{"us-east-1 x", "spot is dearer"}}, {}},
        {"other", Refreshing::unchanged, 0, {}, {}},
        {"gcp",
         Refreshing::failed,
         0,
         {},
         Error{ErrorKind::not_signed_in, "reading prices", "not signed in", "sign in", Reach::nothing}}};
    expect_golden("cli/catalog-refresh.txt", refresh_view(clouds, fine, 80));
}

TEST(CatalogView, WhatComesFromAFileCannotPaintTheTerminal) {
    CatalogImported evil = imported(1);
    evil.refused.front().why = "\x1b[31mred";
    EXPECT_THAT(import_view(evil, fine, 80), Not(HasSubstr("\x1b")));
}

TEST(CatalogView, ForgettingIsSaid) {
    EXPECT_EQ(forget_view({"aws", "gcp"}), "aws, gcp: as built in again\n");
    EXPECT_EQ(forget_view({}), "nothing was imported or refreshed\n");
}

}  // namespace
}  // namespace aloft::cli
