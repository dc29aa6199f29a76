#include "agent/last_lines.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <system_error>

namespace aloft::agent {
namespace {

constexpr std::uint64_t piece = 16384;

std::uint64_t size_of(const std::filesystem::path& file) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(file, missing);
    return missing ? 0 : size;
}

std::string read_at(std::ifstream& stream, std::uint64_t at, std::uint64_t count) {
    std::string text(count, '\0');
    stream.clear();
    stream.seekg(static_cast<std::streamoff>(at));
    stream.read(text.data(), static_cast<std::streamsize>(count));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return text;
}

/// What is left to see of a line: a carriage return begins it anew, control characters are nothing.
std::string shown(std::string line) {
    while (!line.empty() && line.back() == '\r') line.pop_back();
    if (const std::size_t anew = line.rfind('\r'); anew != std::string::npos) line.erase(0, anew + 1);
    constexpr char first_printable = ' ';
    std::erase_if(line, [](char letter) { return letter >= 0 && letter < first_printable && letter != '\t'; });
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return line;
}

}  // namespace

std::vector<std::string> last_lines(const std::filesystem::path& file, std::size_t count) {
    const std::uint64_t size = size_of(file);
    const std::uint64_t length = std::min(size, piece);
    std::ifstream stream(file, std::ios::binary);
    std::istringstream text(read_at(stream, size - length, length));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);)
        if (std::string seen = shown(std::move(line)); !seen.empty()) lines.push_back(std::move(seen));
    if (lines.size() > count) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
    return lines;
}

std::uint64_t start_of_last_lines(const std::filesystem::path& file, std::uint64_t count) {
    const std::uint64_t size = size_of(file);
    if (count == 0) return size;
    std::ifstream stream(file, std::ios::binary);
    std::uint64_t ends = 0;
    for (std::uint64_t from = size; from > 0;) {
        const std::uint64_t length = std::min(from, piece);
        from -= length;
        const std::string text = read_at(stream, from, length);
        for (std::size_t at = text.size(); at > 0; --at) {
            // The end of the last line is not the end of one before it.
            if (text[at - 1] != '\n' || from + at == size) continue;
            if (++ends == count) return from + at;
        }
    }
    return 0;
}

}  // namespace aloft::agent
