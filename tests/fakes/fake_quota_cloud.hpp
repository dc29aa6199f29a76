#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "clouds/abilities.hpp"
#include "clouds/cloud.hpp"
#include "system/clock.hpp"

namespace aloft::fakes {

/// A cloud of which only its quotas are there. It decides after a time, by a clock that the test turns; takes one open
/// wish for each quota; and what it grants stands in its book from then on.
class FakeQuotaCloud final : public Cloud, public KnowsQuota, public AsksForQuota {
public:
    struct Decision {
        std::chrono::milliseconds after{0};
        std::optional<std::int64_t> granted;  ///< none: refused
        std::string why;
    };

    FakeQuotaCloud(std::string name, Clock& clock) : name_(std::move(name)), clock_(clock) {}

    // Knobs.
    QuotaBook book;
    std::function<Decision(const QuotaWish&)> decide = [](const QuotaWish& wish) {
        return Decision{{}, wish.limit, ""};
    };
    std::map<QuotaRef, QuotaEligibility> eligibilities;
    std::optional<Error> is_out_of_order;                 ///< to every question
    std::function<void(const QuotaWish&)> before_answer = [](const QuotaWish&) {};  ///< a wish has arrived

    // What a test looks at.
    std::vector<QuotaWish> wishes;
    std::vector<std::vector<std::string>> regions_read;

    std::string_view name() const override { return name_; }
    Account account() override { return {}; }

    Result<QuotaBook> quotas(std::span<const std::string> regions) override {
        if (is_out_of_order) return std::unexpected(*is_out_of_order);
        regions_read.emplace_back(regions.begin(), regions.end());
        settle();
        QuotaBook told;
        for (const auto& [ref, value] : book)
            if (ref.region.empty() || std::ranges::find(regions, ref.region) != regions.end()) told[ref] = value;
        return told;
    }

    Result<QuotaEligibility> eligibility(const QuotaWish& wish) override {
        if (is_out_of_order) return std::unexpected(*is_out_of_order);
        const auto found = eligibilities.find(wish.quota);
        return found == eligibilities.end() ? QuotaEligibility{} : found->second;
    }

    Result<QuotaRequest> ask(const QuotaWish& wish) override {
        if (is_out_of_order) return std::unexpected(*is_out_of_order);
        settle();
        const auto open = open_.find(wish.quota);
        if (open != open_.end() && open->second.request.state == QuotaRequestState::pending) {
            if (open->second.request.wish.limit == wish.limit) return open->second.request;
            return failure(ErrorKind::conflict, "asking for " + describe(wish.quota), "a wish for it is open already");
        }
        wishes.push_back(wish);
        QuotaRequest request{.wish = wish,
                             .state = QuotaRequestState::pending,
                             .id = "wish-" + std::to_string(wishes.size()),
                             .granted = {},
                             .said = {},
                             .asked = to_iso(clock_.now()),
                             .changed = {}};
        open_[wish.quota] = {request, clock_.now(), decide(wish)};
        before_answer(wish);
        settle();
        return open_[wish.quota].request;
    }

    Result<std::vector<QuotaRequest>> asked(std::span<const std::string> regions) override {
        if (is_out_of_order) return std::unexpected(*is_out_of_order);
        settle();
        std::vector<QuotaRequest> all;
        for (const auto& [ref, open] : open_)
            if (ref.region.empty() || std::ranges::find(regions, ref.region) != regions.end()) {
                all.push_back(open.request);
                all.back().wish.purpose.clear();  // a cloud forgets that
            }
        return all;
    }

    Result<std::vector<Offer>> offers(const Spec&) override { return no_machines(); }
    Blueprint blueprint(const Spec&, const Offer&, const Labels&) const override { return {}; }
    Result<Found> ensure(const Resource&, const Circumstances&) override { return no_machines(); }
    Result<Found> find(const ResourceRef&) override { return no_machines(); }
    Result<void> remove(const ResourceRef&) override { return no_machines(); }
    Result<std::vector<Found>> owned(std::string_view) override { return std::vector<Found>(); }

private:
    struct Open {
        QuotaRequest request;
        Instant asked;
        Decision decision;
    };

    static std::unexpected<Error> no_machines() {
        return failure(ErrorKind::bad_input, "making a machine", "this fake has quotas alone");
    }

    void settle() {
        for (auto& [ref, open] : open_) {
            if (open.request.state != QuotaRequestState::pending || clock_.now() - open.asked < open.decision.after)
                continue;
            open.request.granted = open.decision.granted;
            open.request.said = open.decision.why;
            open.request.state = open.decision.granted ? QuotaRequestState::granted : QuotaRequestState::refused;
            if (!open.decision.granted) continue;
            QuotaValue& value = book[ref];
            value.limit = std::max(value.limit.value_or(0), *open.decision.granted);
            value.used = value.used.value_or(0);
        }
    }

    std::string name_;
    Clock& clock_;
    std::map<QuotaRef, Open> open_;
};

}  // namespace aloft::fakes
