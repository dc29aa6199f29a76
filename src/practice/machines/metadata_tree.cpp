#include "practice/machines/metadata_tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <vector>

namespace aloft::practice {
namespace {

using nlohmann::json;

/// Lists of words that Google serves as folders with numbers; all other such lists are values.
constexpr std::array folders_of_words{"dnsServers", "forwardedIps", "ipAliases", "targetInstanceIps"};

std::string hyphenated(std::string_view name) {
    std::string result;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z') {
            result += '-';
            result += static_cast<char>(c - 'A' + 'a');
        } else {
            result += c;
        }
    }
    return result;
}

std::string camel_cased(std::string_view name) {
    std::string result;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool letter_follows = i + 1 < name.size() && name[i + 1] >= 'a' && name[i + 1] <= 'z';
        if (name[i] == '-' && letter_follows)
            result += static_cast<char>(name[++i] - 'a' + 'A');
        else
            result += name[i];
    }
    return result;
}

bool holds_own_names(std::string_view name) {
    const std::string written = hyphenated(name);
    return written == "attributes" || written == "guest-attributes";
}

bool is_folder(std::string_view name, const json& node) {
    if (node.is_object()) return true;
    if (!node.is_array()) return false;
    if (!node.empty() && (node.front().is_object() || node.front().is_array())) return true;
    const std::string known = camel_cased(name);
    return std::ranges::any_of(folders_of_words, [&](const char* one) { return known == one; });
}

MetadataPlace place_of(std::string_view name, const json& node, bool own_names) {
    const auto kind = is_folder(name, node) ? MetadataPlace::Kind::folder : MetadataPlace::Kind::value;
    return {kind, &node, own_names || holds_own_names(name)};
}

std::optional<MetadataPlace> child(const MetadataPlace& parent, std::string_view segment) {
    const json& node = *parent.node;
    if (node.is_array()) {
        std::size_t index = 0;
        const auto [end, problem] = std::from_chars(segment.data(), segment.data() + segment.size(), index);
        if (problem != std::errc() || end != segment.data() + segment.size() || index >= node.size())
            return std::nullopt;
        return place_of("", node[index], parent.own_names);
    }
    for (const auto& [name, value] : node.items())
        if (name == segment || (!parent.own_names && hyphenated(name) == segment))
            return place_of(name, value, parent.own_names);
    return std::nullopt;
}

std::string scalar(const json& node) {
    if (node.is_string()) return node.get<std::string>();
    if (node.is_boolean()) return node.get<bool>() ? "TRUE" : "FALSE";
    return node.is_null() ? "" : node.dump();
}

struct Child {
    std::string name;
    MetadataPlace place;
};

/// By the names in paths, in their order.
std::vector<Child> children(const MetadataPlace& folder) {
    std::vector<Child> all;
    const json& node = *folder.node;
    all.reserve(node.size());
    if (node.is_array()) {
        for (std::size_t i = 0; i < node.size(); ++i)
            all.push_back({std::to_string(i), place_of("", node[i], folder.own_names)});
        return all;
    }
    for (const auto& [name, value] : node.items())
        all.push_back({folder.own_names ? name : hyphenated(name), place_of(name, value, folder.own_names)});
    std::ranges::sort(all, {}, &Child::name);
    return all;
}

json as_json(const MetadataPlace& place) {
    if (!place.node->is_structured()) return *place.node;
    if (place.node->is_array()) {
        json list = json::array();
        for (const Child& one : children(place)) list.push_back(as_json(one.place));
        return list;
    }
    json record = json::object();
    for (const auto& [name, value] : place.node->items())
        record[place.own_names ? name : camel_cased(name)] = as_json(place_of(name, value, place.own_names));
    return record;
}

void write_lines(const MetadataPlace& folder, const std::string& beginning, std::string& text) {
    for (const Child& one : children(folder)) {
        if (one.place.kind == MetadataPlace::Kind::folder)
            write_lines(one.place, beginning + one.name + "/", text);
        else
            text.append(beginning).append(one.name).append(" ").append(metadata_text(one.place, one.name)).append("\n");
    }
}

}  // namespace

std::optional<MetadataPlace> metadata_place(const json& tree, std::string_view path) {
    MetadataPlace here{MetadataPlace::Kind::folder, &tree, false};
    while (!path.empty()) {
        const auto slash = std::min(path.find('/'), path.size());
        if (here.kind != MetadataPlace::Kind::folder) return std::nullopt;
        const auto next = child(here, path.substr(0, slash));
        if (!next) return std::nullopt;
        here = *next;
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    return here;
}

std::string metadata_listing(const MetadataPlace& folder) {
    std::string text;
    for (const Child& one : children(folder))
        text += one.name + (one.place.kind == MetadataPlace::Kind::folder ? "/\n" : "\n");
    return text;
}

std::string metadata_text(const MetadataPlace& value, std::string_view path) {
    if (!value.node->is_array()) return scalar(*value.node);
    if (path.ends_with("tags")) return value.node->dump();
    std::string text;
    for (const json& word : *value.node) text += scalar(word) + "\n";
    return text;
}

std::string metadata_json(const MetadataPlace& place) {
    return as_json(place).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string metadata_lines(const MetadataPlace& folder) {
    std::string text;
    write_lines(folder, "", text);
    return text;
}

}  // namespace aloft::practice
