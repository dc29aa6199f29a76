#define CURL_DISABLE_TYPECHECK
#include "net/curl_http.hpp"

#include <fmt/format.h>

#include <charconv>
#include <memory>
#include <optional>

#include "net/curl_library.hpp"
#include "net/http_failures.hpp"
#include "net/idle_handles.hpp"

namespace aloft::net {
namespace {

constexpr long most_redirections = 5;
constexpr long connect_limit_ms = 15'000;
constexpr std::size_t most_of_a_complaint = 2000;
constexpr long http_ok = 200;
constexpr long http_unchanged = 304;

/// Whose bodies are content.
enum class Wanted { success, any_answer };

/// What the callbacks of one request work with.
struct Transfer {
    const CurlLibrary& curl;
    CURL* handle;
    const Request& request;
    const Sink& sink;
    const Interruption& interruption;
    Wanted wanted;
    OnInterruption on_interruption;
    std::uint64_t received = 0;
    std::string complaint;         ///< the beginning of a body that tells of a failure
    std::optional<Error> refused;  ///< why we ended it ourselves
};

long status_of(const CurlLibrary& curl, CURL* handle) {
    long status = 0;
    curl.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

std::size_t take_piece(char* bytes, std::size_t /*one*/, std::size_t count, void* user) {
    Transfer& transfer = *static_cast<Transfer*>(user);
    const std::string_view piece(bytes, count);
    if (transfer.wanted == Wanted::success && status_of(transfer.curl, transfer.handle) != http_ok) {
        transfer.complaint +=
            piece.substr(0, most_of_a_complaint - std::min(transfer.complaint.size(), most_of_a_complaint));
        return count;
    }
    transfer.received += count;
    if (transfer.received > transfer.request.size_limit) {
        transfer.refused = too_large(transfer.request);
        return CURL_WRITEFUNC_ERROR;
    }
    if (const Result<void> taken = transfer.sink(piece); !taken) {
        transfer.refused = taken.error();
        return CURL_WRITEFUNC_ERROR;
    }
    return count;
}

int look_around(void* user, curl_off_t /*to_fetch*/, curl_off_t /*fetched*/, curl_off_t /*to_send*/,
                curl_off_t /*sent*/) {
    Transfer& transfer = *static_cast<Transfer*>(user);
    if (transfer.on_interruption == OnInterruption::finish || !transfer.interruption.requested()) return 0;
    transfer.refused = interrupted(transfer.request);
    return 1;
}

std::string header_of(const CurlLibrary& curl, CURL* handle, const char* name) {
    curl_header* header = nullptr;
    const bool found = curl.easy_header(handle, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK;
    return found ? std::string(header->value) : std::string();
}

using HeaderList = std::unique_ptr<curl_slist, decltype(CurlLibrary::slist_free_all)>;

HeaderList headers_of(const CurlLibrary& curl, const Request& request) {
    std::vector<std::string> lines = request.headers;
    if (!request.etag.empty()) lines.push_back(fmt::format("If-None-Match: {}", request.etag));
    HeaderList list(nullptr, curl.slist_free_all);
    for (const std::string& line : lines) {
        curl_slist* const head = curl.slist_append(list.get(), line.c_str());
        if (!list) list.reset(head);
    }
    return list;
}

void prepare(Transfer& transfer, const curl_slist* headers, char* words) {
    const auto set = [&](CURLoption option, auto value) { transfer.curl.easy_setopt(transfer.handle, option, value); };
    const bool secure = transfer.request.url.starts_with("https:");
    set(CURLOPT_URL, transfer.request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
    set(CURLOPT_FOLLOWLOCATION, transfer.wanted == Wanted::success ? 1L : 0L);
    set(CURLOPT_MAXREDIRS, most_redirections);
    set(CURLOPT_NOSIGNAL, 1L);  // a library must not touch the signals of the process
    set(CURLOPT_CONNECTTIMEOUT_MS, connect_limit_ms);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(transfer.request.time_limit.count()));
    set(CURLOPT_ACCEPT_ENCODING, "");  // all that it can unpack
    set(CURLOPT_USERAGENT, "aloft");
    set(CURLOPT_HTTPHEADER, headers);
    set(CURLOPT_ERRORBUFFER, words);
    set(CURLOPT_WRITEFUNCTION, take_piece);
    set(CURLOPT_WRITEDATA, &transfer);
    set(CURLOPT_XFERINFOFUNCTION, look_around);
    set(CURLOPT_XFERINFODATA, &transfer);
    set(CURLOPT_NOPROGRESS, 0L);
}

/// Runs it, with everything but what is to be sent.
Result<void> perform(Transfer& transfer) {
    const HeaderList headers = headers_of(transfer.curl, transfer.request);
    char words[CURL_ERROR_SIZE] = "";
    prepare(transfer, headers.get(), words);
    const CURLcode code = transfer.curl.easy_perform(transfer.handle);
    if (transfer.refused) return std::unexpected(*transfer.refused);
    if (code == CURLE_OK) return {};
    const std::string_view said = words;
    return failed_transfer(transfer.request, code, said.empty() ? transfer.curl.easy_strerror(code) : said);
}

Result<Answer> judge(const Transfer& transfer) {
    const long status = status_of(transfer.curl, transfer.handle);
    if (status == http_unchanged && !transfer.request.etag.empty())
        return Answer{Answer::Body::unchanged, transfer.request.etag};
    if (status != http_ok) return failed_status(transfer.request, status, transfer.complaint);
    return Answer{Answer::Body::sent, header_of(transfer.curl, transfer.handle, "ETag")};
}

/// A handle for one request, back among the idle ones after it.
class Borrowed {
public:
    Borrowed(IdleHandles& idle, const CurlLibrary& curl) : idle_(idle), handle_(idle.take(curl)) {}
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    ~Borrowed() {
        if (handle_ != nullptr) idle_.give_back(handle_);
    }
    CURL* get() const { return handle_; }

private:
    IdleHandles& idle_;
    CURL* handle_;
};

std::unexpected<Error> no_handle(const std::string& url) {
    return failure(ErrorKind::failed, fmt::format("reading {}", url), "libcurl makes no request");
}

void send_body(const CurlLibrary& curl, CURL* handle, const Call& call) {
    curl.easy_setopt(handle, CURLOPT_CUSTOMREQUEST, call.method.c_str());
    if (call.body.empty() && call.method == "GET") return;
    curl.easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    curl.easy_setopt(handle, CURLOPT_POSTFIELDS, call.body.c_str());
}

/// The number of seconds; a date is not understood, and as good as nothing.
std::optional<std::chrono::seconds> seconds_in(std::string_view text) {
    long seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size() || seconds < 0) return std::nullopt;
    return std::chrono::seconds(seconds);
}

}  // namespace

CurlHttp::CurlHttp(const Interruption& interruption)
    : interruption_(interruption), idle_(std::make_unique<IdleHandles>()) {}

CurlHttp::~CurlHttp() = default;

Result<Answer> CurlHttp::get(const Request& request, const Sink& sink) {
    const Result<CurlLibrary>& curl = curl_library();
    if (!curl) return failed(curl);
    const Borrowed handle(*idle_, *curl);
    if (handle.get() == nullptr) return no_handle(request.url);
    Transfer transfer{*curl,           handle.get(),           request, sink, interruption_,
                      Wanted::success, OnInterruption::let_go, 0,       {},   {}};
    if (const Result<void> done = perform(transfer); !done) return failed(done);
    return judge(transfer);
}

Result<Reply> CurlHttp::call(const Call& call) {
    const Result<CurlLibrary>& curl = curl_library();
    if (!curl) return failed(curl);
    const Borrowed handle(*idle_, *curl);
    if (handle.get() == nullptr) return no_handle(call.url);
    Request request{.url = call.url,
                    .etag = {},
                    .time_limit = call.time_limit,
                    .size_limit = call.size_limit,
                    .headers = call.headers};
    // An empty one keeps libcurl from waiting for leave to send a large body.
    request.headers.emplace_back("Expect:");
    request.headers.push_back(call.body.empty() ? "Content-Type:" : fmt::format("Content-Type: {}", call.body_type));
    Reply reply;
    const Sink sink = [&](std::string_view piece) -> Result<void> {
        reply.body += piece;
        return {};
    };
    Transfer transfer{*curl, handle.get(), request, sink, interruption_, Wanted::any_answer, call.on_interruption,
                      0,     {},           {}};
    send_body(*curl, handle.get(), call);
    if (const Result<void> done = perform(transfer); !done) return failed(done);
    reply.status = status_of(*curl, handle.get());
    reply.retry_after = seconds_in(header_of(*curl, handle.get(), "Retry-After"));
    return reply;
}

}  // namespace aloft::net
