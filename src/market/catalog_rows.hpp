#pragma once
#include <cstdint>
#include <type_traits>

namespace aloft::market {

// The catalog's file, which is also its form in memory: a header, then these rows in sections, each beginning at a
// multiple of eight. Numbers are little-endian. Every index and every text is checked once, when a file is opened.

struct TextRef {
    std::uint32_t offset;
    std::uint32_t length;
};

struct GpuRow {
    TextRef name, aliases, maker, generation, retired, instead;
    std::uint32_t memory_mib;
    std::uint32_t compute_capability;
    std::uint32_t tflops_fp32_tenths;
    std::uint32_t tflops_fp16_tenths;
    std::uint32_t first_offering;  ///< the offerings of one kind lie side by side
    std::uint32_t offerings;
};

struct TypeRow {
    TextRef cloud, name;
    std::uint32_t millicpus;
    std::uint32_t memory_mib;
    std::uint32_t local_disk_gb;
    std::uint32_t gpu;  ///< index of a GpuRow; the first one means none
    std::uint16_t gpus;
    std::uint8_t architecture;
    std::uint8_t attached;
    std::uint32_t padding;
};

constexpr std::uint32_t no_price = 0xffff'ffff;

struct RegionRow {
    TextRef cloud, name, title, endpoint;
    std::uint32_t disk_gb_month, snapshot_gb_month, address_hour, idle_address_hour, egress_gb;  ///< millionths
    std::uint32_t padding;
};

struct PriceCell {
    std::uint32_t micros;     ///< of a dollar an hour, or no_price
    std::uint16_t day;        ///< since 1970
    std::uint16_t certainty;
};

struct OfferingRow {
    std::uint32_t type;
    std::uint16_t region;
    std::uint16_t zone;  ///< index of a ZoneRow
    PriceCell on_demand;
    PriceCell spot;
};

struct ZoneRow {
    TextRef name;
};

struct SourceRow {
    TextRef cloud, what, origin;
    std::uint32_t day;
    std::uint32_t padding;
};

struct Section {
    std::uint64_t offset;
    std::uint64_t count;
};

struct CatalogHeader {
    char magic[8];
    std::uint32_t version;
    std::uint32_t padding;
    std::uint64_t size;
    std::uint64_t checksum;  ///< of all of it, this number taken as 0
    Section text, gpus, types, regions, zones, offerings, sources;
};

constexpr char catalog_magic[8] = {'a', 'l', 'o', 'f', 't', 'c', 'a', 't'};
constexpr std::uint32_t catalog_version = 1;

template <class Row>
constexpr bool is_plain = std::is_trivially_copyable_v<Row> && std::has_unique_object_representations_v<Row>;
static_assert(is_plain<GpuRow> && is_plain<TypeRow> && is_plain<RegionRow> && is_plain<ZoneRow> &&
              is_plain<OfferingRow> && is_plain<SourceRow> && is_plain<CatalogHeader>);

}  // namespace aloft::market
