# aloft_builtin_catalog(): compile-catalog, which makes one file of the texts in market/catalog, and
# aloft_builtin_catalog, a library with its bytes.
function(aloft_builtin_catalog)
  add_executable(compile-catalog main/compile_catalog.cpp)
  target_link_libraries(compile-catalog PRIVATE aloft_market aloft_system)

  file(GLOB texts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/market/catalog/*.csv)
  set(catalog ${CMAKE_CURRENT_BINARY_DIR}/builtin.catalog)
  add_custom_command(OUTPUT ${catalog} COMMAND compile-catalog ${catalog} ${texts} DEPENDS compile-catalog ${texts}
                     COMMENT "Compiling the built-in catalog" VERBATIM)
  # Among the sources so that the library knows who makes it.
  add_library(aloft_builtin_catalog STATIC main/builtin_catalog.cpp ${catalog})
  target_include_directories(aloft_builtin_catalog PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  set_source_files_properties(main/builtin_catalog.cpp PROPERTIES OBJECT_DEPENDS ${catalog}
                              COMPILE_DEFINITIONS "ALOFT_CATALOG_FILE=\"${catalog}\"")
endfunction()
