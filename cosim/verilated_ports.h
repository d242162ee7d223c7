// SPDX-License-Identifier: Apache-2.0
// The ports of a Verilated VTAShell, any of which may have been dropped as constant. Part of
// verilated_wrapper.cpp.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

namespace {

// A port of any type, from and to plain values.
template <typename Port>
void put_value(Port& port, std::uint64_t value) {
    port = static_cast<Port>(value);
}
template <typename Port>
void put_bytes(Port& port, const std::uint8_t* bytes) {
    std::memcpy(&port, bytes, sizeof(Port));
}

// drive_NAME and value_NAME of a port that may not exist: driving it does nothing,
// reading it gives `constant`.
#define VTA_PORT(NAME)                                                                            \
    template <typename Top, typename = void>                                                      \
    struct Has_##NAME : std::false_type {};                                                       \
    template <typename Top>                                                                       \
    struct Has_##NAME<Top, std::void_t<decltype(std::declval<Top&>().NAME)>> : std::true_type {}; \
    template <typename Top>                                                                       \
    void drive_##NAME([[maybe_unused]] Top& top, [[maybe_unused]] std::uint64_t value) {          \
        if constexpr (Has_##NAME<Top>::value) put_value(top.NAME, value);                         \
    }                                                                                             \
    template <typename Top>                                                                       \
    std::uint64_t value_##NAME([[maybe_unused]] Top& top,                                         \
                               [[maybe_unused]] std::uint64_t constant = 0) {                     \
        if constexpr (Has_##NAME<Top>::value)                                                     \
            return static_cast<std::uint64_t>(top.NAME);                                          \
        else                                                                                      \
            return constant;                                                                      \
    }

VTA_PORT(io_host_aw_ready)
VTA_PORT(io_host_aw_valid)
VTA_PORT(io_host_aw_bits_addr)
VTA_PORT(io_host_w_ready)
VTA_PORT(io_host_w_valid)
VTA_PORT(io_host_w_bits_data)
VTA_PORT(io_host_w_bits_strb)
VTA_PORT(io_host_b_ready)
VTA_PORT(io_host_b_valid)
VTA_PORT(io_host_ar_ready)
VTA_PORT(io_host_ar_valid)
VTA_PORT(io_host_ar_bits_addr)
VTA_PORT(io_host_r_ready)
VTA_PORT(io_host_r_valid)
VTA_PORT(io_host_r_bits_data)
VTA_PORT(io_mem_aw_ready)
VTA_PORT(io_mem_aw_valid)
VTA_PORT(io_mem_aw_bits_addr)
VTA_PORT(io_mem_aw_bits_len)
VTA_PORT(io_mem_w_ready)
VTA_PORT(io_mem_w_valid)
VTA_PORT(io_mem_w_bits_strb)
VTA_PORT(io_mem_w_bits_last)
VTA_PORT(io_mem_b_ready)
VTA_PORT(io_mem_b_valid)
VTA_PORT(io_mem_b_bits_resp)
VTA_PORT(io_mem_ar_ready)
VTA_PORT(io_mem_ar_valid)
VTA_PORT(io_mem_ar_bits_addr)
VTA_PORT(io_mem_ar_bits_id)
VTA_PORT(io_mem_ar_bits_len)
VTA_PORT(io_mem_r_ready)
VTA_PORT(io_mem_r_valid)
VTA_PORT(io_mem_r_bits_resp)
VTA_PORT(io_mem_r_bits_last)
VTA_PORT(io_mem_r_bits_id)
#undef VTA_PORT

}  // namespace
