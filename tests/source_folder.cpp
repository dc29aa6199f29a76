#include "source_folder.hpp"

namespace aloft::tests {

std::filesystem::path source_folder() { return ALOFT_SOURCE_DIR; }

}  // namespace aloft::tests
