#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "market/catalog_content.hpp"
#include "market/catalog_rows.hpp"

namespace aloft::market {

/// A catalog as it lies in memory: rows over bytes that somebody else keeps, nothing copied.
class Catalog {
public:
    /// Checks all of it; `origin` is what a failure calls it. The bytes must begin at a multiple of eight.
    static Result<Catalog> over(std::span<const std::byte> bytes, std::string_view origin);

    std::string_view text(TextRef ref) const { return text_.substr(ref.offset, ref.length); }

    std::span<const GpuRow> gpus() const { return gpus_; }  ///< the first one stands for none
    std::span<const TypeRow> types() const { return types_; }
    std::span<const RegionRow> regions() const { return regions_; }
    std::span<const ZoneRow> zones() const { return zones_; }
    /// Those of one kind side by side; within it by price on demand, cheapest first, without one at the end.
    std::span<const OfferingRow> offerings() const { return offerings_; }
    std::span<const SourceRow> sources() const { return sources_; }

    std::span<const OfferingRow> offerings_of(const GpuRow& gpu) const {
        return offerings_.subspan(gpu.first_offering, gpu.offerings);
    }

    /// By its name or another word for it, which may be a family of machines, "p3", or one of its sizes, "p3.2xlarge".
    /// Capitals, blanks, dashes and underscores do not count.
    const GpuRow* find_gpu(std::string_view word) const;
    /// The names that a misspelt word may have meant, nearest first.
    std::vector<std::string> like(std::string_view word) const;

private:
    std::string_view text_;
    std::span<const GpuRow> gpus_;
    std::span<const TypeRow> types_;
    std::span<const RegionRow> regions_;
    std::span<const ZoneRow> zones_;
    std::span<const OfferingRow> offerings_;
    std::span<const SourceRow> sources_;
};

std::optional<Money> money_in(std::uint32_t micros);
std::optional<Price> price_in(const PriceCell& cell);

/// Everything back as values, to be changed and written anew.
CatalogContent content_of(const Catalog& catalog);

}  // namespace aloft::market
