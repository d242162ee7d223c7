# SPDX-License-Identifier: Apache-2.0
# The writer of FST waveforms that Verilator installs: the library vta_fst, where it is found.
find_path(VTA_FST_INCLUDE fstapi.c HINTS "$ENV{VERILATOR_ROOT}/include/gtkwave"
                                         /usr/share/verilator/include/gtkwave
                                         /usr/local/share/verilator/include/gtkwave)
if(NOT VTA_FST_INCLUDE)
  message(STATUS "No FST: Verilator's fstapi.c was not found; reports have the VCD only")
  return()
endif()
enable_language(C)
add_library(vta_fst OBJECT "${VTA_FST_INCLUDE}/fstapi.c" "${VTA_FST_INCLUDE}/fastlz.c"
                           "${VTA_FST_INCLUDE}/lz4.c")
# As a system's header and without warnings: it is not ours.
target_include_directories(vta_fst SYSTEM PUBLIC "${VTA_FST_INCLUDE}")
target_compile_definitions(vta_fst PRIVATE "FST_CONFIG_INCLUDE=<fst_config.h>")
target_compile_options(vta_fst PRIVATE -w)
set_target_properties(vta_fst PROPERTIES POSITION_INDEPENDENT_CODE ON)
target_link_libraries(vta_fst PUBLIC ZLIB::ZLIB)
