#include "system/terminal.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include <gtest/gtest.h>

namespace aloft {
namespace {

/// Standard output goes elsewhere for as long as this lives.
class Redirected {
public:
    explicit Redirected(int to) : kept_(::dup(STDOUT_FILENO)) {
        ::fflush(stdout);
        ::dup2(to, STDOUT_FILENO);
        ::close(to);
    }
    ~Redirected() {
        ::dup2(kept_, STDOUT_FILENO);
        ::close(kept_);
    }
    Redirected(const Redirected&) = delete;
    Redirected& operator=(const Redirected&) = delete;

private:
    int kept_;
};

TEST(Terminal, tells_when_output_was_lost) {
    PosixTerminal terminal;
    {
        const Redirected full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
        terminal.write_output("an answer");
    }
    const auto arrived = terminal.output_arrived();
    ASSERT_FALSE(arrived);
    EXPECT_EQ(arrived.error().kind, ErrorKind::storage);
    EXPECT_EQ(arrived.error().detail, "No space left on device");
}

TEST(Terminal, a_reader_that_has_gone_is_no_loss) {
    const auto before = ::signal(SIGPIPE, SIG_IGN);
    PosixTerminal terminal;
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    ::close(ends[0]);
    {
        const Redirected pipe(ends[1]);
        terminal.write_output("an answer");
    }
    ::signal(SIGPIPE, before);
    EXPECT_TRUE(terminal.output_arrived());
}

}  // namespace
}  // namespace aloft
