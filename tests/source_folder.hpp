#pragma once
#include <filesystem>

namespace aloft::tests {

/// The root of the sources. In a function, and compiled once: a path on the command line of every test would keep
/// ccache from knowing them again in another clone.
std::filesystem::path source_folder();

}  // namespace aloft::tests
