#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "market/catalog_merge.hpp"
#include "operations/catalog_change.hpp"
#include "operations/catalog_folder.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

class Refresher {
public:
    Refresher(const CatalogKeeping& keeping, Clock& clock, const CatalogRefresh& wish)
        : keeping_(keeping), folder_(keeping), clock_(clock), wish_(wish), began_(clock.elapsed()) {}

    CloudRefreshed refresh(CatalogFeed& feed) {
        CloudRefreshed refreshed;
        refreshed.cloud = feed.cloud();
        const std::string before = kept_text(refreshed.cloud);
        const Result<FeedAnswer> answer = read(feed);
        if (!answer) {
            refreshed.error = answer.error();
            return refreshed;
        }
        refreshed.outcome = answer->content ? Refreshing::changed : Refreshing::unchanged;
        refreshed.refused = answer->refused;
        if (!answer->content) return refreshed;
        refreshed.offerings = answer->content->offerings.size();
        if (const Result<void> kept = keep(refreshed.cloud, *answer->content, answer->stamps, before); !kept) {
            refreshed.outcome = Refreshing::failed;
            refreshed.error = kept.error();
        }
        return refreshed;
    }

private:
    std::string kept_text(const std::string& cloud) const { return read_file(folder_.part(cloud)).value_or(""); }

    /// The lock is not held meanwhile: reading may take many minutes, and nobody shall wait for that.
    Result<FeedAnswer> read(CatalogFeed& feed) {
        const std::chrono::milliseconds left = wish_.time_limit - (clock_.elapsed() - began_);
        if (left <= std::chrono::milliseconds(0))
            return failure(ErrorKind::unreachable, fmt::format("reading the prices of {}", feed.cloud()),
                           "the time was up before", "allow more: --time-limit 3600");
        const Result<market::CatalogContent> whole = folder_.content();
        if (!whole) return failed(whole);
        const market::CatalogContent present = market::part_of(*whole, feed.cloud());
        const ReadStamps stamps = folder_.stamps(std::string(feed.cloud()));
        return feed.read(
            {present, stamps, wish_.regions, left, std::chrono::floor<std::chrono::days>(clock_.now())},
            [&](std::string_view text) {
                keeping_.events.show(Notice{Notice::Weight::news, fmt::format("{}: {}", feed.cloud(), text)});
            });
    }

    Result<void> keep(const std::string& cloud, const market::CatalogContent& content, const ReadStamps& stamps,
                      const std::string& before) {
        const Result<FileLock> lock = folder_.lock();
        if (!lock) return failed(lock);
        if (kept_text(cloud) != before)
            return failure(ErrorKind::conflict, fmt::format("keeping the prices of {}", cloud),
                           "another aloft has imported or refreshed them meanwhile, and that stays",
                           "to have the newest ones all the same, refresh again");
        return folder_.keep(cloud, content, stamps);
    }

    const CatalogKeeping& keeping_;
    CatalogFolder folder_;
    Clock& clock_;
    const CatalogRefresh& wish_;
    std::chrono::milliseconds began_;
};

Result<std::vector<CatalogFeed*>> wished(const std::vector<CatalogFeed*>& feeds, const CatalogRefresh& wish) {
    if (!wish.cloud) return feeds;
    std::vector<std::string_view> names;
    for (CatalogFeed* feed : feeds) {
        if (feed->cloud() == *wish.cloud) return std::vector{feed};
        names.push_back(feed->cloud());
    }
    return failure(ErrorKind::bad_input, "refreshing the catalog",
                   fmt::format("nothing is known from which the prices of '{}' could be read", *wish.cloud),
                   fmt::format("these can be refreshed: {}", fmt::join(names, ", ")));
}

}  // namespace

Result<std::vector<CloudRefreshed>> refresh_catalog(const CatalogKeeping& keeping,
                                                    const std::vector<CatalogFeed*>& feeds, Clock& clock,
                                                    const CatalogRefresh& wish) {
    const Result<std::vector<CatalogFeed*>> chosen = wished(feeds, wish);
    if (!chosen) return failed(chosen);
    Refresher refresher(keeping, clock, wish);
    std::vector<CloudRefreshed> clouds;
    for (CatalogFeed* feed : *chosen) {
        clouds.push_back(refresher.refresh(*feed));
        const std::optional<Error>& error = clouds.back().error;
        if (error && error->kind == ErrorKind::interrupted) return std::unexpected(*error);
    }
    const auto has_failed = [](const CloudRefreshed& cloud) { return cloud.outcome == Refreshing::failed; };
    if (clouds.empty() || !std::ranges::all_of(clouds, has_failed)) return clouds;
    return std::unexpected(clouds.front().error.value_or(Error{}));
}

}  // namespace aloft
