#include "clouds/local/vm_seed_drive.hpp"

#include <gmock/gmock.h>

#include <cstdint>

namespace aloft::local {
namespace {

/// A reader that knows only the standard, and nothing of how the writer lays things out.
class Iso {
public:
    explicit Iso(std::string image) : image_(std::move(image)) {}

    std::string text(std::size_t at, std::size_t size) const { return image_.substr(at, size); }
    std::uint32_t byte(std::size_t at) const { return static_cast<std::uint8_t>(image_.at(at)); }
    std::uint32_t number(std::size_t at) const {
        const std::uint32_t little = byte(at) | byte(at + 1) << 8 | byte(at + 2) << 16 | byte(at + 3) << 24;
        const std::uint32_t big = byte(at + 4) << 24 | byte(at + 5) << 16 | byte(at + 6) << 8 | byte(at + 7);
        EXPECT_EQ(little, big) << "at " << at;
        return little;
    }
    std::map<std::string, std::string> files() const {
        const std::size_t root = descriptor + 156;
        const std::size_t start = number(root + 2) * sector;
        const std::size_t end = start + number(root + 10);
        std::map<std::string, std::string> files;
        for (std::size_t at = start; at < end && byte(at) != 0; at += byte(at)) {
            EXPECT_EQ(byte(at) % 2, 0U) << "records begin at even places";
            const std::string name = text(at + 33, byte(at + 32));
            if ((byte(at + 25) & 2) == 0) files[name] = text(number(at + 2) * sector, number(at + 10));
        }
        return files;
    }

    static constexpr std::size_t sector = 2048;
    static constexpr std::size_t descriptor = 16 * sector;

private:
    std::string image_;
};

TEST(SeedDrive, HoldsTheFilesUnderTheLabel) {
    const std::map<std::string, std::string> files = {
        {"meta-data", "instance-id: a\n"}, {"user-data", std::string(5000, 'x') + "end"}, {"empty", ""}};
    const Iso iso(iso_image("CIDATA", files));
    EXPECT_EQ(iso.text(Iso::descriptor, 8), std::string("\1CD001\1\0", 8));
    EXPECT_EQ(iso.text(Iso::descriptor + 40, 32), "CIDATA" + std::string(26, ' '));
    EXPECT_EQ(iso.text(Iso::descriptor + Iso::sector, 7), "\377CD001\1");
    const std::map<std::string, std::string> expected = {
        {"META-DATA.;1", files.at("meta-data")}, {"USER-DATA.;1", files.at("user-data")}, {"EMPTY.;1", ""}};
    EXPECT_EQ(iso.files(), expected);
}

TEST(SeedDrive, SaysItsOwnSize) {
    const std::string image = iso_image("CIDATA", {{"user-data", std::string(2049, 'x')}});
    EXPECT_EQ(image.size() % Iso::sector, 0);
    EXPECT_EQ(Iso(image).number(Iso::descriptor + 80) * Iso::sector, image.size());
}

TEST(SeedDrive, IsTheSameForTheSame) {
    EXPECT_EQ(iso_image("A", {{"a", "b"}}), iso_image("A", {{"a", "b"}}));
    EXPECT_NE(iso_image("A", {{"a", "b"}}), iso_image("A", {{"a", "c"}}));
}

}  // namespace
}  // namespace aloft::local
