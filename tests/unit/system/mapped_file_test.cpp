#include "system/mapped_file.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "fakes/fake_system.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

std::string text_of(const MappedFile& file) {
    return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

TEST(MappedFile, ShowsTheBytesOfTheFileEvenAfterItWasReplaced) {
    const fakes::TemporaryHome home;
    const std::filesystem::path path = home.home().data / "file";
    ASSERT_TRUE(write_file(path, "as it was", Readable::by_owner));
    Result<MappedFile> opened = MappedFile::open(path);
    ASSERT_TRUE(opened);
    const MappedFile moved = std::move(*opened);
    ASSERT_TRUE(write_file(path, "as it is now", Readable::by_owner));
    EXPECT_EQ(text_of(moved), "as it was");
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(moved.bytes().data()) % 8, 0U);
}

TEST(MappedFile, AnEmptyFileHasNoBytes) {
    const fakes::TemporaryHome home;
    ASSERT_TRUE(write_file(home.home().data / "empty", "", Readable::by_owner));
    const Result<MappedFile> opened = MappedFile::open(home.home().data / "empty");
    ASSERT_TRUE(opened);
    EXPECT_TRUE(opened->bytes().empty());
}

TEST(MappedFile, WhatIsNoFileIsAFailure) {
    const fakes::TemporaryHome home;
    EXPECT_EQ(MappedFile::open(home.home().data / "absent").error().kind, ErrorKind::not_found);
    EXPECT_EQ(MappedFile::open(home.home().data).error().kind, ErrorKind::storage);
}

}  // namespace
}  // namespace aloft
