# Writes OUT: a definition of NAMESPACE::embedded_files() holding FILES by base name, sorted by path. The assembler takes
# the bytes in (.incbin): a compiler needs seconds for a megabyte of numbers. The digests stand in the text so that
# another content is another source, for the build and for compiler caches alike.
list(SORT FILES COMPARE NATURAL)
set(bytes "")
set(symbols "")
set(rows "")
set(index 0)
foreach(file ${FILES})
  get_filename_component(name ${file} NAME)
  file(SHA256 ${file} digest)
  string(APPEND bytes "# ${digest}\nmostik_file_${index}: .incbin \"${file}\"\nmostik_file_${index}_end: .byte 0\n")
  string(APPEND symbols
    "[[gnu::visibility(\"hidden\")]] extern const char mostik_file_${index}[];\n"
    "[[gnu::visibility(\"hidden\")]] extern const char mostik_file_${index}_end[];\n")
  string(APPEND rows "      {\"${name}\", {mostik_file_${index}, static_cast<std::size_t>(mostik_file_${index}_end - "
    "mostik_file_${index})}, \"${digest}\"},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUT} "// Generated from files of the repository: do not edit.
#include \"core/embedded_file.hpp\"

#include <cstddef>
#include <vector>

asm(R\"(.pushsection .rodata
${bytes}.popsection)\");

// Local to this object: the names above are no global ones.
extern \"C\" {
${symbols}}

namespace ${NAMESPACE} {
const std::vector<mostik::core::EmbeddedFile>& embedded_files() {
  static const std::vector<mostik::core::EmbeddedFile> files = {
${rows}  };
  return files;
}
}
")
