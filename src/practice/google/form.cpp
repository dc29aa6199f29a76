#include "practice/google/form.hpp"

#include <algorithm>
#include <charconv>

namespace aloft::practice::google {
namespace {

enum class Plus { blank, plus };

std::optional<std::string> unescape(std::string_view text, Plus plus) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+' && plus == Plus::blank) {
            plain += ' ';
        } else if (text[at] == '%') {
            unsigned value = 0;
            const std::string_view digits = text.substr(at + 1, 2);
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
            if (digits.size() < 2 || error != std::errc() || end != digits.data() + 2) return std::nullopt;
            plain += static_cast<char>(value);
            at += 2;
        } else {
            plain += text[at];
        }
    }
    return plain;
}

}  // namespace

const std::string& Form::field(std::string_view name) const {
    static const std::string absent;
    const auto found = fields.find(name);
    return found == fields.end() ? absent : found->second;
}

std::optional<Form> read_form(std::string_view text) {
    Form form;
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(pair.size() + 1, text.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const auto name = unescape(pair.substr(0, equals), Plus::blank);
        const auto value = unescape(pair.substr(std::min(equals + 1, pair.size())), Plus::blank);
        if (!name || !value) return std::nullopt;
        form.fields.insert_or_assign(*name, *value);
    }
    return form;
}

std::optional<std::string> unescaped(std::string_view text) { return unescape(text, Plus::plus); }

}  // namespace aloft::practice::google
