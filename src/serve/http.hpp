#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace aloft::serve {

struct Header {
    std::string name;
    std::string value;
};

/// One request, read whole.
struct Request {
    std::string method;  ///< "GET"
    std::string target;  ///< path and query as they were sent
    std::vector<Header> headers;
    std::string body;

    /// Whatever the case of its name; nothing when it was not sent.
    const std::string* header(std::string_view name) const;
};

/// What becomes of the connection; the last two are how networks fail.
enum class Delivery {
    whole,
    none,  ///< reset before the first byte
    half,  ///< cut in the middle of the body
};

struct Answer {
    int status = 200;
    std::string content_type = "application/json; charset=UTF-8";
    std::string body;
    std::vector<Header> headers;
    Delivery delivery = Delivery::whole;
    std::chrono::milliseconds delay{0};  ///< before it is sent
};

/// To be called once, on the loop's thread; an answer to a client that has gone is dropped.
using Reply = std::function<void(Answer)>;

/// Called on the loop's thread, so it must not wait for anything: it keeps the reply and answers later.
class Handler {
public:
    virtual ~Handler() = default;
    virtual void handle(Request request, Reply reply) = 0;
};

}  // namespace aloft::serve
