#pragma once
#include <memory>

#include "net/http.hpp"
#include "system/interruption.hpp"

namespace aloft::net {

class IdleHandles;

/// By libcurl, with the computer's own certificates and proxy settings. Connections stay open for the next request to
/// the same host, one for each thread that asks at the same time. Ctrl-C is noticed within a second.
class CurlHttp final : public Http {
public:
    explicit CurlHttp(const Interruption& interruption);
    ~CurlHttp() override;
    CurlHttp(const CurlHttp&) = delete;
    CurlHttp& operator=(const CurlHttp&) = delete;

    Result<Answer> get(const Request& request, const Sink& sink) override;
    Result<Reply> call(const Call& call) override;

private:
    const Interruption& interruption_;
    std::unique_ptr<IdleHandles> idle_;
};

}  // namespace aloft::net
