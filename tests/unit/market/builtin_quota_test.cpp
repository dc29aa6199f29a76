#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "market/catalog_text.hpp"
#include "market/quota.hpp"
#include "source_folder.hpp"

/// The rules of quota, held against every machine type that aloft is built with.
namespace aloft::market {
namespace {

CatalogContent built_in() {
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& entry :
         std::filesystem::directory_iterator(aloft::tests::source_folder() / "src/market/catalog")) {
        if (entry.path().extension() != ".csv") continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        files.emplace_back(entry.path().filename(), std::string(std::istreambuf_iterator<char>(stream), {}));
    }
    std::vector<CatalogText> texts;
    for (const auto& [name, text] : files) texts.push_back({name, text});
    return read_catalog_text(texts).value();
}

TEST(BuiltInQuota, NoMachineTypeIsWithoutAQuotaThatCountsIt) {
    const CatalogContent content = built_in();
    ASSERT_GT(content.types.size(), 100U);
    for (const MachineType& type : content.types)
        for (const Buying buying : {Buying::on_demand, Buying::spot}) {
            const QuotaNeeds needs = quota_needs({.cloud = type.cloud,
                                                  .region = "r",
                                                  .machine_type = type.name,
                                                  .gpu = type.gpu,
                                                  .gpus = type.gpus,
                                                  .cpus = (type.millicpus + 999) / 1000,
                                                  .buying = buying,
                                                  .disk_gb = 100});
            EXPECT_EQ(needs.unmodelled, "") << type.cloud << " " << type.name << " " << type.gpu;
            const auto disks = std::ranges::count(needs.parts, Counted::solid_state_gb, &QuotaNeed::counted);
            EXPECT_EQ(disks, type.cloud == "gcp" ? 1 : 0) << type.cloud << " " << type.name;
        }
}

}  // namespace
}  // namespace aloft::market
