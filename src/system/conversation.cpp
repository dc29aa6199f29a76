#include "system/conversation.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "system/child.hpp"

namespace aloft {
namespace {

constexpr std::size_t piece = 65536;
/// Of what the program says on standard error the end is kept.
constexpr std::size_t words_kept = 8192;
constexpr std::chrono::milliseconds patience_at_the_end{1000};

class PosixConversation final : public Conversation {
public:
    static Result<std::unique_ptr<Conversation>> begin(const Command& command) {
        auto prepared = prepare(command);
        if (!prepared) return failed(prepared);
        auto conversation = std::make_unique<PosixConversation>();
        if (!conversation->start(*prepared))
            return failure(ErrorKind::failed, fmt::format("starting {}", command.argv[0]), std::strerror(errno));
        return conversation;
    }

    PosixConversation() = default;
    PosixConversation(const PosixConversation&) = delete;
    PosixConversation& operator=(const PosixConversation&) = delete;
    ~PosixConversation() override {
        if (child_ > 0) end_child();
        if (ended_ >= 0) ::close(ended_);
    }

    bool say(std::string_view bytes) override {
        while (!bytes.empty()) {
            std::array<pollfd, 3> watched{
                {{input_.write_end, POLLOUT, 0}, {errors_.read_end, POLLIN, 0}, {ended_, POLLIN, 0}}};
            if (::poll(watched.data(), watched.size(), -1) < 0) {
                if (errno == EINTR) continue;
                return false;
            }
            if (watched[1].revents != 0) take_errors();
            if (watched[2].revents != 0 || (watched[0].revents & POLLERR) != 0) return false;
            if (watched[0].revents == 0) continue;
            const ssize_t count = ::write(input_.write_end, bytes.data(), bytes.size());
            if (count < 0 && errno != EINTR && errno != EAGAIN) return false;
            if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    Heard hear(std::string& into, std::chrono::milliseconds at_most) override {
        std::array<pollfd, 3> watched{
            {{output_.read_end, POLLIN, 0}, {errors_.read_end, POLLIN, 0}, {ended_, POLLIN, 0}}};
        if (::poll(watched.data(), watched.size(), static_cast<int>(at_most.count())) <= 0) return Heard::nothing_yet;
        if (watched[1].revents != 0) take_errors();
        // A descendant may hold the output for ever: once the program has ended and nothing waits, that is the end.
        if (watched[0].revents == 0) return watched[2].revents != 0 ? Heard::the_end : Heard::nothing_yet;
        std::array<char, piece> bytes;
        const ssize_t count = ::read(output_.read_end, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) return Heard::nothing_yet;
        if (count <= 0) return Heard::the_end;
        into.append(bytes.data(), static_cast<std::size_t>(count));
        return Heard::something;
    }

    Finished end() override {
        if (child_ > 0) end_child();
        while (errors_.read_end >= 0 && take_errors()) {
        }
        return finished_;
    }

private:
    bool start(const Prepared& prepared) {
        if (errors_.read_end < 0) return false;
        // A program that does not listen must not hold us in a write.
        ::fcntl(input_.write_end, F_SETFL, O_NONBLOCK);
        ::fcntl(errors_.read_end, F_SETFL, O_NONBLOCK);
        child_ = ::fork();
        if (child_ < 0) return false;
        if (child_ == 0) {
            // A group of its own: Ctrl-C is aloft's business.
            ::setpgid(0, 0);
            ::dup2(input_.read_end, STDIN_FILENO);
            ::dup2(output_.write_end, STDOUT_FILENO);
            ::dup2(errors_.write_end, STDERR_FILENO);
            become(prepared);
        }
        ended_ = static_cast<int>(::syscall(SYS_pidfd_open, child_, 0));
        Pipe::close(input_.read_end);
        Pipe::close(output_.write_end);
        Pipe::close(errors_.write_end);
        return true;
    }

    void end_child() {
        Pipe::close(input_.write_end);
        Pipe::close(output_.read_end);
        if (!ends_by_itself()) ::kill(child_, SIGKILL);
        finished_.exit_code = exit_code_of(child_);
        child_ = -1;
    }

    /// Its last words are taken meanwhile: a program must not wait for us to read them.
    bool ends_by_itself() {
        using std::chrono::steady_clock;
        const auto deadline = steady_clock::now() + patience_at_the_end;
        while (true) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now());
            std::array<pollfd, 2> watched{{{ended_, POLLIN, 0}, {errors_.read_end, POLLIN, 0}}};
            if (left.count() <= 0 || ::poll(watched.data(), watched.size(), static_cast<int>(left.count())) == 0)
                return false;
            if (watched[0].revents != 0) return true;
            if (watched[1].revents != 0) take_errors();
        }
    }

    /// False when nothing is there.
    bool take_errors() {
        std::array<char, words_kept> bytes;
        const ssize_t count = ::read(errors_.read_end, bytes.data(), bytes.size());
        if (count < 0) return errno == EINTR;
        if (count == 0) {
            Pipe::close(errors_.read_end);
            return false;
        }
        std::string& words = finished_.error_output;
        words.append(bytes.data(), static_cast<std::size_t>(count));
        if (words.size() > words_kept) words.erase(0, words.size() - words_kept);
        return true;
    }

    Pipe input_, output_, errors_;
    pid_t child_ = -1;
    int ended_ = -1;  ///< readable once the child has ended
    Finished finished_;
};

}  // namespace

Result<std::unique_ptr<Conversation>> PosixConversations::begin(const Command& command) {
    return PosixConversation::begin(command);
}

}  // namespace aloft
