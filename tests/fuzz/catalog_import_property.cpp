#include <algorithm>
#include <cstring>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "clouds/aws/price_list.hpp"
#include "clouds/gcp/sku_list.hpp"
#include "core/utf8.hpp"
#include "fuzz/properties.hpp"
#include "fuzz/require.hpp"
#include "market/catalog.hpp"
#include "market/catalog_merge.hpp"
#include "market/catalog_text.hpp"
#include "market/catalog_writer.hpp"
#include "market/checksum.hpp"
#include "market/skypilot_csv.hpp"

namespace aloft::fuzz {
namespace {

using market::CatalogContent;

void require_words(const Error& error) {
    require(!error.detail.empty(), "a refusal has words");
    require(valid_utf8(describe(error)) == describe(error), "the words are text");
}

void require_words(const std::vector<market::Refused>& refused) {
    for (const market::Refused& row : refused) {
        require(!row.what.empty() && !row.why.empty(), "what is refused has a name and a reason");
        require(valid_utf8(row.what + row.why) == row.what + row.why, "the words are text");
    }
}

bool can_be(const market::Offering& offering) {
    if (!offering.on_demand && !offering.spot) return false;
    if (offering.on_demand && offering.on_demand->hour.micros <= 0) return false;
    if (offering.spot && offering.spot->hour.micros <= 0) return false;
    return !offering.on_demand || !offering.spot || offering.spot->hour <= offering.on_demand->hour;
}

void read_skypilot(std::string_view bytes, std::string_view cloud) {
    const auto import = market::read_skypilot_csv({bytes, "any.csv", cloud, market::Day{std::chrono::days(20'000)}});
    if (!import) return require_words(import.error());
    require_words(import->refused);
    const CatalogContent& content = import->content;
    require(std::ranges::all_of(content.offerings, can_be), "what cannot be is refused");
    const std::string text = market::to_text(content);
    const market::CatalogText as_text{"again.csv", text};
    const auto again = market::read_catalog_text({&as_text, 1});
    require(again.has_value(), "what was imported can be kept");
    require(market::to_text(*again) == text, "what was kept reads back equal");
    const CatalogContent merged = market::with_part({}, *again, cloud);
    require(merged.offerings.size() == content.offerings.size(), "no offering is lost");
    require(market::write_catalog(merged).refused.size() <= content.offerings.size(), "a catalog is written");
}

/// Where they begin matters.
struct Aligned {
    explicit Aligned(std::string_view bytes) : words((bytes.size() + 7) / 8), size(bytes.size()) {
        if (size > 0) std::memcpy(words.data(), bytes.data(), size);
    }
    std::span<const std::byte> bytes() const { return std::as_bytes(std::span(words)).first(size); }
    std::vector<std::uint64_t> words;
    std::size_t size;
};

void open_catalog(const Aligned& file) {
    const auto catalog = market::Catalog::over(file.bytes(), "any");
    if (!catalog) return require_words(catalog.error());
    // Whatever it says, all of it can be looked at.
    const CatalogContent content = market::content_of(*catalog);
    for (const market::GpuRow& gpu : catalog->gpus())
        for (const market::OfferingRow& offering : catalog->offerings_of(gpu))
            require(offering.type < catalog->types().size(), "an offering is of a type that is there");
    for (const std::string_view word : {"t4", "nvidia", ""}) {
        catalog->find_gpu(word);
        catalog->like(word);
    }
    const Aligned again(market::write_catalog(content).bytes);
    require(market::Catalog::over(again.bytes(), "again").has_value(), "what was read can be written");
}

}  // namespace

void read_any_skypilot_csv(std::string_view bytes) {
    read_skypilot(bytes, "aws");
    read_skypilot(bytes, "gcp");
}

void open_any_catalog(std::string_view bytes) {
    Aligned file(bytes);
    open_catalog(file);
    // A checksum keeps out what was damaged, and hides what else would be wrong with it.
    market::CatalogHeader header{};
    if (bytes.size() < sizeof header) return;
    std::memcpy(&header, bytes.data(), sizeof header);
    header.size = bytes.size();
    header.checksum = market::seal(header, file.bytes().subspan(sizeof header));
    std::memcpy(file.words.data(), &header, sizeof header);
    open_catalog(file);
}

void read_any_price_list(std::string_view bytes) {
    aws::PriceList whole("r1"), parts("r1");
    Result<void> taken = whole.take(bytes);
    Result<void> taken_in_parts;
    for (std::size_t at = 0; at < bytes.size() && taken_in_parts; at += 3)
        taken_in_parts = parts.take(bytes.substr(at, 3));
    require(taken.has_value() == taken_in_parts.has_value(), "pieces make no difference");
    if (!taken) return require_words(taken.error());
    const auto prices = whole.finish();
    const auto prices_of_parts = parts.finish();
    require(prices.has_value() == prices_of_parts.has_value(), "pieces make no difference at the end");
    if (!prices) return require_words(prices.error());
    require(prices->hour == prices_of_parts->hour, "pieces make no difference to the prices");
    require_words(prices->refused);
    for (const auto& [type, hour] : prices->hour) require(!type.empty() && hour.micros > 0, "a price is of something");
}

void read_any_sku_page(std::string_view bytes) {
    gcp::SkuList list;
    const auto next = list.take_page(bytes);
    if (!next) return require_words(next.error());
    require_words(list.refused());
}

}  // namespace aloft::fuzz
