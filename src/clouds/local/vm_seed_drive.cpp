#include "clouds/local/vm_seed_drive.hpp"

#include <algorithm>
#include <cstdint>

namespace aloft::local {
namespace {

constexpr std::size_t sector_size = 2048;

/// Where things lie, in sectors. The first sixteen are the system's and stay empty.
constexpr std::uint32_t descriptor_sector = 16;
constexpr std::uint32_t little_path_table_sector = 18;
constexpr std::uint32_t big_path_table_sector = 19;
constexpr std::uint32_t root_sector = 20;
constexpr std::uint32_t first_file_sector = 21;

constexpr std::uint32_t path_table_size = 10;  ///< the root alone
constexpr std::uint8_t is_folder = 2;

std::string little(std::uint32_t value, std::size_t bytes) {
    std::string text;
    for (std::size_t place = 0; place < bytes; ++place) text += static_cast<char>((value >> (8 * place)) & 0xFF);
    return text;
}

std::string big(std::uint32_t value, std::size_t bytes) {
    std::string text = little(value, bytes);
    std::ranges::reverse(text);
    return text;
}

/// ISO 9660 writes most numbers twice, for either kind of computer.
std::string both(std::uint32_t value, std::size_t bytes) { return little(value, bytes) + big(value, bytes); }

std::string padded(std::string text, std::size_t size, char filler) {
    text.resize(size, filler);
    return text;
}

std::uint32_t sectors(std::size_t size) { return static_cast<std::uint32_t>((size + sector_size - 1) / sector_size); }

struct Extent {
    std::uint32_t sector;
    std::size_t size;  ///< in bytes
};
constexpr Extent root_folder{root_sector, sector_size};

std::string folder_record(const std::string& name, Extent extent, std::uint8_t flags) {
    const std::size_t unpadded = 33 + name.size();
    const std::size_t length = unpadded + unpadded % 2;
    std::string record;
    record += static_cast<char>(length);
    record += '\0';  // no extended attributes
    record += both(extent.sector, 4) + both(static_cast<std::uint32_t>(extent.size), 4);
    record += std::string(7, '\0');  // no date: the same content must give the same bytes
    record += static_cast<char>(flags);
    record += std::string(2, '\0');  // not interleaved
    record += both(1, 2);            // on the first and only volume
    record += static_cast<char>(name.size());
    return padded(record + name, length, '\0');
}

/// "user-data" as the format spells it. Linux shows it in small letters and without the version again.
std::string spelled(std::string name) {
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return name + ".;1";
}

std::string root_record() { return folder_record(std::string(1, '\0'), root_folder, is_folder); }

std::string descriptor(std::string_view label, std::uint32_t all_sectors) {
    std::string text = std::string("\1CD001\1\0", 8);
    text += std::string(32, ' ');  // system
    text += padded(std::string(label), 32, ' ');
    text += std::string(8, '\0') + both(all_sectors, 4) + std::string(32, '\0');
    text += both(1, 2) + both(1, 2) + both(sector_size, 2) + both(path_table_size, 4);
    text += little(little_path_table_sector, 4) + std::string(4, '\0');
    text += big(big_path_table_sector, 4) + std::string(4, '\0');
    text += root_record();
    text = padded(text, 813, ' ');  // publisher, copyright and the like
    for (int date = 0; date < 4; ++date) text += std::string(16, '0') + '\0';
    text += '\1';
    return padded(text, sector_size, '\0');
}

std::string path_table(const std::string& sector) { return padded(std::string("\1\0", 2) + sector, sector_size, '\0'); }

}  // namespace

std::string iso_image(std::string_view label, const std::map<std::string, std::string>& files) {
    std::string root = root_record() + folder_record(std::string(1, '\1'), root_folder, is_folder);
    std::string contents;
    for (const auto& [name, content] : files) {
        const Extent extent{first_file_sector + sectors(contents.size()), content.size()};
        root += folder_record(spelled(name), extent, 0);
        contents += padded(content, sectors(content.size()) * sector_size, '\0');
    }
    std::string image(descriptor_sector * sector_size, '\0');
    image += descriptor(label, first_file_sector + sectors(contents.size()));
    image += padded(std::string("\377CD001\1", 7), sector_size, '\0');
    image += path_table(little(root_sector, 4) + little(1, 2) + std::string(2, '\0'));
    image += path_table(big(root_sector, 4) + big(1, 2) + std::string(2, '\0'));
    return image + padded(root, sector_size, '\0') + contents;
}

}  // namespace aloft::local
