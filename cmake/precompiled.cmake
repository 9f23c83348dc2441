# What most files include of other people's headers is read once instead of once for each file: a third of the time of a
# build that does not optimise. Off by default, so that a file that forgets an include is found.
option(MOSTIK_PRECOMPILED "Precompile the headers of libraries" OFF)

set(MOSTIK_PRECOMPILED_HEADERS
  <algorithm> <array> <charconv> <chrono> <condition_variable> <cstdint> <deque> <filesystem> <fstream> <functional>
  <future> <iostream> <map> <memory> <mutex> <optional> <random> <set> <sstream> <stdexcept> <string> <string_view>
  <system_error> <thread> <unordered_map> <utility> <variant> <vector>
  <boost/asio.hpp> <nlohmann/json.hpp> <spdlog/spdlog.h>)

# mostik_precompile(NAME FOLDERS … [HEADERS …] [LINKS …]): all targets of these folders share the common
# headers and HEADERS, which come from the libraries LINKS.
function(mostik_precompile name)
  if(NOT MOSTIK_PRECOMPILED)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "FOLDERS;HEADERS;LINKS" ${ARGN})
  set(empty ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  file(CONFIGURE OUTPUT ${empty} CONTENT "")
  add_library(${name} STATIC ${empty})
  target_link_libraries(${name} PUBLIC
    Boost::headers nlohmann_json::nlohmann_json spdlog::spdlog Threads::Threads ${ARG_LINKS})
  target_compile_options(${name} PUBLIC -pthread)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")  # or ccache never knows it again
  endif()
  target_precompile_headers(${name} PRIVATE ${MOSTIK_PRECOMPILED_HEADERS} ${ARG_HEADERS})
  while(ARG_FOLDERS)
    list(POP_FRONT ARG_FOLDERS folder)
    get_property(deeper DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
    list(APPEND ARG_FOLDERS ${deeper})
    get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
    foreach(target ${targets})
      get_target_property(type ${target} TYPE)
      if(type MATCHES "LIBRARY|EXECUTABLE")
        target_link_libraries(${target} PRIVATE ${name})  # the same definitions and options
        target_precompile_headers(${target} REUSE_FROM ${name})
      endif()
    endforeach()
  endwhile()
endfunction()
