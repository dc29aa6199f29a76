#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/time_span.hpp"
#include "spec/keys.hpp"
#include "spec/spec_file.hpp"
#include "spec/values.hpp"

namespace aloft {
namespace {

/// A text as YAML reads it back: without quotes where it can do without, else as JSON, which is YAML too.
std::string yaml_text(const std::string& text) {
    constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    const bool begins_well = !text.empty() && harmless.substr(0, 62).contains(text[0]);
    if (begins_well && text.find_first_not_of(harmless) == std::string::npos && !is_more_than_text(text)) return text;
    return nlohmann::json(text).dump();
}

struct ValueWriter {
    std::string operator()(const std::string& text) const { return yaml_text(text); }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(const std::vector<std::string>& texts) const {
        std::vector<std::string> written;
        written.reserve(texts.size());
        for (const std::string& text : texts) written.push_back(yaml_text(text));
        return fmt::format("[{}]", fmt::join(written, ", "));
    }
    std::string operator()(Bytes size) const { return to_string(size); }
    std::string operator()(std::chrono::seconds span) const {
        return span.count() == 0 ? "none" : time_span_text(span);
    }
    std::string operator()(Money price) const { return to_string(price).substr(1); }  // without the dollar sign
};

std::string written(const KeyValue& value) { return std::visit(ValueWriter{}, value); }

/// "T4", "T4:2", or nothing when nothing in the section is said.
std::string short_form(const Key& section, const Spec& spec) {
    std::vector<std::string> parts;
    std::size_t needed = 0;
    for (const Key* key : keys_in(section.path)) {
        const auto value = key->slot.get(spec);
        if (!value) return "";
        parts.push_back(std::holds_alternative<std::string>(*value) ? std::get<std::string>(*value) : written(*value));
        // One of something is what a name alone means.
        if (*value != KeyValue{std::int64_t{1}}) needed = parts.size();
    }
    parts.resize(needed);
    const std::string joined = fmt::format("{}", fmt::join(parts, ":"));
    return parts.size() == 1 ? yaml_text(joined) : joined.contains(' ') ? nlohmann::json(joined).dump() : joined;
}

std::string lines_of(std::string_view section, const Spec& spec, const std::string& indent) {
    std::string lines;
    for (const Key* key : keys_in(section)) {
        if (key->short_form) {
            const std::string value = short_form(*key, spec);
            if (!value.empty()) lines += fmt::format("{}{}: {}\n", indent, key->name(), value);
        } else if (key->type == KeyType::section) {
            const std::string below = lines_of(key->path, spec, indent + "  ");
            if (!below.empty()) lines += fmt::format("{}{}:\n{}", indent, key->name(), below);
        } else if (const auto value = key->slot.get(spec)) {
            lines += fmt::format("{}{}: {}\n", indent, key->name(), written(*value));
        }
    }
    return lines;
}

}  // namespace

std::string write_spec(const Spec& spec) { return lines_of("", spec, ""); }

}  // namespace aloft
