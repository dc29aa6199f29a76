#pragma once
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "fakes/fake_loop.hpp"
#include "fakes/fake_metadata.hpp"
#include "practice/machines/metadata_server.hpp"

namespace aloft::practice {

using fakes::FakeMetadata;

struct MetadataWorld {
    FakeMetadata source;
    fakes::FakeLoop loop;
    MetadataServer server{source, loop, "7"};

    MetadataWorld() {
        source.on_change([this](std::string_view) { server.tree_changed(); });
    }

    static serve::Request request(const std::string& target, const std::string& method = "GET",
                                  const std::string& body = "") {
        return {method, "/computeMetadata/v1/" + target, {{"Metadata-Flavor", "Google"}}, body};
    }

    /// The slot is filled when the answer comes.
    std::shared_ptr<std::optional<serve::Answer>> begin(serve::Request request) {
        auto slot = std::make_shared<std::optional<serve::Answer>>();
        server.handle(std::move(request), [slot](serve::Answer answer) { *slot = std::move(answer); });
        return slot;
    }
    serve::Answer ask(serve::Request one) { return begin(std::move(one))->value(); }
    serve::Answer get(const std::string& target) { return ask(request(target)); }
    static std::string header(const serve::Answer& answer, const std::string& name) {
        for (const auto& one : answer.headers)
            if (one.name == name) return one.value;
        return "";
    }
};

}  // namespace aloft::practice
