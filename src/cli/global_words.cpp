#include "cli/global_words.hpp"

#include <algorithm>

namespace aloft::cli {

GlobalWords take_global_words(const std::vector<std::string>& arguments, const Environment& environment) {
    const std::string said = environment(practice_variable).value_or("");
    // After the verb a word may be part of a remote command, which is not ours to read.
    const auto others = std::ranges::find_if(arguments, [](const std::string& word) { return word != practice_word; });
    const bool practice = others != arguments.begin() || (!said.empty() && said != "0");
    return {practice ? Ground::practice : Ground::real, {others, arguments.end()}};
}

}  // namespace aloft::cli
