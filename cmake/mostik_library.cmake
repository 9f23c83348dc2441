# mostik_library(NAME [SOURCES …] [PUBLIC …] [PRIVATE …]): one static library of one layer.
# Headers are included from the repository's root: #include "core/event.hpp".
function(mostik_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} mostik_warnings)
endfunction()

# mostik_embed(TARGET NAMESPACE FILES…): puts the files into the program, so that it is one file that runs anywhere.
# NAMESPACE::embedded_files() is the table of them (core/embedded_file.hpp); whoever uses it declares it.
function(mostik_embed target namespace)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.cpp)
  set(paths "")
  foreach(file ${ARGN})
    get_filename_component(path ${file} ABSOLUTE)
    list(APPEND paths ${path})
  endforeach()
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} "-DFILES=${paths}" -DNAMESPACE=${namespace}
            -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${paths} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    COMMENT "Embedding files into ${target}"
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
