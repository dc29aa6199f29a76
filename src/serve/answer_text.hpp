#pragma once
#include <string>
#include <string_view>

#include "serve/http.hpp"

namespace aloft::serve {

struct Manner {
    bool keep_alive = true;
    bool old_client = false;  ///< HTTP/1.0, which must be told that the connection is kept
};

/// Status line and headers with the empty line after them.
std::string head_of(const Answer& answer, const Manner& manner);
/// Whether an answer of that status has a body at all.
bool has_body(int status);

}  // namespace aloft::serve
