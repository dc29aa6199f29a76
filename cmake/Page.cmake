# aloft_page(TARGET FOLDER): the page in the browser, compiled by tsc, as "embedded/<folder>.hpp" for the target. Needs
# aloft_embed's rules for names.
function(aloft_page target folder)
  find_program(ALOFT_TSC tsc REQUIRED)
  get_filename_component(base ${folder} NAME)
  file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.ts)
  set(made ${CMAKE_BINARY_DIR}/page/${base})
  set(files)
  foreach(name index.html page.css icon.svg)
    list(APPEND files ${CMAKE_SOURCE_DIR}/${folder}/${name})
  endforeach()
  set(modules)
  foreach(script ${scripts})
    get_filename_component(name ${script} NAME_WE)
    list(APPEND modules ${made}/${name}.js)
  endforeach()
  list(JOIN files "," listed)
  list(JOIN modules "," listed_modules)
  set(header ${CMAKE_BINARY_DIR}/page/include/embedded/${base}_page.hpp)
  add_custom_command(
    OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${made}
    COMMAND ${ALOFT_TSC} --project ${CMAKE_SOURCE_DIR}/${folder} --outDir ${made}
    COMMAND ${CMAKE_COMMAND} -DHEADER=${header} -DFILES=${listed},${listed_modules} -P ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
    DEPENDS ${scripts} ${files} ${CMAKE_SOURCE_DIR}/${folder}/tsconfig.json ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
    COMMENT "Compiling the page ${folder}"
    VERBATIM)
  add_custom_target(${target}_page DEPENDS ${header})
  add_dependencies(${target} ${target}_page)
  target_include_directories(${target} PRIVATE ${CMAKE_BINARY_DIR}/page/include)
endfunction()
