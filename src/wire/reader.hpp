#pragma once
#include <fmt/core.h>

#include <chrono>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "wire/fields.hpp"
#include "wire/words.hpp"

namespace aloft::wire {

/// Walks a JSON value beside the tables of fields.hpp and keeps the first mistake, with the path of its field.
class Reader {
public:
    const std::optional<std::string>& mistake() const { return mistake_; }

    template <IsRecord Record>
    void read(const nlohmann::json& from, Record& to) {
        if (!expect(from.is_object(), from, "a record")) return;
        std::apply([&](const auto&... field) { (read_field(from, to, field), ...); }, fields_of<Record>);
    }

    void read(const nlohmann::json& from, std::string& to) {
        if (expect(from.is_string(), from, "text")) to = from.get_ref<const std::string&>();
    }

    void read(const nlohmann::json& from, bool& to) {
        if (expect(from.is_boolean(), from, "true or false")) to = from.get<bool>();
    }

    template <class Number>
        requires std::is_integral_v<Number>
    void read(const nlohmann::json& from, Number& to) {
        if (!expect(from.is_number_integer(), from, "a whole number")) return;
        const bool fits = from.is_number_unsigned() ? std::in_range<Number>(from.get<std::uint64_t>())
                                                    : std::in_range<Number>(from.get<std::int64_t>());
        if (expect(fits, from,
                   fmt::format("a whole number from {} to {}", std::numeric_limits<Number>::min(),
                               std::numeric_limits<Number>::max())))
            to = from.get<Number>();
    }

    void read(const nlohmann::json& from, Bytes& to) {
        if (expect(from.is_number_integer() && from >= 0, from, "a number of bytes")) read(from, to.count);
    }

    void read(const nlohmann::json& from, std::chrono::seconds& to) {
        std::chrono::seconds::rep count = 0;
        read(from, count);
        to = std::chrono::seconds(count);
    }

    void read(const nlohmann::json& from, std::chrono::milliseconds& to) {
        std::chrono::milliseconds::rep count = 0;
        read(from, count);
        to = std::chrono::milliseconds(count);
    }

    void read(const nlohmann::json& from, Money& to) {
        if (!expect(from.is_object(), from, "a record")) return;
        read_member(from, "micros", [&](const nlohmann::json& value) { read(value, to.micros); });
    }

    template <class Kind>
        requires std::is_enum_v<Kind>
    void read(const nlohmann::json& from, Kind& to) {
        if (!expect(from.is_string(), from, "a word")) return;
        if (const std::optional<Kind> kind = from_word<Kind>(from.get_ref<const std::string&>())) {
            to = *kind;
        } else {
            fail(fmt::format("no such {}: {}", last_name_, shown(from)));
        }
    }

    template <class Value>
    void read(const nlohmann::json& from, std::optional<Value>& to) {
        if (from.is_null()) {
            to.reset();
        } else {
            read(from, to.emplace());
        }
    }

    template <class Value>
    void read(const nlohmann::json& from, std::vector<Value>& to) {
        if (!expect(from.is_array(), from, "a list")) return;
        to.clear();
        for (const nlohmann::json& element : from) {
            within(fmt::format("[{}]", to.size()), [&] { read(element, to.emplace_back()); });
            if (mistake_) return;
        }
    }

    template <class Value>
    void read(const nlohmann::json& from, std::map<std::string, Value>& to) {
        if (!expect(from.is_object(), from, "a record")) return;
        to.clear();
        for (const auto& [key, value] : from.items()) {
            within("." + key, [&] { read(value, to[key]); });
        }
    }

    /// Records a mistake at the present path, unless there is one already.
    void fail(const std::string& message) {
        if (mistake_) return;
        mistake_ = path_.empty() ? message : fmt::format("{}: {}", path_.substr(path_.front() == '.' ? 1 : 0), message);
    }

    template <class Act>
    void within(const std::string& element, const Act& act) {
        const std::size_t length = path_.size();
        path_ += element;
        act();
        path_.resize(length);
    }

private:
    template <class Record, class Value>
    void read_field(const nlohmann::json& from, Record& to, const Field<Record, Value>& field) {
        read_member(from, field.name, [&](const nlohmann::json& value) { read(value, to.*field.member); });
    }

    template <class Record, class Value>
    void read_field(const nlohmann::json& from, Record& to, const LaterField<Record, Value>& field) {
        (to.*field.member).reset();
        if (from.contains(field.name)) read_field(from, to, Field{field.name, field.member});
    }

    template <class Record>
    void read_field(const nlohmann::json& from, Record& to, const OptionalText<Record>& field) {
        read_member(from, field.name, [&](const nlohmann::json& value) {
            std::optional<std::string> text;
            read(value, text);
            to.*field.member = text.value_or("");
        });
    }

    template <class Act>
    void read_member(const nlohmann::json& from, const char* name, const Act& act) {
        within(fmt::format(".{}", name), [&] {
            const auto at = from.find(name);
            if (at == from.end()) return fail("missing");
            last_name_ = name;
            act(*at);
        });
    }

    bool expect(bool met, const nlohmann::json& found, std::string_view what) {
        if (!met) fail(fmt::format("expected {}, found {}", what, shown(found)));
        return met;
    }

    /// Short, and no secret in it: lists and records by their kind alone.
    static std::string shown(const nlohmann::json& value) {
        if (value.is_object()) return "a record";
        if (value.is_array()) return "a list";
        const std::string text = value.dump();
        return text.size() > 60 ? text.substr(0, 57) + "…" : text;
    }

    std::string path_;
    std::string last_name_;
    std::optional<std::string> mistake_;
};

}  // namespace aloft::wire
