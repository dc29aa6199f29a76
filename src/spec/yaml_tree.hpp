#pragma once
#include <deque>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "spec/spec_file.hpp"

/// YAML as a tree of values with their places.
namespace aloft::yaml {

struct Element {
    enum class Kind { nothing, scalar, list, record };
    Kind kind = Kind::nothing;
    int line = 1;
    int column = 1;
    std::string text;              ///< of a scalar
    bool plain = false;            ///< a scalar without quotes, which may be a number as well as a text
    std::vector<const Element*> keys;    ///< of a record, as many as values
    std::vector<const Element*> values;  ///< of a record or list
};

/// Aliases are resolved: one element may have several parents. Never itself among its own children.
struct Document {
    std::deque<Element> elements;      ///< a deque, so that elements stay where they are
    const Element* root = nullptr;  ///< null for an empty file
};

/// The one document of a text that source_text() has let through. Columns are counted in bytes, and what is missing at
/// the end may have a place behind it.
std::expected<Document, Mistake> parse(const std::string& text);

}  // namespace aloft::yaml
