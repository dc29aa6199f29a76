#include "clouds/local/apt_sources.hpp"
#include "core/letters.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>

namespace aloft::local {
namespace {

constexpr std::array archive_components = {"main",       "contrib",  "non-free",  "non-free-firmware",
                                           "restricted", "universe", "multiverse"};
constexpr std::array suite_endings = {"", "-updates", "-security", "-backports", "-proposed-updates"};
constexpr std::array reachable_schemes = {"http://", "https://", "ftp://"};

std::vector<std::string> words_of(std::string_view text) {
    std::istringstream stream{std::string(text)};
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(std::move(word));
    return words;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

/// One entry in either format.
struct Entry {
    std::vector<std::string> types;
    std::map<std::string, std::string> options;  ///< as in the one-line format: signed-by, trusted, arch
    std::vector<std::string> addresses;
    std::vector<std::string> suites;
    std::vector<std::string> components;
};

bool in_archive(const std::string& suite, const Distribution& distribution) {
    return std::ranges::any_of(suite_endings,
                               [&](const char* ending) { return suite == distribution.codename + ending; });
}

/// A key of its own is the mark of a third party, also where suite and component are named like the archive's.
bool signed_by_archive(const Entry& entry) {
    const auto key = entry.options.find("signed-by");
    return key == entry.options.end() || key->second.find("-archive-") != std::string::npos;
}

std::string options_text(const Entry& entry) {
    std::string text;
    for (const auto& [name, value] : entry.options) text += (text.empty() ? "[" : " ") + name + "=" + value;
    return text.empty() ? "" : text + "] ";
}

std::optional<std::string> reachable(const std::string& address, const ReadMirrorList& mirror_list) {
    constexpr std::string_view listed = "mirror+file:";
    if (address.starts_with(listed)) {
        auto path = address.substr(listed.size());
        path.erase(0, std::min(path.find_first_not_of('/') - 1, path.size()));
        return mirror_list(path);
    }
    const bool known =
        std::ranges::any_of(reachable_schemes, [&](const char* scheme) { return address.starts_with(scheme); });
    return known ? std::optional(address) : std::nullopt;
}

void add_lines(const Entry& entry, const Distribution& distribution, const ReadMirrorList& mirror_list,
               std::vector<std::string>& lines) {
    if (std::ranges::find(entry.types, "deb") == entry.types.end() || !signed_by_archive(entry)) return;
    std::vector<std::string> components = entry.components;
    std::erase_if(components, [](const std::string& one) {
        return std::ranges::find(archive_components, one) == archive_components.end();
    });
    if (components.empty()) return;
    for (const std::string& address : entry.addresses)
        for (const std::string& suite : entry.suites) {
            const auto base = reachable(address, mirror_list);
            if (base && in_archive(suite, distribution))
                lines.push_back("deb " + options_text(entry) + *base + " " + suite + " " + joined(components));
        }
}

std::string without_comment(const std::string& line) { return line.substr(0, line.find('#')); }

Entry read_one_line(std::string line) {
    Entry entry;
    if (const auto open = line.find('['); open != std::string::npos) {
        const auto close = line.find(']', open);
        if (close == std::string::npos) return entry;
        for (const std::string& option : words_of(line.substr(open + 1, close - open - 1))) {
            const auto equals = option.find('=');
            if (equals != std::string::npos) entry.options[option.substr(0, equals)] = option.substr(equals + 1);
        }
        line.erase(open, close - open + 1);
    }
    const auto words = words_of(line);
    if (words.size() < 4) return entry;
    entry.types = {words[0]};
    entry.addresses = {words[1]};
    entry.suites = {words[2]};
    entry.components.assign(words.begin() + 3, words.end());
    return entry;
}

/// deb822 fields; a field with more than one line (a key written out) keeps them all.
std::map<std::string, std::string> fields_of(const std::vector<std::string>& stanza) {
    std::map<std::string, std::string> fields;
    std::string current;
    for (const std::string& line : stanza) {
        const auto colon = line.find(':');
        if (line.front() == ' ' || line.front() == '\t') {
            fields[current] += "\n" + line;
        } else if (colon != std::string::npos) {
            current = lower_case(line.substr(0, colon));
            fields[current] = joined(words_of(line.substr(colon + 1)));
        }
    }
    return fields;
}

Entry read_stanza(const std::vector<std::string>& stanza) {
    auto fields = fields_of(stanza);
    Entry entry;
    if (lower_case(fields["enabled"]) == "no") return entry;
    entry.types = words_of(fields["types"]);
    entry.addresses = words_of(fields["uris"]);
    entry.suites = words_of(fields["suites"]);
    entry.components = words_of(fields["components"]);
    for (const char* option : {"signed-by", "trusted", "check-valid-until", "check-date"})
        if (!fields[option].empty()) entry.options[option] = fields[option];
    return entry;
}

std::vector<Entry> read_deb822(std::string_view text) {
    std::vector<Entry> entries;
    std::vector<std::string> stanza;
    const auto finish = [&] {
        if (!stanza.empty()) entries.push_back(read_stanza(stanza));
        stanza.clear();
    };
    std::istringstream stream{std::string(text)};
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with('#')) continue;
        if (words_of(line).empty()) {
            finish();
        } else {
            stanza.push_back(line);
        }
    }
    finish();
    return entries;
}

std::vector<Entry> read_list(std::string_view text) {
    std::vector<Entry> entries;
    std::istringstream stream{std::string(text)};
    for (std::string line; std::getline(stream, line);) entries.push_back(read_one_line(without_comment(line)));
    return entries;
}

}  // namespace

Distribution read_distribution(std::string_view os_release) {
    std::map<std::string, std::string> values;
    std::istringstream stream{std::string(os_release)};
    for (std::string line; std::getline(stream, line);) {
        const auto equals = line.find('=');
        if (equals == std::string::npos) continue;
        std::string value = line.substr(equals + 1);
        std::erase(value, '"');
        values[line.substr(0, equals)] = value;
    }
    return {values["ID"], values["VERSION_CODENAME"]};
}

std::vector<std::string> archive_sources(std::string_view name, std::string_view text, const Distribution& distribution,
                                         const ReadMirrorList& mirror_list) {
    std::vector<std::string> lines;
    if (distribution.codename.empty()) return lines;
    const auto entries = name.ends_with(".sources") ? read_deb822(text)
                         : name.ends_with(".list")  ? read_list(text)
                                                    : std::vector<Entry>{};
    for (const Entry& entry : entries) add_lines(entry, distribution, mirror_list, lines);
    return lines;
}

std::string reaching_options(std::string_view apt_config_dump) {
    constexpr std::array wanted = {"Acquire::Check-Valid-Until ", "Acquire::Check-Date ", "Acquire::http::Proxy",
                                   "Acquire::https::Proxy", "Acquire::ForceIPv4 "};
    std::string options;
    std::istringstream stream{std::string(apt_config_dump)};
    for (std::string line; std::getline(stream, line);) {
        // An automatic proxy finder is a program of this computer, which the base does not have.
        if (line.find("Proxy-Auto") != std::string::npos || line.find("ProxyAuto") != std::string::npos ||
            line.ends_with(" \"\";"))
            continue;
        if (std::ranges::any_of(wanted, [&](const char* start) { return line.starts_with(start); }))
            options += line + "\n";
    }
    return options;
}

}  // namespace aloft::local
