#include "system/elf.hpp"

#include <elf.h>
#include <fmt/format.h>
#include <link.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>
#include <utility>

namespace aloft {
namespace {

std::string hexadecimal(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return text;
}

/// A record at a place of the file, if the file is that long.
template <class Record>
std::optional<Record> record_at(std::string_view file, std::size_t at) {
    if (at > file.size() || file.size() - at < sizeof(Record)) return std::nullopt;
    Record record;
    std::memcpy(&record, file.data() + at, sizeof record);
    return record;
}

std::string build_id_in(std::string_view notes) {
    const auto padded = [](std::size_t size) { return (size + 3) & ~std::size_t{3}; };
    while (const auto header = record_at<ElfW(Nhdr)>(notes, 0)) {
        const std::size_t content = sizeof *header + padded(header->n_namesz);
        if (content > notes.size() || header->n_descsz > notes.size() - content) break;
        if (header->n_type == NT_GNU_BUILD_ID) return hexadecimal(notes.substr(content, header->n_descsz));
        notes.remove_prefix(std::min(notes.size(), content + padded(header->n_descsz)));
    }
    return "";
}

std::optional<ElfW(Ehdr)> header_of(std::string_view file) {
    const auto header = record_at<ElfW(Ehdr)>(file, 0);
    if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return std::nullopt;
    return header;
}

/// The first object that is told is the program itself.
int take_build_id(dl_phdr_info* object, std::size_t /*size*/, void* into) {
    auto& id = *static_cast<std::string*>(into);
    for (int i = 0; i < object->dlpi_phnum && id.empty(); ++i) {
        const ElfW(Phdr)& part = object->dlpi_phdr[i];
        const auto* notes = std::bit_cast<const char*>(object->dlpi_addr + part.p_vaddr);
        if (part.p_type == PT_NOTE) id = build_id_in({notes, part.p_memsz});
    }
    return 1;
}

}  // namespace

std::string build_id_of(std::string_view file) {
    const auto header = header_of(file);
    if (!header) return "";
    for (std::size_t i = 0; i < header->e_phnum; ++i) {
        const auto part = record_at<ElfW(Phdr)>(file, header->e_phoff + i * sizeof(ElfW(Phdr)));
        if (!part || part->p_type != PT_NOTE || part->p_offset > file.size()) continue;
        const std::string id = build_id_in(file.substr(part->p_offset, part->p_filesz));
        if (!id.empty()) return id;
    }
    return "";
}

std::string own_build_id() {
    std::string id;
    ::dl_iterate_phdr(take_build_id, &id);
    return id;
}

std::string architecture_of(std::string_view file) {
    static constexpr std::array<std::pair<unsigned, std::string_view>, 3> known{
        {{EM_X86_64, "x86_64"}, {EM_AARCH64, "aarch64"}, {EM_RISCV, "riscv64"}}};
    const auto header = header_of(file);
    if (!header) return "";
    const auto* const found =
        std::ranges::find(known, header->e_machine, &std::pair<unsigned, std::string_view>::first);
    return found == known.end() ? "" : std::string(found->second);
}

std::string agent_version(std::string_view project, std::string_view build_id) {
    constexpr std::size_t enough = 12;
    return fmt::format("{}-{}", project, build_id.substr(0, enough));
}

}  // namespace aloft
