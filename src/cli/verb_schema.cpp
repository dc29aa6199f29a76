#include "cli/verbs.hpp"
#include "spec/spec_file.hpp"

namespace aloft::cli {

int verb_schema(Call& call) {
    std::string schema = spec_schema();
    if (!schema.ends_with('\n')) schema += '\n';
    call.voice.give(schema);
    return 0;
}

}  // namespace aloft::cli
