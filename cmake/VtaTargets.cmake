# SPDX-License-Identifier: Apache-2.0
# Helpers that give every folder's library the same shape.

# Compile settings of everything that is ours; system headers are not warned about.
add_library(vta_compile_options INTERFACE)
target_compile_features(vta_compile_options INTERFACE cxx_std_17)
target_compile_options(
  vta_compile_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                                $<$<BOOL:${VTA_WARNINGS_AS_ERRORS}>:-Werror>)
install(TARGETS vta_compile_options EXPORT vtaTargets)

# vta_add_library(<folder> SOURCES ... HEADERS ... LINK ... [PRIVATE_LINK ...])
# makes the static library vta_<folder> with the alias vta::<folder>; headers are included from
# the repository root ("folder/file.h") and installed under include/vta.
function(vta_add_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;LINK;PRIVATE_LINK" ${ARGN})
  add_library(vta_${name} STATIC ${ARG_SOURCES})
  add_library(vta::${name} ALIAS vta_${name})
  set_target_properties(vta_${name} PROPERTIES EXPORT_NAME ${name} CXX_EXTENSIONS OFF
                                               POSITION_INDEPENDENT_CODE ON)
  target_sources(
    vta_${name}
    PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${ARG_HEADERS})
  target_include_directories(vta_${name} INTERFACE $<INSTALL_INTERFACE:include/vta>)
  target_link_libraries(
    vta_${name}
    PUBLIC ${ARG_LINK}
    PRIVATE $<BUILD_INTERFACE:vta_compile_options> ${ARG_PRIVATE_LINK})
  target_compile_features(vta_${name} PUBLIC cxx_std_17)
  install(
    TARGETS vta_${name}
    EXPORT vtaTargets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    FILE_SET HEADERS DESTINATION include/vta)
endfunction()

# vta_add_test(<name> LABEL unit|model|... SOURCES ... LINK ...)
# makes the Catch2 program test_<name>; every case becomes a ctest test with the label.
function(vta_add_test name)
  cmake_parse_arguments(ARG "" "LABEL" "SOURCES;LINK" ${ARGN})
  add_executable(test_${name} ${ARG_SOURCES})
  set_target_properties(test_${name} PROPERTIES CXX_EXTENSIONS OFF)
  target_include_directories(test_${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(test_${name} PRIVATE vta_test_main vta_compile_options ${ARG_LINK})
  target_compile_definitions(
    test_${name} PRIVATE VTA_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                         VTA_BINARY_DIR="${PROJECT_BINARY_DIR}")
  catch_discover_tests(
    test_${name}
    TEST_PREFIX "${name}: "
    PROPERTIES LABELS ${ARG_LABEL} SKIP_RETURN_CODE 77 TIMEOUT 600
    ENVIRONMENT "SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1")
endfunction()
