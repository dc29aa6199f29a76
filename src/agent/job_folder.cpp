#include "agent/job_folder.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

#include "system/files.hpp"

namespace aloft::agent {
namespace {

bool needs_quotes(const std::string& word) {
    constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,@%+";
    return word.empty() || word.find_first_not_of(harmless) != std::string::npos;
}

std::string quoted(const std::string& word) {
    if (!needs_quotes(word)) return word;
    std::string result = "'";
    for (const char letter : word) result += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    return result + "'";
}

}  // namespace

std::string as_typed(const std::vector<std::string>& words) {
    if (words.size() == 1) return words.front();
    std::string line;
    for (const std::string& word : words) line += (line.empty() ? "" : " ") + quoted(word);
    return line;
}

Result<void> JobFolder::write_began(const wire::JobBegan& began) const {
    return write_file(path_ / "began.json", wire::to_text(began), Readable::by_owner);
}
Result<void> JobFolder::write_cancelled() const { return write_file(path_ / "cancelled", "", Readable::by_owner); }
Result<void> JobFolder::write_ended(const wire::JobEnded& ended) const {
    return write_file(path_ / "ended.json", wire::to_text(ended), Readable::by_owner);
}

Result<wire::JobBegan> JobFolder::began() const {
    const auto text = read_file(path_ / "began.json");
    return text ? wire::job_began_from_text(*text) : failed(text);
}

bool JobFolder::cancelled() const {
    std::error_code code;
    return std::filesystem::exists(path_ / "cancelled", code);
}

std::optional<wire::JobEnded> JobFolder::ended() const {
    const auto text = read_file(path_ / "ended.json");
    if (!text) return std::nullopt;
    const auto ended = wire::job_ended_from_text(*text);
    return ended ? std::optional(*ended) : std::nullopt;
}

Result<Job> JobFolder::job(const std::string& boot) const {
    // The end is looked for first: what is running now may have ended before its beginning is read.
    const auto ended = this->ended();
    const auto began = this->began();
    if (!began) return failed(began);
    Job job;
    const std::string number = path_.filename().string();
    std::from_chars(number.data(), number.data() + number.size(), job.id);
    job.name = began->wish.name;
    job.command = as_typed(began->wish.words);
    job.began = began->at;
    job.fingerprint = began->wish.fingerprint;
    std::error_code missing;
    const auto size = std::filesystem::file_size(output(), missing);
    job.output_bytes = missing ? 0 : size;
    if (ended) {
        job.state = ended->state;
        job.exit_code = ended->exit_code;
        job.ended = ended->at;
    } else if (began->boot != boot) {
        job.state = JobState::cut_off;
    }
    return job;
}

}  // namespace aloft::agent
