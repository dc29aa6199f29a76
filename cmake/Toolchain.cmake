# The one language level, the warnings, the sanitizers, and the fast tools when they are there.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  # Designated initialisers leave out what has a good default; that is their point.
  -Wno-missing-field-initializers)
# Once it optimises, GCC 12 sees an overlap in "literal" + std::string (its bug 105651), and values not set in an empty
# std::optional (its bug 80635). clang-tidy and the sanitizers look for the true ones.
add_compile_options("$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-maybe-uninitialized>")
option(ALOFT_WARNINGS_ARE_ERRORS "Fail on any warning" ON)
if(ALOFT_WARNINGS_ARE_ERRORS)
  add_compile_options(-Werror)
endif()

# Containers that check their bounds wherever speed does not count; hardened calls where people run it.
add_compile_definitions($<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
add_compile_options("$<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2;-fstack-protector-strong>")
add_link_options("$<$<CONFIG:Release>:-pie;LINKER:-z,relro,-z,now>")

set(ALOFT_SANITIZE "" CACHE STRING "What -fsanitize= shall watch, e.g. address,undefined")
if(ALOFT_SANITIZE)
  add_compile_options(-fsanitize=${ALOFT_SANITIZE} -fno-omit-frame-pointer)
  if(ALOFT_SANITIZE MATCHES undefined)
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
  # With a sanitizer's own calls in between, GCC 12 also loses track of how long a std::string is.
  add_compile_options("$<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread>")
  # The thread sanitizer does not see fences. Asio's are beside locks that it sees.
  if(ALOFT_SANITIZE MATCHES thread)
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
  add_link_options(-fsanitize=${ALOFT_SANITIZE})
endif()
option(ALOFT_FUZZ "Build the fuzz targets (needs clang)" OFF)
if(ALOFT_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)  # what the fuzzer steers by
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # With paths from the root of the sources on, a file that one clone has compiled is not compiled again by the next.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()
# GCC 12 takes mold from the path; clang finds it as well.
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
