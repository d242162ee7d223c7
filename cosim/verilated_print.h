/* SPDX-License-Identifier: Apache-2.0 */
/* Included first into everything that is compiled for a Verilated design: sends what the design and
 * Verilator's runtime print to verilated_wrapper.cpp. */
#pragma once

#ifdef __cplusplus
extern "C"
#endif
    int
    vta_rtl_print(const char* format, ...);
#define VL_PRINTF vta_rtl_print
