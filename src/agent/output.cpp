#include "agent/output.hpp"

#include <array>
#include <fstream>

#include "agent/last_lines.hpp"
#include "system/watch.hpp"
#include "wire/agent_messages.hpp"

namespace aloft::agent {
namespace {

bool send_chunk(Stream& to, std::uint64_t at, std::string_view bytes) {
    return to.write(wire::to_line(wire::AgentAnswer(wire::Chunk{at, bytes.size()})) + "\n") && to.write(bytes);
}

/// What there is, from that place on.
class Sending {
public:
    Sending(const JobFolder& folder, std::uint64_t from, Stream& to)
        : file_(folder.output(), std::ios::binary), at_(from), to_(to) {}

    bool all_there_is() {
        while (true) {
            file_.clear();
            file_.seekg(static_cast<std::streamoff>(at_));
            file_.read(piece_.data(), static_cast<std::streamsize>(piece_.size()));
            const auto count = static_cast<std::size_t>(file_.gcount());
            if (count == 0) return true;
            if (!send_chunk(to_, at_, {piece_.data(), count})) return false;
            at_ += count;
        }
    }

private:
    std::ifstream file_;
    std::uint64_t at_;
    Stream& to_;
    std::array<char, 65536> piece_;
};

}  // namespace

bool send_output(const JobFolder& folder, const std::string& boot, LogPlace from, Follow follow, Stream& to) {
    const std::uint64_t place =
        from.kind == LogPlace::Kind::offset ? from.value : start_of_last_lines(folder.output(), from.value);
    if (!send_chunk(to, place, "")) return false;
    const auto watch = Watch::begin();
    if (follow == Follow::to_the_end && watch) std::ignore = (*watch)->add(folder.path());
    Sending sending(folder, place, to);
    while (true) {
        // In this order: what an ended job has said is all there, and sent after its end was seen.
        const auto job = folder.job(boot);
        if (!sending.all_there_is()) return false;
        if (follow == Follow::no || !watch || !job || job->state != JobState::running) return true;
        if ((*watch)->wait(to.descriptor()) == Watch::Woken::by_hang_up) return false;
    }
}

}  // namespace aloft::agent
