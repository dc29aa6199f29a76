#include "operations/quota_wait.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace aloft {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string doing = "waiting for quota";
constexpr milliseconds first_pause = seconds(5);
constexpr milliseconds longest_pause = seconds(60);
constexpr milliseconds blink{500};

std::string where(const QuotaPlace& place) { return fmt::format("{} {}", place.cloud, place.region); }

std::unexpected<Error> interrupted() {
    return failure(ErrorKind::interrupted, doing, "you stopped it; what was asked stays asked",
                   "`aloft quota list` shows what became of it");
}

/// Who waits for a person's decision may wait for days; who waits for a program's, seconds.
class Patience {
public:
    Patience(Clock& clock, const Interruption& interruption) : clock_(clock), interruption_(interruption) {}

    Result<void> pause() {
        for (milliseconds left = next_; left > milliseconds(0); left -= blink) {
            if (interruption_.requested()) return interrupted();
            clock_.sleep(std::min(left, blink));
        }
        next_ = std::min(next_ * 2, longest_pause);
        return {};
    }

private:
    Clock& clock_;
    const Interruption& interruption_;
    milliseconds next_ = first_pause;
};

/// The places that are still waited for.
class Watched {
public:
    Watched(Surroundings& around, std::vector<AskedPlace> places) : around_(around) { add(std::move(places)); }

    void add(std::vector<AskedPlace> places) {
        for (AskedPlace& place : places) {
            if (is_hopeful(place.outcome)) {
                open_.push_back(std::move(place));
                continue;
            }
            refuse(place, place.why);
        }
    }

    std::size_t size() const { return open_.size(); }

    /// One where nothing is missing.
    std::optional<QuotaPlace> had() const {
        const auto found = std::ranges::find_if(open_, [](const AskedPlace& one) {
            return one.outcome == AskOutcome::allowed || std::ranges::all_of(one.requests, is_granted);
        });
        return found == open_.end() ? std::nullopt : std::optional(found->place);
    }

    void update(const std::vector<QuotaRequest>& now) {
        for (AskedPlace& place : open_)
            for (QuotaRequest& request : place.requests) {
                const auto found = std::ranges::find_if(
                    now, [&](const QuotaRequest& one) { return one.wish.quota == request.wish.quota; });
                if (found == now.end() || found->state == request.state) continue;
                request = *found;
                const QuotaRef& quota = request.wish.quota;
                // What counts everywhere, several places wait for.
                if (is_granted(request) && told_.insert(quota).second)
                    tell(fmt::format("granted: {}", describe(quota)));
            }
        std::erase_if(open_, [&](const AskedPlace& place) {
            const auto refused = std::ranges::find_if(place.requests, is_refused);
            if (refused == place.requests.end()) return false;
            refuse(place, refusal_of(*refused));
            return true;
        });
    }

    Error all_refused() const {
        std::vector<std::string> words;
        words.reserve(refusals_.size());
        for (const Refusal& one : refusals_)
            words.push_back(one.more == 0 ? fmt::format("{}: {}", one.first, one.why)
                                          : fmt::format("{} and {} more: {}", one.first, one.more, one.why));
        return {ErrorKind::quota, doing,
                words.empty() ? "there is no place to wait for" : fmt::format("{}", fmt::join(words, "; ")),
                "another GPU, another region or spot may be granted: aloft quota GPU"};
    }

    void tell(std::string text, Notice::Weight weight = Notice::Weight::news) const {
        around_.events.show(Notice{weight, "quota: " + std::move(text)});
    }

private:
    /// A quota that counts everywhere closes all regions for one reason, which is said once.
    struct Refusal {
        std::string why;
        std::string first;
        int more = 0;
    };

    void refuse(const AskedPlace& place, const std::string& why) {
        if (const auto same = std::ranges::find(refusals_, why, &Refusal::why); same != refusals_.end()) {
            ++same->more;
            return;
        }
        refusals_.push_back({why, where(place.place)});
        tell(fmt::format("not in {}: {}", where(place.place), why), Notice::Weight::warning);
    }

    Surroundings& around_;
    std::vector<AskedPlace> open_;
    std::vector<Refusal> refusals_;
    std::set<QuotaRef> told_;
};

}  // namespace

Result<QuotaPlace> wait_for_quota(Surroundings& around, std::vector<AskedPlace> places,
                                  const ElsewhereAsked& elsewhere) {
    Watched watched(around, std::move(places));
    const std::size_t wanted = std::max<std::size_t>(watched.size(), 1);
    bool is_left = true;  // somewhere else to ask
    Patience patience(around.clock, around.interruption);
    std::set<std::string> silent;
    bool is_told = false;
    while (true) {
        if (auto place = watched.had()) return *place;
        if (watched.size() < wanted && is_left) {
            auto more = elsewhere();
            if (!more) return failed(more);
            is_left = !more->empty();
            watched.add(std::move(*more));
            continue;
        }
        if (watched.size() == 0) return std::unexpected(watched.all_refused());
        if (!std::exchange(is_told, true))
            watched.tell(
                fmt::format("asked in {} place{}; waiting until one grants it (Ctrl-C ends the waiting, not the "
                            "wish)",
                            watched.size(), watched.size() == 1 ? "" : "s"));
        if (auto paused = patience.pause(); !paused) return failed(paused);
        auto now = follow_quota_requests(around);
        if (!now) return failed(now);
        for (const SilentCloud& cloud : now->silent)
            if (silent.insert(cloud.cloud).second)
                watched.tell(fmt::format("{} does not say: {}", cloud.cloud, cloud.why), Notice::Weight::warning);
        watched.update(now->requests);
    }
}

Result<QuotaPlace> ask_and_wait(Surroundings& around, const market::Catalog& catalog, QuotaAsk ask) {
    const auto ask_once = [&]() -> Result<std::vector<AskedPlace>> {
        auto asked = ask_for_quota(around, catalog, ask);
        if (asked)
            for (const AskedPlace& one : *asked) ask.leave_out.emplace(one.place.cloud, one.place.region);
        return asked;
    };
    auto asked = ask_once();
    if (!asked) return failed(asked);
    return wait_for_quota(around, std::move(*asked), ask_once);
}

}  // namespace aloft
