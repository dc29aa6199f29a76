#include "core/error.hpp"

#include <fmt/format.h>

#include "core/words.hpp"

namespace aloft {
namespace {

constexpr Words<ErrorKind, 14> words{{
    {ErrorKind::bad_input, "bad_input"},
    {ErrorKind::not_signed_in, "not_signed_in"},
    {ErrorKind::denied, "denied"},
    {ErrorKind::quota, "quota"},
    {ErrorKind::no_capacity, "no_capacity"},
    {ErrorKind::not_found, "not_found"},
    {ErrorKind::conflict, "conflict"},
    {ErrorKind::throttled, "throttled"},
    {ErrorKind::unreachable, "unreachable"},
    {ErrorKind::interrupted, "interrupted"},
    {ErrorKind::storage, "storage"},
    {ErrorKind::missing_tool, "missing_tool"},
    {ErrorKind::declined, "declined"},
    {ErrorKind::failed, "failed"},
}};

}  // namespace

std::string_view to_string(ErrorKind kind) { return word_of(words, kind); }

ErrorKind error_kind_from(std::string_view word) { return value_of(words, word).value_or(ErrorKind::failed); }

std::string describe(const Error& error) {
    return error.doing.empty() ? error.detail : fmt::format("{}: {}", error.doing, error.detail);
}

}  // namespace aloft
