#include "market/catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <ranges>

#include "core/nearest.hpp"
#include "market/checksum.hpp"
#include "market/folded.hpp"

namespace aloft::market {
namespace {

using RawBytes = std::span<const std::byte>;

std::unexpected<Error> refused(std::string_view origin, std::string why) {
    return failure(ErrorKind::storage, fmt::format("opening the catalog {}", origin), std::move(why),
                   "`aloft catalog refresh` or `aloft catalog import` makes it anew");
}

/// Nothing when the section does not lie within the file.
template <class Row>
std::optional<std::span<const Row>> rows(RawBytes bytes, Section section) {
    if (section.offset % alignof(std::uint64_t) != 0 || section.offset > bytes.size()) return std::nullopt;
    if (section.count > (bytes.size() - section.offset) / sizeof(Row)) return std::nullopt;
    return std::span(reinterpret_cast<const Row*>(bytes.data() + section.offset), section.count);
}

bool is_among(std::string_view folded_word, std::string_view words) {
    return std::ranges::any_of(words | std::views::split(' '),
                               [&](auto word) { return folded(std::string_view(word)) == folded_word; });
}

/// Whatever the rows say must be there.
class References {
public:
    References(const Catalog& catalog, std::size_t text_size) : catalog_(catalog), text_size_(text_size) {}

    bool hold() const {
        return std::ranges::all_of(catalog_.gpus(), [&](const GpuRow& row) { return holds(row); }) &&
               std::ranges::all_of(catalog_.types(), [&](const TypeRow& row) { return holds(row); }) &&
               std::ranges::all_of(catalog_.regions(), [&](const RegionRow& row) { return holds(row); }) &&
               std::ranges::all_of(catalog_.zones(), [&](const ZoneRow& row) { return has(row.name); }) &&
               std::ranges::all_of(catalog_.offerings(), [&](const OfferingRow& row) { return holds(row); }) &&
               std::ranges::all_of(catalog_.sources(), [&](const SourceRow& row) { return holds(row); });
    }

private:
    bool has(TextRef text) const { return text.offset <= text_size_ && text.length <= text_size_ - text.offset; }

    bool holds(const GpuRow& row) const {
        const std::size_t offerings = catalog_.offerings().size();
        return has(row.name) && has(row.aliases) && has(row.maker) && has(row.generation) && has(row.retired) &&
               has(row.instead) && row.first_offering <= offerings && row.offerings <= offerings - row.first_offering;
    }
    bool holds(const TypeRow& row) const {
        return has(row.cloud) && has(row.name) && row.gpu < catalog_.gpus().size() && row.architecture <= 1;
    }
    bool holds(const RegionRow& row) const {
        return has(row.cloud) && has(row.name) && has(row.title) && has(row.endpoint);
    }
    bool holds(const OfferingRow& row) const {
        return row.type < catalog_.types().size() && row.region < catalog_.regions().size() &&
               row.zone < catalog_.zones().size() && row.on_demand.certainty <= 1 && row.spot.certainty <= 1;
    }
    bool holds(const SourceRow& row) const { return has(row.cloud) && has(row.what) && has(row.origin); }

    const Catalog& catalog_;
    std::size_t text_size_;
};

}  // namespace

Result<Catalog> Catalog::over(RawBytes bytes, std::string_view origin) {
    CatalogHeader header{};
    if (bytes.size() < sizeof header) return refused(origin, "it is too short to be one");
    std::memcpy(&header, bytes.data(), sizeof header);
    if (std::memcmp(header.magic, catalog_magic, sizeof catalog_magic) != 0)
        return refused(origin, "it is something else: it does not begin as a catalog does");
    if (header.version != catalog_version)
        return refused(origin, fmt::format("its form is version {}, this aloft reads version {}", header.version,
                                           catalog_version));
    if (header.size != bytes.size())
        return refused(origin, fmt::format("it is not whole: {} bytes of {}", bytes.size(), header.size));
    if (header.checksum != seal(header, bytes.subspan(sizeof header))) return refused(origin, "it is damaged");

    const auto text = rows<char>(bytes, header.text);
    const auto gpus = rows<GpuRow>(bytes, header.gpus);
    const auto types = rows<TypeRow>(bytes, header.types);
    const auto regions = rows<RegionRow>(bytes, header.regions);
    const auto zones = rows<ZoneRow>(bytes, header.zones);
    const auto offerings = rows<OfferingRow>(bytes, header.offerings);
    const auto sources = rows<SourceRow>(bytes, header.sources);
    if (!text || !gpus || gpus->empty() || !types || !regions || !zones || !offerings || !sources)
        return refused(origin, "its parts do not lie where it says");
    Catalog catalog;
    catalog.text_ = {text->data(), text->size()};
    catalog.gpus_ = *gpus;
    catalog.types_ = *types;
    catalog.regions_ = *regions;
    catalog.zones_ = *zones;
    catalog.offerings_ = *offerings;
    catalog.sources_ = *sources;
    if (!References(catalog, text->size()).hold()) return refused(origin, "its rows speak of what is not there");
    return catalog;
}

const GpuRow* Catalog::find_gpu(std::string_view word) const {
    const std::string meant = folded(word);
    if (meant.empty()) return nullptr;
    const auto known = gpus_.subspan(1);
    const auto named = std::ranges::find_if(known, [&](const GpuRow& row) { return folded(text(row.name)) == meant; });
    if (named != known.end()) return &*named;
    const auto also =
        std::ranges::find_if(known, [&](const GpuRow& row) { return is_among(meant, text(row.aliases)); });
    if (also != known.end()) return &*also;
    const std::size_t size = word.find('.');
    return size == std::string_view::npos ? nullptr : find_gpu(word.substr(0, size));
}

std::vector<std::string> Catalog::like(std::string_view word) const {
    const std::string meant = folded(word);
    std::vector<std::string_view> names;
    for (const GpuRow& row : gpus_.subspan(1)) names.push_back(text(row.name));
    std::vector<std::string> found;
    // "A100" says as much of "A100-80GB" as a slip of the finger would.
    for (const std::string_view name : names)
        if (meant.size() >= 2 && folded(name).find(meant) != std::string::npos) found.emplace_back(name);
    while (found.size() < 3) {
        const auto next = nearest(word, names);
        if (!next) break;
        if (std::ranges::find(found, *next) == found.end()) found.push_back(*next);
        std::erase(names, *next);
    }
    return found;
}

std::optional<Money> money_in(std::uint32_t micros) {
    return micros == no_price ? std::nullopt : std::optional(Money{micros});
}

std::optional<Price> price_in(const PriceCell& cell) {
    const auto hour = money_in(cell.micros);
    if (!hour) return std::nullopt;
    return Price{*hour, Day(std::chrono::days(cell.day)), static_cast<Certainty>(cell.certainty)};
}

}  // namespace aloft::market
