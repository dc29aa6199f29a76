#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace aloft::net {

/// Something to be read from the web, as a value.
struct Request {
    std::string url;
    std::string etag;  ///< of what is known already; the answer may be that it still is so. Empty: none
    std::chrono::milliseconds time_limit{60'000};  ///< for all of it, redirections and body included
    std::uint64_t size_limit = std::uint64_t{64} << 20;  ///< of the body, unpacked
    /// "Name: value"; in no failure's words, and an Authorization not sent on to another host.
    std::vector<std::string> headers;
};

struct Answer {
    enum class Body { sent, unchanged };
    Body body = Body::sent;
    std::string etag;  ///< of what was sent; empty when the server says none
};

/// What becomes of a call that is on its way when the person presses Ctrl-C. One that changes something has its effect
/// whether or not its answer is heard: who lets go of it does not know what there is.
enum class OnInterruption { let_go, finish };

/// Something to be asked of a program on the web.
struct Call {
    std::string method = "GET";
    std::string url;
    std::string body;
    std::string body_type = "application/json";  ///< of a body that is not empty
    std::chrono::milliseconds time_limit{60'000};
    std::uint64_t size_limit = std::uint64_t{64} << 20;
    std::vector<std::string> headers;  ///< as those of a Request
    OnInterruption on_interruption = OnInterruption::let_go;
};

/// Whatever the program answered, refusals too. Redirections are not followed.
struct Reply {
    long status = 0;
    std::string body;
    std::optional<std::chrono::seconds> retry_after;  ///< when it says how long to leave it alone
};

/// Takes the body piece by piece; its failure ends the request and is the request's.
using Sink = std::function<Result<void>(std::string_view piece)>;

/// Thread-safe.
class Http {
public:
    virtual ~Http() = default;
    /// Only the body of a success reaches the sink. It may have had pieces when the request fails after all.
    virtual Result<Answer> get(const Request& request, const Sink& sink) = 0;
    /// Fails when there was no whole answer; whether the call had its effect is not known then.
    virtual Result<Reply> call(const Call& call) = 0;
};

}  // namespace aloft::net
