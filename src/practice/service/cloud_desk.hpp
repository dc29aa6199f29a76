#pragma once
#include <functional>
#include <string_view>

#include "core/result.hpp"
#include "practice/hall.hpp"
#include "serve/http.hpp"

namespace aloft::practice {

/// Whoever answers in the name of a cloud, as its process sees him. Lives on the loop.
class CloudDesk : public serve::Handler {
public:
    /// Goes on with what was under way when the process died.
    virtual void resume() = 0;
    /// The clock was turned, or the weather is another.
    virtual void world_changed() = 0;
    /// A spot machine, by its record's name, is preempted now.
    virtual Result<void> take_away(std::string_view machine) = 0;
    /// Called whenever something has happened without a call: an operation has ended, a machine was taken away.
    virtual void on_news(std::function<void()> told) = 0;
    /// What its machines are told.
    virtual MetadataSource& metadata() = 0;
};

}  // namespace aloft::practice
