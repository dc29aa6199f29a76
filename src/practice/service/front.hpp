#pragma once
#include <functional>
#include <string>
#include <utility>

#include "practice/service/cloud_desk.hpp"
#include "practice/service/own_api.hpp"

namespace aloft::practice {

/// Tells those who want the cloud from its owner who wants the practice of it.
class Front final : public serve::Handler {
public:
    /// `caller` is the address under which this computer's own calls come to a machine.
    Front(OwnApi& own, CloudDesk& desk, std::function<std::string()> caller)
        : own_(own), desk_(desk), caller_(std::move(caller)) {}
    void handle(serve::Request request, serve::Reply reply) override {
        // As others on the web tell it to whoever asks: who opens a firewall to himself has to know it.
        if (request.target == "/checkip")
            return reply({.status = 200, .content_type = "text/plain", .body = caller_() + "\n"});
        serve::Handler& handler = OwnApi::is_for_us(request.target) ? static_cast<serve::Handler&>(own_) : desk_;
        handler.handle(std::move(request), std::move(reply));
    }

private:
    OwnApi& own_;
    CloudDesk& desk_;
    std::function<std::string()> caller_;
};

}  // namespace aloft::practice
