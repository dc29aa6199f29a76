#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "core/spec.hpp"

namespace aloft {

/// One mistake in an aloft.yaml, with its place.
struct Mistake {
    int line = 1;    ///< from 1
    int column = 1;  ///< from 1
    std::string message;  ///< "memroy: unknown key; did you mean memory?"
    bool operator==(const Mistake&) const = default;
};

/// Reads the bytes of an aloft.yaml: the Spec, or all mistakes at once in the order of the file.
std::expected<Spec, std::vector<Mistake>> read_spec(std::string_view bytes);

/// The YAML that reads back as the same Spec.
std::string write_spec(const Spec& spec);

/// The JSON Schema (draft 2020-12) of aloft.yaml, made from the same table that read_spec uses.
std::string spec_schema();

/// The reference page of aloft.yaml in Markdown, made from the same table.
std::string spec_reference();

/// "file:line:column: message", a line each.
std::string describe(const std::vector<Mistake>& mistakes, std::string_view file);

}  // namespace aloft
