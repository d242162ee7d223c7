# SPDX-License-Identifier: Apache-2.0
# Installs BINARY_DIR into a folder of its own, then configures, builds and tests
# SOURCE_DIR/examples, which knows nothing of the source tree.
set(work "${BINARY_DIR}/package_test")
set(prefix "${work}/install")
set(build "${work}/examples")
file(REMOVE_RECURSE "${work}")

function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${what} failed (${result}):\n${text}")
  endif()
  set(output "${text}" PARENT_SCOPE)
endfunction()

run("installing" "${CMAKE_COMMAND}" --install "${BINARY_DIR}" --prefix "${prefix}")
foreach(file bin/vta share/vta/configs/de10nano.json include/vta/isa/hardware_config.h)
  if(NOT EXISTS "${prefix}/${file}")
    message(FATAL_ERROR "${file} was not installed")
  endif()
endforeach()
run("configuring the examples" "${CMAKE_COMMAND}" -S "${SOURCE_DIR}/examples" -B "${build}"
    -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${prefix}" "-DCMAKE_CXX_COMPILER=${CXX}"
    "-DCMAKE_CXX_FLAGS=${CXX_FLAGS}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}"
    -DCMAKE_BUILD_TYPE=Release)
run("building the examples" "${CMAKE_COMMAND}" --build "${build}")
run("running the examples" "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" --output-on-failure
    --no-tests=error)
message("${output}")
