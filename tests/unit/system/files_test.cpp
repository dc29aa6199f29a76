#include "system/files.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "system/lock.hpp"

namespace aloft {
namespace {

class Files : public testing::Test {
protected:
    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("aloft-files-" + std::to_string(::getpid()));
    void SetUp() override { std::filesystem::create_directory(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    mode_t mode_of(const std::filesystem::path& path) {
        struct stat status = {};
        EXPECT_EQ(::stat(path.c_str(), &status), 0);
        return status.st_mode & 0777;
    }
};

TEST_F(Files, what_was_written_is_read_and_is_private) {
    ASSERT_TRUE(write_file(folder_ / "a", "text\0more", Readable::by_owner));
    EXPECT_EQ(read_file(folder_ / "a").value(), std::string_view("text\0more"));
    EXPECT_EQ(mode_of(folder_ / "a"), 0600U);
}

TEST_F(Files, writing_again_replaces_and_leaves_nothing_beside) {
    ASSERT_TRUE(write_file(folder_ / "a", "long text", Readable::by_all));
    ASSERT_TRUE(write_file(folder_ / "a", "short", Readable::by_all));
    EXPECT_EQ(read_file(folder_ / "a").value(), "short");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(Files, what_cannot_be_written_is_told_with_its_place) {
    ASSERT_TRUE(write_file(folder_ / "a", "old", Readable::by_all));
    const auto refused = write_file(folder_ / "a" / "b", "new", Readable::by_all);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::storage);
    EXPECT_THAT(refused.error().doing, testing::HasSubstr((folder_ / "a" / "b").string()));
    EXPECT_EQ(read_file(folder_ / "a").value(), "old");
}

TEST_F(Files, an_absent_file_is_not_found) {
    const auto content = read_file(folder_ / "none");
    ASSERT_FALSE(content);
    EXPECT_EQ(content.error().kind, ErrorKind::not_found);
}

TEST_F(Files, no_more_is_read_than_is_allowed) {
    ASSERT_TRUE(write_file(folder_ / "a", "12345", Readable::by_owner));
    EXPECT_EQ(read_file(folder_ / "a", 5).value(), "12345");
    EXPECT_FALSE(read_file(folder_ / "a", 4));
    EXPECT_FALSE(read_file("/dev/zero", 1 << 20)) << "it has no end";
}

TEST_F(Files, folders_are_made_with_their_parents_for_the_owner_alone) {
    ASSERT_TRUE(make_private_folder(folder_ / "a/b/c"));
    EXPECT_EQ(mode_of(folder_ / "a/b/c"), 0700U);
    EXPECT_TRUE(make_private_folder(folder_ / "a/b/c"));
}

TEST_F(Files, what_two_remove_at_the_same_time_is_removed) {
    const std::filesystem::path tree = folder_ / "tree";
    for (int times = 0; times < 3; ++times) {
        for (int number = 0; number < 30; ++number)
            std::filesystem::create_directories(tree / std::to_string(number) / "a/b");
        auto other = std::async(std::launch::async, [&] { return remove_tree(tree); });
        const auto ours = remove_tree(tree);
        const auto theirs = other.get();
        EXPECT_TRUE(ours) << describe(ours.error());
        EXPECT_TRUE(theirs) << describe(theirs.error());
        EXPECT_FALSE(std::filesystem::exists(tree));
    }
}

TEST_F(Files, a_second_taker_is_told_who_holds_the_lock) {
    auto first = FileLock::try_take(folder_ / "lock", "aloft up (pid 7)");
    ASSERT_TRUE(first && *first);
    auto second = FileLock::try_take(folder_ / "lock", "aloft down (pid 8)");
    ASSERT_TRUE(second);
    EXPECT_FALSE(*second);
    EXPECT_EQ(FileLock::holder(folder_ / "lock"), "aloft up (pid 7)");
    first->reset();
    EXPECT_EQ(FileLock::holder(folder_ / "lock"), std::nullopt);
    EXPECT_TRUE(*FileLock::try_take(folder_ / "lock", "aloft down (pid 8)"));
}

}  // namespace
}  // namespace aloft
