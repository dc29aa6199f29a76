#include "clouds/local/package_index.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>

#include "core/letters.hpp"
#include "system/files.hpp"

namespace aloft::local {
namespace {

using Settings = std::map<std::string, std::string>;

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(std::move(word));
    return words;
}

/// Adds what an ini file says in the sections that `pip install` heeds. An indented line goes on with the one above.
void read_file_of_pip(const std::string& text, Settings& into) {
    std::istringstream stream(text);
    bool heeded = false;
    std::string name;
    for (std::string line; std::getline(stream, line);) {
        const std::string_view bare = trimmed(line);
        if (bare.empty() || bare.front() == '#' || bare.front() == ';') continue;
        if (bare.front() == '[') {
            heeded = bare == "[global]" || bare == "[install]";
            name.clear();
        } else if (line.front() == ' ' || line.front() == '\t') {
            if (heeded && !name.empty()) into[name] += " " + std::string(bare);
        } else if (const auto end = bare.find_first_of("=:"); end != std::string::npos && heeded) {
            name = trimmed(bare.substr(0, end));
            std::ranges::replace(name, '_', '-');
            into[name] = trimmed(bare.substr(end + 1));
        }
    }
}

std::string host_of(std::string_view address) {
    address.remove_prefix(address.find("://") + 3);
    address = address.substr(0, address.find('/'));
    if (address.starts_with('[')) return std::string(address.substr(0, address.find(']') + 1));
    return std::string(address.substr(0, address.find(':')));
}

/// Neither gives a secret away nor leads nowhere, and can be written into any file without quoting.
bool can_be_told(const std::string& address) {
    if (!address.starts_with("https://") && !address.starts_with("http://")) return false;
    if (address.find_first_of("@\"'\\") != std::string::npos) return false;
    const std::string host = host_of(address);
    return !host.empty() && host != "localhost" && host != "[::1]" && !host.starts_with("127.");
}

std::vector<std::string> only_told(std::vector<std::string> addresses) {
    std::erase_if(addresses, [](const std::string& address) { return !can_be_told(address); });
    return addresses;
}

std::optional<std::string> environment_variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value && *value ? std::optional<std::string>(value) : std::nullopt;
}

}  // namespace

PackageIndex read_package_index(const std::vector<std::string>& pip_configurations, const ReadVariable& variable) {
    Settings settings;
    for (const std::string& text : pip_configurations) read_file_of_pip(text, settings);
    for (const auto& [name, setting] : Settings{{"PIP_INDEX_URL", "index-url"},
                                                {"PIP_EXTRA_INDEX_URL", "extra-index-url"},
                                                {"PIP_TRUSTED_HOST", "trusted-host"}}) {
        if (const auto value = variable(name)) settings[setting] = *value;
    }
    PackageIndex index{
        only_told(words_of(settings["index-url"])), only_told(words_of(settings["extra-index-url"])), {}};
    if (index.main.size() > 1) index.main.resize(1);
    for (const std::string& host : words_of(settings["trusted-host"])) {
        if (index.is_configured() && host.find_first_of("\"'\\") == std::string::npos) index.trusted.push_back(host);
    }
    return index;
}

PackageIndex package_index_of_this_computer() {
    std::vector<std::filesystem::path> files = {"/etc/pip.conf"};
    if (const auto home = environment_variable("HOME")) {
        files.push_back(std::filesystem::path(*home) / ".pip/pip.conf");
        files.push_back(std::filesystem::path(*home) / ".config/pip/pip.conf");
    }
    if (const auto file = environment_variable("PIP_CONFIG_FILE")) files.emplace_back(*file);
    std::vector<std::string> texts;
    texts.reserve(files.size());
    for (const auto& file : files) texts.push_back(read_file(file).value_or(""));
    return read_package_index(texts, environment_variable);
}

std::string pip_configuration(const PackageIndex& index) {
    std::string text = "[global]\n";
    for (const std::string& address : index.main) text += "index-url = " + address + "\n";
    for (const auto& [name, values] :
         {std::pair("extra-index-url", &index.further), std::pair("trusted-host", &index.trusted)}) {
        if (values->empty()) continue;
        text += std::string(name) + " =\n";
        for (const std::string& value : *values) text += "    " + value + "\n";
    }
    return text;
}

std::string uv_configuration(const PackageIndex& index) {
    std::string text;
    if (!index.trusted.empty()) {
        for (const std::string& host : index.trusted) text += (text.empty() ? "\"" : ", \"") + host + "\"";
        text = "allow-insecure-host = [" + text + "]\n";
    }
    for (const std::string& address : index.further) text += "[[index]]\nurl = \"" + address + "\"\n";
    for (const std::string& address : index.main) text += "[[index]]\nurl = \"" + address + "\"\ndefault = true\n";
    return text;
}

}  // namespace aloft::local
