# cmake -DHEADER=… -DFILES=…,… -P EmbedFiles.cmake: a table of files by name, for what is made only when it is built.
string(REPLACE "," ";" FILES "${FILES}")
set(rows "")
foreach(path ${FILES})
  get_filename_component(name ${path} NAME)
  file(READ ${path} content)
  string(APPEND rows "    {\"${name}\", R\"__embedded__(${content})__embedded__\"},\n")
endforeach()
file(WRITE ${HEADER}
     "#pragma once\n#include <string_view>\n#include <utility>\nnamespace aloft::embedded {\n"
     "inline constexpr std::pair<std::string_view, std::string_view> page_files[] = {\n${rows}};\n}\n")
