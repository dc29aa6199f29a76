#include "clouds/gcp/price_renewal.hpp"
#include "clouds/gcp/sku_list.hpp"
#include "fakes/builtin_content.hpp"
#include "unit/practice/google/newer_apis.hpp"

namespace aloft::practice::google {
namespace {

using ::testing::HasSubstr;

class BillingApi : public NewerApis {};

TEST_F(BillingApi, AccountsAreThoseOfTheWorld) {
    const Json accounts = answer("cloudbilling.billingAccounts.list", {});
    ASSERT_EQ(accounts["billingAccounts"].size(), 2U);
    EXPECT_EQ(accounts["billingAccounts"][0]["name"], "billingAccounts/012345-6789AB-CDEF01");
    EXPECT_EQ(accounts["billingAccounts"][0]["open"], true);
    EXPECT_EQ(
        answer("cloudbilling.billingAccounts.list", {}, Json::object(), {{"filter", "open=true"}})["billingAccounts"]
            .size(),
        1U);
    EXPECT_EQ(answer("cloudbilling.billingAccounts.get", {{"name", "billingAccounts/012345-6789AB-CDEF02"}})["open"],
              false);
    EXPECT_EQ(refusal("cloudbilling.billingAccounts.get", {{"name", "billingAccounts/0"}}).status, 403);
}

TEST_F(BillingApi, AProjectIsLinkedAndUnlinked) {
    const std::map<std::string, std::string, std::less<>> poor{{"name", "projects/poor-project"}};
    EXPECT_EQ(answer("cloudbilling.projects.getBillingInfo", poor), (Json{{"name", "projects/poor-project/billingInfo"},
                                                                          {"projectId", "poor-project"},
                                                                          {"billingAccountName", ""},
                                                                          {"billingEnabled", false}}));
    const Json linked = answer("cloudbilling.projects.updateBillingInfo", poor,
                               {{"billingAccountName", "billingAccounts/012345-6789AB-CDEF01"}});
    EXPECT_EQ(linked["billingEnabled"], true);
    EXPECT_EQ(answer("cloudbilling.billingAccounts.projects.list",
                     {{"name", "billingAccounts/012345-6789AB-CDEF01"}})["projectBillingInfo"]
                  .size(),
              2U);
    EXPECT_EQ(answer("cloudbilling.projects.updateBillingInfo", poor, {{"billingAccountName", ""}})["billingEnabled"],
              false);
}

TEST_F(BillingApi, ForeignClosedAndImpossibleAccountsAreRefused) {
    const auto refused = [&](const char* account) {
        return refusal("cloudbilling.projects.updateBillingInfo", {{"name", "projects/poor-project"}},
                       {{"billingAccountName", account}});
    };
    EXPECT_EQ(refused("billingAccounts/999999-999999-999999").status, 403);
    EXPECT_EQ(refused("billingAccounts/012345-6789AB-CDEF02").grpc_status, "FAILED_PRECONDITION");
    EXPECT_EQ(refused("012345-6789AB-CDEF01").status, 400);
}

TEST_F(BillingApi, AnAccountThatTheWeatherClosesPaysNoMore) {
    World broke = usual_world();
    broke.billing_accounts[0].open = false;
    weather.change(broke);
    found_world(office);
    EXPECT_EQ(answer("cloudbilling.projects.getBillingInfo", {{"name", "projects/my-project"}})["billingEnabled"],
              false);
}

TEST_F(BillingApi, OnlyComputesSkusAreSold) {
    EXPECT_EQ(answer("cloudbilling.services.list", {})["services"][0]["displayName"], "Compute Engine");
    EXPECT_EQ(refusal("cloudbilling.services.skus.list", {{"parent", "services/0"}}).status, 404);
    EXPECT_EQ(refusal("cloudbilling.services.skus.list", {{"parent", "services/6F81-5844-456A"}}, Json::object(),
                      {{"currencyCode", "EUR"}})
                  .status,
              400);
}

/// All pages, as aloft's own reader takes them.
gcp::SkuList read_skus(const std::function<Json(const std::string& token)>& page_after) {
    gcp::SkuList skus;
    std::string token;
    do {
        const auto next = skus.take_page(page_after(token));
        EXPECT_TRUE(next.has_value());
        token = next.value_or("");
    } while (!token.empty());
    return skus;
}

TEST_F(BillingApi, SkusComePageByPageAndEachOnce) {
    std::set<std::string> ids;
    std::string token;
    int pages = 0;
    do {
        const Json page = answer("cloudbilling.services.skus.list", {{"parent", "services/6F81-5844-456A"}},
                                 Json::object(), {{"pageSize", "10"}, {"pageToken", token}});
        for (const Json& sku : page["skus"]) EXPECT_TRUE(ids.insert(sku["skuId"]).second) << sku["description"];
        token = page.value("nextPageToken", "");
        ++pages;
    } while (!token.empty());
    EXPECT_GE(pages, 2);
}

/// The catalog that aloft is built with: the SKUs of the practice cloud add up to its prices again.
class WholeCatalog : public ::testing::Test {
protected:
    const market::CatalogContent content = fakes::builtin_content();
};

TEST_F(WholeCatalog, IsReadBackFromTheSkus) {
    const fakes::FakeCatalog fake(content);
    const market::Catalog catalog = fake.catalog();
    fakes::FakeClock computer;
    const WorldClock clock(computer, std::chrono::milliseconds(0));
    Weather weather({}, clock);
    const Places places(catalog, weather.world());
    QuotaBook quota(weather.world());
    const auto records = Records::open({}).value();
    fakes::FakeLoop loop;
    fakes::FakeRandom random;
    Office office{clock, weather, places, quota, *records, loop, random};
    const auto skus_method =
        std::ranges::find(billing_methods(), std::string_view("cloudbilling.services.skus.list"), &Method::id);
    const gcp::SkuList skus = read_skus([&](const std::string& token) {
        const Call call{"cloudbilling.services.skus.list",
                        {{"parent", "services/6F81-5844-456A"}},
                        {{"pageSize", "700"}, {"pageToken", token}},
                        {},
                        "me",
                        ""};
        return skus_method->answer(office, call).value();
    });
    EXPECT_TRUE(skus.refused().empty()) << skus.refused().front().what << ": " << skus.refused().front().why;

    std::map<std::tuple<std::string_view, std::string_view, int>, const market::MachineType*> types;
    for (const market::MachineType& type : content.types) types[{type.name, type.gpu, type.gpus}] = &type;
    int same = 0, other = 0, none = 0;
    std::map<std::string, int> other_types;
    for (const market::Offering& offering : content.offerings) {
        if (offering.cloud != "gcp") continue;
        const market::MachineType& type = *types.at({offering.type, offering.gpu, offering.gpus});
        for (const auto& [price, rented] :
             {std::pair(offering.on_demand, gcp::Rented::on_demand), std::pair(offering.spot, gcp::Rented::spot)}) {
            // An estimated price is no sum of anything, and half a GiB of this type's memory is missing in the catalog.
            if (!price || price->certainty == market::Certainty::estimated || type.name == "g4-standard-6") continue;
            const auto hour = gcp::hour_of(type, offering.region, rented, skus);
            // To the millionth of a dollar, since exact halves were rounded down there and are rounded up here. But
            // 14.4 GiB are no whole number of MiB: a size that is off by less than one makes a price that is, too.
            const std::int64_t most_off = type.memory_mib % 256 == 0 ? 1 : 5;
            if (!hour)
                ++none;
            else if (std::abs(hour->micros - price->hour.micros) <= most_off)
                ++same;
            else {
                ++other;
                ++other_types[offering.type + (rented == gcp::Rented::spot ? " spot" : "")];
            }
        }
    }
    std::string words;
    for (const auto& [type, count] : other_types) words += type + " " + std::to_string(count) + ", ";
    EXPECT_GT(same, 20'000);
    EXPECT_LT(none, 1000) << "machines that share a core, and those that Google sells by arrangement";
    EXPECT_EQ(other, 0) << same << " same, " << none << " without; other: " << words;
}

}  // namespace
}  // namespace aloft::practice::google
