#pragma once
#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/money.hpp"
#include "practice/world.hpp"
#include "spec/yaml_tree.hpp"

/// How each kind of value stands in a world file: what may be written, how it is read, and how it is written. A mistake
/// is a phrase that follows "hours: ".
namespace aloft::practice::forms {

template <class Value>
using Read = std::expected<Value, std::string>;
using yaml::Element;

struct Text {
    static constexpr std::string_view expected = "a text";
    static Read<std::string> read(const Element& element);
    static std::string write(const std::string& value);
};

/// A name as regions, methods and services have it, with '*' for any part of it.
struct Pattern {
    static constexpr std::string_view expected = "a name, with * for any part of it";
    static Read<std::string> read(const Element& element);
    static std::string write(const std::string& value) { return Text::write(value); }
};

struct PatternList {
    static constexpr std::string_view expected = "a name or a list of names, with * for any part of them";
    static Read<Patterns> read(const Element& element);
    static std::string write(const Patterns& value);
};

/// Of Google's names for GPUs at least one must be meant.
struct GpuList {
    static constexpr std::string_view expected = "Google's name of a GPU like nvidia-tesla-t4, or a list of them";
    static Read<Patterns> read(const Element& element);
    static std::string write(const Patterns& value) { return PatternList::write(value); }
};

struct YesNo {
    static constexpr std::string_view expected = "true or false";
    static Read<bool> read(const Element& element);
    static std::string write(bool value) { return value ? "true" : "false"; }
};

struct Count {
    static constexpr std::string_view expected = "a whole number of at least 0";
    static Read<int> read(const Element& element);
    static std::string write(int value) { return std::to_string(value); }
};

struct HttpStatus {
    static constexpr std::string_view expected = "an HTTP status from 400 to 599";
    static Read<int> read(const Element& element);
    static std::string write(int value) { return std::to_string(value); }
};

struct Number {
    static constexpr std::string_view expected = "a number of at least 0";
    static Read<double> read(const Element& element);
    static std::string write(double value);
};

struct Share {
    static constexpr std::string_view expected = "a number from 0 to 1";
    static Read<double> read(const Element& element);
    static std::string write(double value) { return Number::write(value); }
};

struct Limit {
    static constexpr std::string_view expected = "a number of at least 0, or none";
    static Read<std::optional<double>> read(const Element& element);
    static std::string write(std::optional<double> value);
};

struct Dollars {
    static constexpr std::string_view expected = "dollars like 0.35";
    static Read<Money> read(const Element& element);
    static std::string write(Money value);
};

struct Duration {
    static constexpr std::string_view expected = "a time like 30s, 5m or 1h30m";
    static Read<std::chrono::milliseconds> read(const Element& element);
    static std::string write(std::chrono::milliseconds value);
};

struct Days {
    static constexpr std::string_view expected = "days like mon-fri, or a list of them";
    static Read<std::uint8_t> read(const Element& element);
    static std::string write(std::uint8_t value);
};

/// Both ends of Hours, without its days.
struct HoursOfDay {
    static constexpr std::string_view expected = "hours like 08:00-20:00";
    static Read<Hours> read(const Element& element);
    static std::string write(const Hours& value);
};

struct Calls {
    static constexpr std::string_view expected = "numbers of calls like 1, 2-4, 3- or 1-9 every 3";
    static Read<CallNumbers> read(const Element& element);
    static std::string write(const CallNumbers& value);
};

struct Moments {
    static constexpr std::string_view expected = "a moment like 2026-11-20T10:15:30Z, or a list of them";
    static Read<std::vector<Moment>> read(const Element& element);
    static std::string write(const std::vector<Moment>& value);
};

struct Answer {
    static constexpr std::string_view expected = "granted, in-part, refused or not-eligible";
    static Read<QuotaAnswerRule::Answer> read(const Element& element);
    static std::string write(QuotaAnswerRule::Answer value);
};

struct FaultKind {
    static constexpr std::string_view expected = "refuse, reset-before, reset-after, truncate or fail-late";
    static Read<Fault::Kind> read(const Element& element);
    static std::string write(Fault::Kind value);
};

struct ProjectId {
    static constexpr std::string_view expected =
        "6 to 30 lower-case letters, digits and dashes, a letter first and no dash last";
    static Read<std::string> read(const Element& element);
    static std::string write(const std::string& value) { return Text::write(value); }
};

struct BillingAccountId {
    static constexpr std::string_view expected = "three groups of six digits and letters A-F like 012345-6789AB-CDEF01";
    static Read<std::string> read(const Element& element);
    static std::string write(const std::string& value) { return Text::write(value); }
};

/// JSON in a text.
struct Json {
    static constexpr std::string_view expected = R"(a list as JSON like '[{"errorInfo": {"reason": "x"}}]')";
    static Read<std::string> read(const Element& element);
    static std::string write(const std::string& value) { return Text::write(value); }
};

/// What stands there, for a message: short, and nothing in it that moves a cursor.
std::string shown(const Element& element);

}  // namespace aloft::practice::forms
