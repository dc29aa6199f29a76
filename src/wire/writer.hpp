#pragma once
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "core/utf8.hpp"
#include "wire/fields.hpp"
#include "wire/words.hpp"

namespace aloft::wire {

template <IsRecord Record>
nlohmann::json write(const Record& record);

inline nlohmann::json write(const std::string& text) { return valid_utf8(text); }
inline nlohmann::json write(Bytes bytes) { return bytes.count; }
inline nlohmann::json write(Money money) {
    // to_string gives "$0.35"; beside "usd" the sign says nothing.
    std::string usd = to_string(money);
    std::erase(usd, '$');
    return {{"usd", usd}, {"micros", money.micros}};
}

template <class Number>
    requires std::is_integral_v<Number>
nlohmann::json write(Number number) {
    return number;
}

inline nlohmann::json write(std::chrono::seconds duration) { return duration.count(); }
inline nlohmann::json write(std::chrono::milliseconds duration) { return duration.count(); }

template <class Kind>
    requires std::is_enum_v<Kind>
nlohmann::json write(Kind kind) {
    return std::string(to_string(kind));
}

template <class Value>
nlohmann::json write(const std::vector<Value>& values);

template <class Value>
nlohmann::json write(const std::optional<Value>& value) {
    return value ? write(*value) : nlohmann::json(nullptr);
}

template <class Value>
nlohmann::json write(const std::vector<Value>& values) {
    nlohmann::json list = nlohmann::json::array();
    for (const Value& value : values) list.push_back(write(value));
    return list;
}

template <class Value>
nlohmann::json write(const std::map<std::string, Value>& values) {
    nlohmann::json record = nlohmann::json::object();
    for (const auto& [key, value] : values) record[valid_utf8(key)] = write(value);
    return record;
}

template <class Record, class Value>
void write_field(nlohmann::json& to, const Record& from, const Field<Record, Value>& field) {
    to[field.name] = write(from.*field.member);
}

template <class Record, class Value>
void write_field(nlohmann::json& to, const Record& from, const LaterField<Record, Value>& field) {
    to[field.name] = write(from.*field.member);
}

template <class Record>
void write_field(nlohmann::json& to, const Record& from, const OptionalText<Record>& field) {
    const std::string& text = from.*field.member;
    to[field.name] = text.empty() ? nlohmann::json(nullptr) : write(text);
}

template <IsRecord Record>
nlohmann::json write(const Record& record) {
    nlohmann::json json = nlohmann::json::object();
    std::apply([&](const auto&... field) { (write_field(json, record, field), ...); }, fields_of<Record>);
    return json;
}

}  // namespace aloft::wire
