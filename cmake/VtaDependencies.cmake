# SPDX-License-Identifier: Apache-2.0
# Debian 12 packages only; nothing is downloaded. scripts/setup.sh installs what is missing.
find_package(Threads REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(hwy 1.0 CONFIG REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(Protobuf 3.21 REQUIRED)
find_library(VTA_ONNX_PROTO onnx_proto REQUIRED) # Debian: libonnx-dev
# Debian: libdnnl-dev; its CMake package would ask for OpenCL's headers too.
find_library(VTA_DNNL dnnl REQUIRED)
find_program(VTA_FLATC flatc REQUIRED) # Debian: flatbuffers-compiler
find_path(VTA_FLATBUFFERS_INCLUDE flatbuffers/flatbuffers.h REQUIRED) # Debian: libflatbuffers-dev
find_package(ZLIB REQUIRED) # Debian: zlib1g-dev
find_package(PNG 1.6 REQUIRED) # Debian: libpng-dev
find_package(JPEG REQUIRED) # Debian: libjpeg-dev
find_package(PkgConfig REQUIRED)
pkg_check_modules(SYSTEMC REQUIRED IMPORTED_TARGET systemc>=2.3.4)
if(VTA_BUILD_TESTS)
  find_package(Catch2 2.13 REQUIRED CONFIG)
endif()
