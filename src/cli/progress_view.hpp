#pragma once
#include <memory>

#include "core/event.hpp"

namespace aloft::cli {

/// How long work is shown. While the person is asked something, it holds still.
class ProgressView : public EventSink {
public:
    virtual void pause() {}
    virtual void resume() {}
};

}  // namespace aloft::cli
