#include <algorithm>

#include "contract/quota_contract.hpp"
#include "fakes/fake_quota_cloud.hpp"
#include "fakes/fake_system.hpp"

/// The fake keeps what every cloud promises, so that what is shown with it holds for others.
namespace aloft::contract {
namespace {

class FakeQuotaBench final : public QuotaBench {
public:
    FakeQuotaBench() {
        cloud_.book[{"gcp", "GPUS_ALL_REGIONS", "", {}}] = {1, 0};
        for (const std::string region : {"us-central1", "us-west1"})
            cloud_.book[{"gcp", "NVIDIA_T4_GPUS", region, {}}] = {0, 0};
        cloud_.decide = [](const QuotaWish& wish) {
            return fakes::FakeQuotaCloud::Decision{std::chrono::hours(1), wish.limit, ""};
        };
    }
    Cloud& cloud() override { return cloud_; }
    QuotaWish wish() const override { return {{"gcp", "NVIDIA_T4_GPUS", "us-central1", {}}, {}, 2, "2 T4 GPUs"}; }
    std::string other_region() const override { return "us-west1"; }
    void let_it_decide() override { clock_.sleep(std::chrono::hours(2)); }

private:
    fakes::FakeClock clock_;
    fakes::FakeQuotaCloud cloud_{"gcp", clock_};
};

INSTANTIATE_TEST_SUITE_P(Fake, QuotaContract, ::testing::Values(+[]() -> std::unique_ptr<QuotaBench> {
                             return std::make_unique<FakeQuotaBench>();
                         }));

}  // namespace
}  // namespace aloft::contract
