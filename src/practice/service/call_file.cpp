#include "practice/service/call_file.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "practice/service/own_words.hpp"
#include "system/files.hpp"

namespace aloft::practice {
namespace {

/// Longer than any line: targets are as long as a request's head may be.
constexpr std::streamoff tail = 128 << 10;

std::string end_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) return "";
    const std::streamoff size = file.tellg();
    file.seekg(size - std::min(size, tail));
    std::string text(static_cast<std::size_t>(std::min(size, tail)), '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    return text;
}

std::uint64_t last_number_in(std::string text) {
    while (!text.empty()) {
        const auto end = text.rfind('\n');
        if (end == std::string::npos) return 0;
        text.resize(end);
        const auto begin = text.rfind('\n');
        const auto line =
            nlohmann::json::parse(text.substr(begin == std::string::npos ? 0 : begin + 1), nullptr, false);
        if (line.is_object() && line.contains("number") && line["number"].is_number_unsigned())
            return line["number"].get<std::uint64_t>();
    }
    return 0;
}

std::filesystem::path set_aside(const std::filesystem::path& path) { return path.string() + ".1"; }

}  // namespace

CallFile::CallFile(std::filesystem::path path, std::uintmax_t large) : path_(std::move(path)), large_(large) { open(); }

void CallFile::open() {
    std::error_code absent;
    size_ = std::filesystem::file_size(path_, absent);
    if (absent) size_ = 0;
    // What cannot be made for the owner alone is not written at all: the stream stays shut then.
    if (absent && !write_file(path_, "", Readable::by_owner)) return;
    stream_ = std::ofstream(path_, std::ios::binary | std::ios::app);
    const std::string torn = end_of(path_);
    if (!torn.empty() && !torn.ends_with('\n')) stream_ << '\n';
}

std::uint64_t CallFile::last_number() const {
    return std::max(last_number_in(end_of(path_)), last_number_in(end_of(set_aside(path_))));
}

void CallFile::add(const LoggedCall& call) {
    const std::string line = json_of(call).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    if (size_ > 0 && size_ + line.size() > large_) {
        stream_.close();
        std::error_code ignored;
        std::filesystem::rename(path_, set_aside(path_), ignored);
        open();
    }
    size_ += line.size();
    stream_ << line << std::flush;
}

}  // namespace aloft::practice
