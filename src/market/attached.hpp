#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "market/catalog_content.hpp"

/// GPUs that are wished beside a machine type and paid for apart from it: Google's N1.
namespace aloft::market {

/// Up to how large a machine may be that has so many GPUs of a kind attached. Other counts cannot be had.
struct Ceiling {
    std::string_view gpu;
    int gpus;
    int cpus;
    int memory_gib;
};

std::span<const Ceiling> ceilings();

/// Whether GPUs can be attached to machines of this type.
bool is_host(std::string_view cloud, std::string_view type);

/// One GPU in one zone, and what it costs without the machine that it is attached to.
struct AttachedGpu {
    std::string cloud;
    std::string gpu;
    std::string region;
    std::string zone;
    std::optional<Price> on_demand;
    std::optional<Price> spot;
};

/// The sum of the host's price and that of its GPUs: as certain as the less certain and as old as the older of them.
/// Nothing when one of them is unknown.
std::optional<Price> sum(const std::optional<Price>& host, const std::optional<Price>& gpu, int gpus);

/// Adds to the content each host that it offers in a zone together with each number of GPUs which that zone can attach
/// to it. A sum of which neither price is known is no offering; what
/// the content offers already stays as it is.
void attach(CatalogContent& content, std::span<const AttachedGpu> gpus);

}  // namespace aloft::market
