#include "contract/cloud_contract.hpp"
#include "contract/quota_contract.hpp"
#include "google_on_paper.hpp"

namespace aloft::contract {
namespace {

class GoogleBench final : public Bench {
public:
    Cloud& cloud() override { return paper_.cloud; }
    Spec spec() const override { return {.name = "box", .on = "gcp"}; }
    Result<std::vector<Offer>> offers() override {
        auto offer = paper_.offer();
        if (!offer) return failed(offer);
        return std::vector<Offer>{*offer};
    }
    Labels labels() const override { return gcp::GoogleOnPaper::labels(); }
    std::vector<Found> given() const override { return {paper_.key()}; }
    std::vector<std::string> kept_when_stopped() const override { return {"port", "user"}; }

private:
    gcp::GoogleOnPaper paper_;
};

class GoogleQuotaBench final : public QuotaBench {
public:
    static practice::World world() {
        practice::World world = practice::google::DeskBench::usual_world();
        world.quota_limits = {{{"NVIDIA_T4_GPUS"}, {}, {}, 1}};
        world.quota_answers = {
            {{"*"}, {}, {}, {}, practice::QuotaAnswerRule::Answer::granted, 0, std::chrono::minutes(2), ""}};
        return world;
    }
    Cloud& cloud() override { return paper_.cloud; }
    QuotaWish wish() const override {
        return {.quota = {"gcp", "NVIDIA_T4_GPUS", "us-central1", {}},
                .code = {"compute.googleapis.com", "NVIDIA-T4-GPUS-per-project-region"},
                .limit = 4,
                .purpose = "4 T4 GPUs, on demand"};
    }
    std::string other_region() const override { return "europe-west4"; }
    void let_it_decide() override { paper_.clock.sleep(std::chrono::minutes(3)); }

private:
    gcp::GoogleOnPaper paper_{world()};
};

INSTANTIATE_TEST_SUITE_P(Google, CloudContract,
                         testing::Values(CloudUnderTest{"gcp", [] { return std::make_unique<GoogleBench>(); }, ""}),
                         name_of_bench);

INSTANTIATE_TEST_SUITE_P(Google, QuotaContract, ::testing::Values(+[]() -> std::unique_ptr<QuotaBench> {
                             return std::make_unique<GoogleQuotaBench>();
                         }));

}  // namespace
}  // namespace aloft::contract
