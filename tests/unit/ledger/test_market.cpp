#include "unit/ledger/ledger_fixture.hpp"

namespace aloft {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

/// What was learned of clouds: capacity, quota requests, distances.
class MarketTest : public LedgerTest {};

const Shelf shelf{"gcp", "us-central1-a", "n1-standard-4", "T4", 1, Buying::on_demand};

CapacityNews none(const Shelf& where, const std::string& said = "none left") {
    return {.shelf = where, .stock = Stock::none, .said = said, .when = ""};
}

TEST_F(MarketTest, a_new_ledger_has_learned_nothing) {
    EXPECT_THAT(value_of(ledger->capacity()), IsEmpty());
    EXPECT_THAT(value_of(ledger->quota_requests()), IsEmpty());
    EXPECT_THAT(value_of(ledger->distances()), IsEmpty());
}

TEST_F(MarketTest, of_a_shelf_the_last_word_is_kept_with_its_time) {
    expect_done(ledger->learn(none(shelf)));
    open_again();
    CapacityNews expected = none(shelf);
    expected.when = "t1";
    EXPECT_THAT(value_of(ledger->capacity()), ElementsAre(expected));
    expect_done(ledger->learn({.shelf = shelf, .stock = Stock::had, .said = "", .when = ""}));
    EXPECT_THAT(value_of(ledger->capacity()),
                ElementsAre(CapacityNews{.shelf = shelf, .stock = Stock::had, .said = "", .when = "t1"}));
}

TEST_F(MarketTest, each_part_of_a_shelf_tells_it_apart) {
    std::vector<Shelf> shelves(7, shelf);
    shelves[1].cloud = "aws";
    shelves[2].zone = "us-central1-b";
    shelves[3].machine_type = "n1-standard-8";
    shelves[4].gpu = "P4";
    shelves[5].gpus = 2;
    shelves[6].buying = Buying::spot;
    for (const Shelf& one : shelves) expect_done(ledger->learn(none(one)));
    EXPECT_EQ(value_of(ledger->capacity()).size(), shelves.size());
    expect_done(ledger->learn({.shelf = shelves[6], .stock = Stock::had, .said = "", .when = ""}));
    int still_none = 0;
    for (const CapacityNews& news : value_of(ledger->capacity())) still_none += news.stock == Stock::none;
    EXPECT_EQ(still_none, 6) << "spot says nothing of on demand";
}

QuotaRequest request_for(const QuotaRef& quota, QuotaRequestState state) {
    return {.wish = {.quota = quota,
                     .code = {"compute.googleapis.com", "X-per-project-region"},
                     .limit = 1,
                     .purpose = "1 T4 GPU, on demand"},
            .state = state,
            .id = {},
            .granted = {},
            .said = {},
            .asked = {},
            .changed = {}};
}

const QuotaRef t4{"gcp", "NVIDIA_T4_GPUS", "us-central1", {}};

TEST_F(MarketTest, a_request_is_there_before_anybody_answered) {
    expect_done(ledger->record(request_for(t4, QuotaRequestState::asking)));
    open_again();
    QuotaRequest expected = request_for(t4, QuotaRequestState::asking);
    expected.asked = expected.changed = "t1";
    EXPECT_THAT(value_of(ledger->quota_requests()), ElementsAre(expected));
}

TEST_F(MarketTest, a_request_keeps_when_it_was_asked_and_when_it_changed) {
    const auto times = [&] {
        const QuotaRequest one = value_of(ledger->quota_requests()).front();
        return one.asked + " " + one.changed;
    };
    expect_done(ledger->record(request_for(t4, QuotaRequestState::asking)));
    expect_done(ledger->record(request_for(t4, QuotaRequestState::pending)));
    EXPECT_EQ(times(), "t1 t2");
    expect_done(ledger->record(request_for(t4, QuotaRequestState::pending)));
    EXPECT_EQ(times(), "t1 t2");
    QuotaRequest refused = request_for(t4, QuotaRequestState::refused);
    refused.said = "not enough history";
    refused.id = "prefs/1";
    refused.granted = 0;
    expect_done(ledger->record(refused));
    EXPECT_EQ(times(), "t1 t4");
    EXPECT_EQ(value_of(ledger->quota_requests()).front().said, "not enough history");
    EXPECT_EQ(value_of(ledger->quota_requests()).front().id, "prefs/1");
    EXPECT_EQ(value_of(ledger->quota_requests()).front().granted, 0);
    expect_done(ledger->record(request_for(t4, QuotaRequestState::asking)));
    EXPECT_EQ(times(), "t5 t5") << "asked again";
}

TEST_F(MarketTest, dimensions_tell_quotas_apart) {
    QuotaRef h100{"gcp", "GPUS_PER_GPU_FAMILY", "us-central1", {{"gpu_family", "NVIDIA_H100"}}};
    QuotaRef h200{"gcp", "GPUS_PER_GPU_FAMILY", "us-central1", {{"gpu_family", "NVIDIA_H200"}}};
    QuotaRef elsewhere = h200;
    elsewhere.region = "us-east1";
    for (const QuotaRef& ref : {h100, h200, elsewhere, h100})
        expect_done(ledger->record(request_for(ref, QuotaRequestState::pending)));
    std::vector<QuotaRef> refs;
    for (const QuotaRequest& one : value_of(ledger->quota_requests())) refs.push_back(one.wish.quota);
    EXPECT_THAT(refs, UnorderedElementsAre(h100, h200, elsewhere));
}

TEST_F(MarketTest, distances_are_kept_and_renewed) {
    using std::chrono::milliseconds;
    expect_done(ledger->remember({{"aws", "us-east-1", milliseconds(90), ""}, {"gcp", "us-west1", {}, ""}}));
    expect_done(ledger->remember({{"gcp", "us-west1", milliseconds(0), ""}}));
    EXPECT_THAT(value_of(ledger->distances()), ElementsAre(Distance{"aws", "us-east-1", milliseconds(90), "t1"},
                                                           Distance{"gcp", "us-west1", milliseconds(0), "t2"}));
    expect_done(ledger->remember({{"gcp", "us-west1", {}, ""}}));
    EXPECT_THAT(value_of(ledger->distances()).back().time, std::nullopt);
}

}  // namespace
}  // namespace aloft
