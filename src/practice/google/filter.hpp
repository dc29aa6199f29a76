#pragma once
#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "practice/google/shelf.hpp"

namespace aloft::practice::google {

/// Whether a resource is among those that a list was asked for.
using Filter = std::function<bool(const Json& resource)>;

/// What lists take as `filter`: Google's newer form, `status = RUNNING AND (labels.owner = me OR -name = "vm-*")`, and
/// the older `name eq 'vm-.*'`, whose values are regular expressions for the whole of a field. Or why it is none.
std::expected<Filter, std::string> filter_of(std::string_view text);

}  // namespace aloft::practice::google
