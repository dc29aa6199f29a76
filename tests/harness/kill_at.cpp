// Preloaded into the real aloft: counts the moments at which a kill could matter, and ends the process with SIGKILL
// at the one it was told. A moment lies before and after every write, sync and rename of the ledger and its
// neighbours, before and after the start of every program, and after every program's end; and at every call over plain
// HTTP before it is sent, while it is on its way, when it is there, when its answer has arrived, and when that is read.
// A call that was on its way arrives all the same, a while after its caller's death.
//
//   ALOFT_KILL_AT=N      die at the N-th moment (from 1); 0 or unset: only count
//   ALOFT_KILL_LOG=FILE  a line per moment: its number and what it was
//
// Only the process that is aloft itself counts: the variable is taken out of the environment for its children, and
// a forked child knows by its process id that it is not meant.

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <atomic>

namespace {

pid_t meant = 0;
int log_descriptor = -1;
long kill_at = 0;
std::atomic<long> moments{0};

template <class Function>
Function next(const char* name) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

/// Whether it is the one to die at.
bool is_told(const char* what, const char* of_what) {
    if (meant == 0 || getpid() != meant) return false;
    const long number = ++moments;
    char line[200];
    const int length = snprintf(line, sizeof line, "%ld %s%s\n", number, what, of_what);
    static const auto write_through = next<ssize_t (*)(int, const void*, size_t)>("write");
    if (log_descriptor >= 0) write_through(log_descriptor, line, static_cast<size_t>(length));
    return number == kill_at;
}

void moment(const char* what, const char* of_what = "") {
    if (is_told(what, of_what)) kill(meant, SIGKILL);
}

/// The call that is under way on each connection; only one thread at a time has a connection.
struct HttpCall {
    char words[120] = "";  ///< " POST /compute/v1/projects/p/zones/z/disks"
    bool is_answered = true;
};
HttpCall http_calls[1024];

HttpCall* call_on(int descriptor) { return descriptor >= 0 && descriptor < 1024 ? &http_calls[descriptor] : nullptr; }

bool begins_call(const char* data, size_t size) {
    for (const char* method : {"GET /", "POST /", "PATCH /", "DELETE /"})
        if (size > strlen(method) && memcmp(data, method, strlen(method)) == 0) return true;
    return false;
}

/// Method and path of it, without its query.
void note_call(HttpCall& call, const char* data, size_t size) {
    size_t length = 0;
    int spaces = 0;
    call.words[length++] = ' ';
    for (size_t at = 0; at < size && length + 1 < sizeof call.words; ++at) {
        if (data[at] == '?' || (data[at] == ' ' && ++spaces == 2)) break;
        call.words[length++] = data[at];
    }
    call.words[length] = '\0';
    call.is_answered = false;
}

__attribute__((constructor)) void begin() {
    const char* at = getenv("ALOFT_KILL_AT");
    const char* log = getenv("ALOFT_KILL_LOG");
    if (log == nullptr) return;
    kill_at = at == nullptr ? 0 : atol(at);
    log_descriptor = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    meant = getpid();
    unsetenv("LD_PRELOAD");
    unsetenv("ALOFT_KILL_AT");
    unsetenv("ALOFT_KILL_LOG");
}

/// From a process that holds nothing of ours but the connection: no lock outlives us because of it.
void send_when_dead(int descriptor, const void* data, size_t size, int flags) {
    static const auto real_fork = next<pid_t (*)()>("fork");
    static const auto real_send = next<ssize_t (*)(int, const void*, size_t, int)>("send");
    if (real_fork() != 0) return;
    setsid();
    close_range(0, static_cast<unsigned>(descriptor) - 1, 0);
    close_range(static_cast<unsigned>(descriptor) + 1, ~0U, 0);
    const timespec on_its_way{0, 150'000'000};
    nanosleep(&on_its_way, nullptr);
    real_send(descriptor, data, size, flags);
    char answer[256];
    [[maybe_unused]] const ssize_t heard_by_nobody = read(descriptor, answer, sizeof answer);
    _exit(0);
}

}  // namespace

extern "C" {

ssize_t pwrite(int descriptor, const void* data, size_t size, off_t offset) {
    static const auto real = next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
    moment("before pwrite");
    return real(descriptor, data, size, offset);
}

ssize_t pwrite64(int descriptor, const void* data, size_t size, off64_t offset) {
    static const auto real = next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
    moment("before pwrite");
    return real(descriptor, data, size, offset);
}

int fdatasync(int descriptor) {
    static const auto real = next<int (*)(int)>("fdatasync");
    moment("before sync");
    const int result = real(descriptor);
    moment("after sync");
    return result;
}

int fsync(int descriptor) {
    static const auto real = next<int (*)(int)>("fsync");
    moment("before sync");
    const int result = real(descriptor);
    moment("after sync");
    return result;
}

int rename(const char* from, const char* to) noexcept {
    static const auto real = next<int (*)(const char*, const char*)>("rename");
    moment("before rename");
    const int result = real(from, to);
    moment("after rename");
    return result;
}

pid_t fork() noexcept {
    static const auto real = next<pid_t (*)()>("fork");
    moment("before program");
    const pid_t child = real();
    if (child > 0) moment("program begun");
    return child;
}

pid_t waitpid(pid_t child, int* status, int options) {
    static const auto real = next<pid_t (*)(pid_t, int*, int)>("waitpid");
    const pid_t ended = real(child, status, options);
    moment("program ended");
    return ended;
}

ssize_t send(int descriptor, const void* data, size_t size, int flags) {
    static const auto real = next<ssize_t (*)(int, const void*, size_t, int)>("send");
    HttpCall* call = call_on(descriptor);
    if (call == nullptr || (call->is_answered && !begins_call(static_cast<const char*>(data), size)))
        return real(descriptor, data, size, flags);
    if (begins_call(static_cast<const char*>(data), size)) note_call(*call, static_cast<const char*>(data), size);
    moment("before call", call->words);
    if (is_told("call on its way", call->words)) {
        send_when_dead(descriptor, data, size, flags);
        kill(meant, SIGKILL);
    }
    const ssize_t sent = real(descriptor, data, size, flags);
    moment("call is there", call->words);
    return sent;
}

ssize_t recv(int descriptor, void* data, size_t size, int flags) {
    static const auto real = next<ssize_t (*)(int, void*, size_t, int)>("recv");
    HttpCall* call = call_on(descriptor);
    char first = 0;
    const bool arrives =
        call != nullptr && !call->is_answered && real(descriptor, &first, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
    if (!arrives) return real(descriptor, data, size, flags);
    moment("answer arrived", call->words);
    call->is_answered = true;
    const ssize_t received = real(descriptor, data, size, flags);
    moment("answer read", call->words);
    return received;
}

}  // extern "C"
