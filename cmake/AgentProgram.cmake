# aloft_agent_program(): aloft-agent, the program for machines, and aloft_embedded_agent, a library with its bytes.
# It is compiled apart from the rest: small, without sanitizers and counters, and linked so that it runs on any Linux
# with nothing installed.
function(aloft_agent_program)
  # Of the lower rooms only what it uses: each is compiled a second time for it.
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/agent/*.cpp)
  list(APPEND sources main/aloft_agent.cpp wire/agent_messages.cpp)
  foreach(file bytes check error letters money resource software spec utf8)
    list(APPEND sources core/${file}.cpp)
  endforeach()
  foreach(file child clock elf files local_socket process script this_program user watch)
    list(APPEND sources system/${file}.cpp)
  endforeach()
  aloft_together(sources aloft-agent ${CMAKE_CURRENT_SOURCE_DIR})
  add_executable(aloft-agent ${sources})
  target_include_directories(aloft-agent PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_compile_definitions(aloft-agent PRIVATE ALOFT_VERSION="${PROJECT_VERSION}")
  # fmt and the rest as headers: there need not be static libraries of them.
  target_link_libraries(aloft-agent PRIVATE fmt::fmt-header-only nlohmann_json::nlohmann_json)
  target_compile_options(aloft-agent PRIVATE -Os -g0 -ffunction-sections -fdata-sections -fno-sanitize=all
                         -fno-profile-arcs -fno-test-coverage)
  # Its version is the hash that the linker leaves in it.
  target_link_options(aloft-agent PRIVATE -static-pie -fno-sanitize=all LINKER:--gc-sections LINKER:--build-id=sha1
                      LINKER:--strip-all)

  set(program ${CMAKE_CURRENT_BINARY_DIR}/aloft-agent)
  add_library(aloft_embedded_agent STATIC main/embedded_agent.cpp)
  target_link_libraries(aloft_embedded_agent PUBLIC aloft_machine)
  set_source_files_properties(main/embedded_agent.cpp PROPERTIES OBJECT_DEPENDS ${program}
                              COMPILE_DEFINITIONS "ALOFT_AGENT_FILE=\"${program}\";ALOFT_VERSION=\"${PROJECT_VERSION}\"")
  add_dependencies(aloft_embedded_agent aloft-agent)
endfunction()
