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

bool send_output(Jobs& jobs, int id, LogPlace from, Follow follow, Stream& to,
                 std::chrono::milliseconds looks_again_after) {
    const JobFolder folder = jobs.folder(id);
    const std::uint64_t place =
        from.kind == LogPlace::Kind::offset ? from.value : start_of_last_lines(folder.output(), from.value);
    if (!send_chunk(to, place, "")) return false;
    const auto watch = Watch::begin();
    if (follow == Follow::to_the_end && watch) std::ignore = (*watch)->add(folder.path());
    Sending sending(folder, place, to);
    auto woken = Watch::Woken::by_time;
    while (true) {
        // In this order: what an ended job has said is all there, and sent after its end was seen.
        const auto job = woken == Watch::Woken::by_time ? jobs.find(id) : jobs.as_written(id);
        if (!sending.all_there_is()) return false;
        if (follow == Follow::no || !watch || !job || job->state != JobState::running) return true;
        woken = (*watch)->wait(to.descriptor(), looks_again_after);
        if (woken == Watch::Woken::by_hang_up) return false;
    }
}

}  // namespace aloft::agent
