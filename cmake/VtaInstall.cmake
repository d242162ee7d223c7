# SPDX-License-Identifier: Apache-2.0
include(CMakePackageConfigHelpers)
install(EXPORT vtaTargets NAMESPACE vta:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/vta)
configure_package_config_file(
  "${CMAKE_CURRENT_LIST_DIR}/vtaConfig.cmake.in" "${PROJECT_BINARY_DIR}/vtaConfig.cmake"
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/vta)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/vtaConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/vtaConfig.cmake" "${PROJECT_BINARY_DIR}/vtaConfigVersion.cmake"
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/vta)
install(DIRECTORY configs DESTINATION ${CMAKE_INSTALL_DATADIR}/vta)
install(FILES docs/report-schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/vta)
