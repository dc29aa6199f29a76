#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "source_folder.hpp"

namespace aloft::tests {

/// Compares text with a file, given from the root of the sources. ALOFT_ACCEPT=1 writes the file anew instead, and
/// marks the test skipped: a run that accepts proves nothing.
inline void expect_file(const std::filesystem::path& file, std::string_view text) {
    const std::filesystem::path path = tests::source_folder() / file;
    if (const char* accept = std::getenv("ALOFT_ACCEPT"); accept != nullptr && std::string_view(accept) == "1") {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
        GTEST_SKIP() << "accepted anew: " << file.string();
    }
    std::ifstream stream(path, std::ios::binary);
    ASSERT_TRUE(stream) << file.string() << " is not there; ALOFT_ACCEPT=1 writes it";
    const std::string expected{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_EQ(text, expected) << "differs from " << file.string() << "; if the new text is right, ALOFT_ACCEPT=1";
}

/// The same for a file of tests/golden/: expect_golden("wire/plan.json", text).
inline void expect_golden(const std::filesystem::path& name, std::string_view text) {
    expect_file("tests/golden" / name, text);
}

}  // namespace aloft::tests
