#include "main/embedded_agent.hpp"

#include <fmt/format.h>

#include "system/elf.hpp"

// The assembler takes the file as it is; as an array in C++ it would take the compiler half a minute.
asm(R"(
    .pushsection .rodata
    .global aloft_agent_begin
    .global aloft_agent_end
    .balign 16
aloft_agent_begin:
    .incbin ")" ALOFT_AGENT_FILE R"("
aloft_agent_end:
    .byte 0
    .popsection
)");

extern "C" const char aloft_agent_begin[];  // NOLINT(modernize-avoid-c-arrays): a place in the file, of no known size
extern "C" const char aloft_agent_end[];  // NOLINT(modernize-avoid-c-arrays)

namespace aloft {

AgentProgram embedded_agent() {
    const std::string_view bytes(aloft_agent_begin, static_cast<std::size_t>(aloft_agent_end - aloft_agent_begin));
    return {agent_version(ALOFT_VERSION, build_id_of(bytes)), architecture_of(bytes), bytes};
}

}  // namespace aloft
