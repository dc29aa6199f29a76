# aloft_together(SOURCES NAME ROOT): where ALOFT_TOGETHER is set, the sources that the list SOURCES names are compiled as few
# files, each of which includes many of them (together.py says which): a build from nothing then takes a fraction of the
# time. NAME names those files; ROOT is a folder that is looked through for headers. Decided at each configuring; a change
# after which two files no longer go together is a compile error until then.
option(ALOFT_TOGETHER "Compile many files as one: quick from nothing, slower after a change" OFF)
if(ALOFT_TOGETHER)
  find_program(PYTHON3 python3 REQUIRED)
  # GCC takes an included source for a header, in which a namespace without a name would be a mistake.
  add_compile_options("$<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>")
endif()
function(aloft_together together_list name root)
  if(NOT ALOFT_TOGETHER OR NOT ${together_list})
    return()
  endif()
  list(TRANSFORM ${together_list} PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ REGEX "^[^/]")
  execute_process(COMMAND ${PYTHON3} ${PROJECT_SOURCE_DIR}/cmake/together.py ${root} ${PROJECT_BINARY_DIR}/together ${name}
                          ${${together_list}} OUTPUT_VARIABLE written COMMAND_ERROR_IS_FATAL ANY)
  set(${together_list} ${written} PARENT_SCOPE)
endfunction()
