#pragma once
#include <string_view>

#include "market/catalog_content.hpp"

namespace aloft::market {

/// Fills in what is known of a kind that the clouds of the built-in catalog do not rent and others do. What the kind
/// says already stays; one that nobody knows is left as it is.
void complete_kind(GpuKind& kind);

}  // namespace aloft::market
