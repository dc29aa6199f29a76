#include "machine/folder.hpp"

#include <map>
#include <sstream>

#include "system/files.hpp"

namespace aloft {
namespace {

using Words = std::map<std::string, std::string>;

/// One "word rest of the line" a line.
Words read_words(const std::filesystem::path& file) {
    Words words;
    const auto text = read_file(file);
    if (!text) return words;
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);)
        if (const auto space = line.find(' '); space != std::string::npos)
            words[line.substr(0, space)] = line.substr(space + 1);
    return words;
}

Result<void> write_words(const std::filesystem::path& file, const Words& words) {
    std::string text;
    for (const auto& [word, value] : words) text.append(word).append(" ").append(value).append("\n");
    return write_file(file, text, Readable::by_owner);
}

}  // namespace

std::filesystem::path public_part(const std::filesystem::path& private_key) { return private_key.string() + ".pub"; }

Result<void> write_labels(const MachineFolder& folder, const Labels& labels) {
    return write_words(folder.labels(), {{"machine", labels.machine}, {"plan", labels.plan}, {"owner", labels.owner}});
}

Labels read_labels(const MachineFolder& folder) {
    Words words = read_words(folder.labels());
    return {words["machine"], words["plan"], words["owner"]};
}

Result<void> write_reached(const MachineFolder& folder, const Reached& reached) {
    Words words = {{"host", reached.address.host},
                   {"port", std::to_string(reached.address.port)},
                   {"user", reached.address.user},
                   {"fingerprint", reached.fingerprint}};
    if (!reached.known_host_key.empty()) words["host_key"] = reached.known_host_key;
    return write_words(folder.reached(), words);
}

std::map<std::string, std::string> read_reached(const MachineFolder& folder) { return read_words(folder.reached()); }

}  // namespace aloft
