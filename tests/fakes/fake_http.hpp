#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "fakes/request_record.hpp"
#include "net/http.hpp"

namespace aloft::fakes {

/// The web as a table: what lies at which address, and with which ETag. Calls may come from several threads.
class FakeHttp final : public net::Http {
public:
    struct Page {
        std::string body;
        std::string etag;
        std::optional<Error> error;  ///< after half of the body, as when a connection is cut
    };

    std::map<std::string, Page> pages;
    std::vector<net::Request> requests;
    std::size_t piece = 7;  ///< bytes that the sink gets at a time
    std::function<void()> before_each = [] {};

    Result<net::Answer> get(const net::Request& request, const net::Sink& sink) override {
        before_each();
        record_request("GET", request.url, "");
        requests.push_back(request);
        const auto page = pages.find(request.url);
        if (page == pages.end()) return failure(ErrorKind::not_found, "reading " + request.url, "the answer is 404");
        const Page& found = page->second;
        if (!request.etag.empty() && request.etag == found.etag)
            return net::Answer{net::Answer::Body::unchanged, found.etag};
        const std::string_view body(found.body.data(), found.error ? found.body.size() / 2 : found.body.size());
        for (std::size_t at = 0; at < body.size(); at += piece)
            if (const Result<void> taken = sink(body.substr(at, piece)); !taken) return failed(taken);
        if (found.error) return std::unexpected(*found.error);
        return net::Answer{net::Answer::Body::sent, found.etag};
    }

    /// What answers calls; without it nobody is there.
    std::function<Result<net::Reply>(const net::Call&)> answers;
    std::vector<net::Call> calls;

    Result<net::Reply> call(const net::Call& call) override {
        const std::scoped_lock lock(mutex_);
        calls.push_back(call);
        record_request(call.method, call.url, call.body);
        if (answers) return answers(call);
        return failure(ErrorKind::unreachable, "reading " + call.url, "nobody is there");
    }

private:
    std::mutex mutex_;
};

}  // namespace aloft::fakes
