#include "drivers/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "core/words.hpp"
#include "embedded/rule.hpp"

namespace aloft::drivers {
namespace {

constexpr Words<Modules, 3> module_words{
    {{Modules::proprietary, "proprietary"}, {Modules::open, "open"}, {Modules::either, "either"}}};

/// The words of one line, taken one after the other. The first that cannot be read makes the line wrong.
class Line {
public:
    explicit Line(std::string_view text) {
        while (true) {
            const std::size_t begin = text.find_first_not_of(' ');
            if (begin == std::string_view::npos) return;
            const std::size_t end = std::min(text.find(' ', begin), text.size());
            words_.push_back(text.substr(begin, end - begin));
            text.remove_prefix(end);
        }
    }

    bool is_empty() const { return words_.empty() || words_.front().starts_with('#'); }
    bool is_whole() const { return sound_ && at_ == words_.size(); }
    bool has_more() const { return sound_ && at_ < words_.size(); }

    std::string word() {
        if (at_ < words_.size()) return std::string(words_[at_++]);
        sound_ = false;
        return {};
    }
    int number() {
        const std::string text = word();
        int value = 0;
        const auto [rest, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (wrong != std::errc() || rest != text.data() + text.size()) sound_ = false;
        return value;
    }
    Version version() { return version_in(word()); }
    std::optional<int> number_or_none() {
        if (is_none()) return std::nullopt;
        return number();
    }
    std::optional<Version> version_or_none() {
        if (is_none()) return std::nullopt;
        return version();
    }
    Modules modules() {
        const auto value = value_of(module_words, word());
        if (!value) sound_ = false;
        return value.value_or(Modules::either);
    }
    bool yes_or_no() {
        const std::string text = word();
        if (text != "yes" && text != "no") sound_ = false;
        return text == "yes";
    }
    BuiltFor built_for() {
        std::string text = word();
        const bool later = text.ends_with('+');
        if (later) text.pop_back();
        return {version_in(text), later};
    }

private:
    bool is_none() {
        if (at_ >= words_.size() || words_[at_] != "-") return false;
        ++at_;
        return true;
    }
    Version version_in(std::string_view text) {
        const auto version = version_from(text);
        if (!version || to_string(*version) != text) sound_ = false;
        return version.value_or(Version{});
    }

    std::vector<std::string_view> words_;
    std::size_t at_ = 0;
    bool sound_ = true;
};

// Braces evaluate from left to right, which is the order of the words.
Generation generation(Line& line) {
    return {.name = line.word(),
            .from = line.version(),
            .to = line.version(),
            .oldest_driver = line.number(),
            .newest_driver = line.number_or_none(),
            .oldest_cuda = line.version(),
            .newest_cuda = line.version_or_none(),
            .modules = line.modules()};
}

Wheel wheel(Line& line) {
    Wheel result{.package = line.word(),
                 .index = line.word(),
                 .cuda = line.version(),
                 .oldest = line.version(),
                 .newest = line.version_or_none(),
                 .built_for = {}};
    result.built_for.push_back(line.built_for());
    while (line.has_more()) result.built_for.push_back(line.built_for());
    return result;
}

Image image(Line& line) {
    return {.cloud = line.word(),
            .where = line.word(),
            .family = line.word(),
            .driver = line.number(),
            .modules = line.modules(),
            .architecture = line.word()};
}

Image plain_image(Line& line) {
    return {.cloud = line.word(),
            .where = line.word(),
            .family = line.word(),
            .driver = 0,
            .modules = Modules::either,
            .architecture = line.word()};
}

/// Whether the first word is one that we know; then the fact is in the rule.
bool take(Line& line, Rule& rule) {
    const std::string what = line.word();
    if (what == "generation") return rule.generations.push_back(generation(line)), true;
    if (what == "branch") return rule.branches.push_back({line.number(), line.version(), line.yes_or_no()}), true;
    if (what == "driver_for") return rule.drivers_for_cuda.push_back({line.number(), line.number()}), true;
    if (what == "wheel") return rule.wheels.push_back(wheel(line)), true;
    if (what == "image") return rule.images.push_back(image(line)), true;
    if (what == "plain_image") return rule.images.push_back(plain_image(line)), true;
    if (what == "keyring") return rule.keyrings.push_back({line.word(), line.word()}), true;
    if (what == "container_key") return rule.container_key = line.word(), true;
    return false;
}

}  // namespace

Result<Rule> rule_from(std::string_view text) {
    Rule rule;
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        Line line(text.substr(0, end));
        if (!line.is_empty() && (!take(line, rule) || !line.is_whole()))
            return failure(ErrorKind::bad_input, "reading the rule of drivers",
                           fmt::format("line {}: {}", number, text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return rule;
}

const Rule& built_in_rule() {
    static const Rule rule = [] {
        auto read = rule_from(embedded::rule_txt);
        if (!read) throw std::logic_error(describe(read.error()));
        return *std::move(read);
    }();
    return rule;
}

std::string_view to_string(Modules modules) { return word_of(module_words, modules); }

bool runs_on(const std::vector<BuiltFor>& built_for, const Version& capability) {
    return std::ranges::any_of(built_for, [&](const BuiltFor& one) {
        const bool same_major = !capability.places.empty() && !one.capability.places.empty() &&
                                capability.places.front() == one.capability.places.front();
        return one.capability <= capability && (same_major || one.and_later);
    });
}

const Generation* generation_of(const Rule& rule, const Version& capability) {
    const auto at = std::ranges::find_if(
        rule.generations, [&](const Generation& one) { return one.from <= capability && capability <= one.to; });
    return at == rule.generations.end() ? nullptr : &*at;
}

}  // namespace aloft::drivers
