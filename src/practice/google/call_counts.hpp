#pragma once
#include <string_view>

#include "practice/google/office.hpp"

namespace aloft::practice::google {

/// A world may let the third call of a method fail. The third is the third, though the process was another at the first:
/// counts are in the records, for as long as the world stays the same.

/// After a start.
void recall_call_counts(Office& office);
/// After the weather may have become another.
void begin_call_counts(Office& office);
/// After a call was counted.
void keep_call_count(Office& office, std::string_view method);

}  // namespace aloft::practice::google
