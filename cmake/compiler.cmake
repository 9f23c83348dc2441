# Language level, warnings and compiler cache for every target of the project.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE)
  # As it has to be told about precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

add_library(mostik_warnings INTERFACE)
target_compile_options(mostik_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast
  -Wcast-qual -Wformat=2 -Wimplicit-fallthrough -Werror)
# GCC 12 reports uninitialised members of moved-from optionals inside inlined library code.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(mostik_warnings INTERFACE -Wno-maybe-uninitialized)
endif()
# Designated initialisers leave out what keeps its default.
target_compile_options(mostik_warnings INTERFACE -Wno-missing-field-initializers)
if(MOSTIK_KILL_POINTS)
  target_compile_definitions(mostik_warnings INTERFACE MOSTIK_KILL_POINTS)
endif()
# Optimising, GCC 12 takes the recycling of coroutine frames in Asio for a mismatched delete, and the assignment of
# a literal to a string for overlapping copies (GCC's bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND
   (NOT CMAKE_BUILD_TYPE STREQUAL "Debug" OR CMAKE_CXX_FLAGS MATCHES "fsanitize"))
  target_compile_options(mostik_warnings INTERFACE -Wno-mismatched-new-delete -Wno-restrict)
endif()
# Clang 14 writes what it cannot assemble when coroutines are to check the types of functions.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_FLAGS MATCHES "undefined")
  add_compile_options(-fno-sanitize=function)
endif()
# ThreadSanitizer does not understand the stand-alone fences in Asio.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_FLAGS MATCHES "fsanitize=thread")
  target_compile_options(mostik_warnings INTERFACE -Wno-tsan)
endif()
