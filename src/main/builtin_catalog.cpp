#include "main/builtin_catalog.hpp"

asm(R"(
    .pushsection .rodata
    .global aloft_catalog_begin
    .global aloft_catalog_end
    .balign 16
aloft_catalog_begin:
    .incbin ")" ALOFT_CATALOG_FILE R"("
aloft_catalog_end:
    .byte 0
    .popsection
)");

extern "C" const std::byte
    aloft_catalog_begin[];  // NOLINT(modernize-avoid-c-arrays): a place in the file, of no known size
extern "C" const std::byte aloft_catalog_end[];  // NOLINT(modernize-avoid-c-arrays)

namespace aloft {

std::span<const std::byte> builtin_catalog() { return {aloft_catalog_begin, aloft_catalog_end}; }

}  // namespace aloft
