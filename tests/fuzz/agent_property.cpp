#include "core/utf8.hpp"
#include "fuzz/properties.hpp"
#include "fuzz/require.hpp"
#include "wire/agent_messages.hpp"

namespace aloft::fuzz {
namespace {

/// Written once, a message is what it reads as: texts that are no UTF-8 are mended then.
template <class Read>
void reads_back_or_is_refused(std::string_view bytes, const Read& read) {
    const auto first = read(bytes);
    if (!first) {
        require(!first.error().detail.empty(), "a refusal has words");
        require(valid_utf8(first.error().detail) == first.error().detail, "the words are text");
        return;
    }
    const std::string line = wire::to_line(*first);
    require(line.find('\n') == std::string::npos, "a message is one line");
    const auto again = read(line);
    require(again.has_value(), "what was written reads");
    require(*again == *first, "what was written reads back equal");
}

}  // namespace

void read_any_agent_line(std::string_view bytes) {
    reads_back_or_is_refused(bytes, wire::agent_request_from_line);
    reads_back_or_is_refused(bytes, wire::agent_answer_from_line);
    reads_back_or_is_refused(bytes, wire::agent_hello_from_line);
}

}  // namespace aloft::fuzz
