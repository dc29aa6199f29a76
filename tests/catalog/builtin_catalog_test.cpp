#include "main/builtin_catalog.hpp"

#include <gmock/gmock.h>

#include "market/catalog.hpp"

namespace aloft {
namespace {

TEST(BuiltinCatalog, IsReadWhereItLies) {
    const auto catalog = market::Catalog::over(builtin_catalog(), "the built-in catalog");
    ASSERT_TRUE(catalog) << describe(catalog.error());
    EXPECT_GT(catalog->offerings().size(), 10'000U);
    EXPECT_GT(catalog->sources().size(), 5U);
}

TEST(BuiltinCatalog, ItsCheapestT4IsAT4) {
    const auto catalog = market::Catalog::over(builtin_catalog(), "the built-in catalog");
    ASSERT_TRUE(catalog) << describe(catalog.error());
    const market::GpuRow* t4 = catalog->find_gpu("nvidia-tesla-t4");
    ASSERT_NE(t4, nullptr);
    const market::OfferingRow& cheapest = catalog->offerings_of(*t4).front();
    EXPECT_EQ(catalog->text(catalog->gpus()[catalog->types()[cheapest.type].gpu].name), "T4");
    EXPECT_LT(market::money_in(cheapest.on_demand.micros), Money{500'000});
}

}  // namespace
}  // namespace aloft
