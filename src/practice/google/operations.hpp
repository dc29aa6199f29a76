#pragma once
#include <string>
#include <string_view>

#include "practice/google/shelf.hpp"

namespace aloft::practice::google {

/// A change that takes its time. Its record says all of it: what is done about it follows from there (effects.hpp).
struct Beginning {
    std::string type;    ///< Google's word: "insert", "setMetadata", "compute.instances.preempted"
    std::string target;  ///< the name of what is changed
    std::string effect;  ///< which of the effects: "instance.start"
    Json arguments;      ///< for it
    Json failure;        ///< how it will fail; null: it will not
    std::string group;   ///< of the operations of one bulk insert
};

/// Puts it into the records and on the agenda; answers what Google says about it.
Json begin_operation(Office& office, std::string_view caller, Beginning beginning);
/// The same for a moment that has passed, when the world's clock was turned.
Json begin_operation(Office& office, std::string_view caller, Beginning beginning, Moment at);

/// How an operation fails: {code, message, status, statusMessage, errorDetails}.
Json failure_of(std::string_view code, std::string_view message, int http_status, std::string_view http_message,
                Json details = nullptr);

/// Writes the end into it.
void end_operation(Office& office, std::string_view name, Moment at);
bool is_done(const Json& operation);

/// What the record of an operation knows beyond what it shows.
const Json& arguments_of(const Json& operation);
std::string target_of_operation(const Json& operation);

}  // namespace aloft::practice::google
