// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/observer.h"

#include <cstddef>

namespace vta::cycle {

const char* to_string(Unit unit) {
    static constexpr const char* kNames[] = {
        "load", "compute", "store", "fetch", "vme_read", "vme_write", "memory"};
    return kNames[static_cast<std::size_t>(unit)];
}

const char* to_string(TokenQueueId queue) {
    static constexpr const char* kNames[] = {
        "load_to_compute", "compute_to_load", "compute_to_store", "store_to_compute"};
    return kNames[static_cast<std::size_t>(queue)];
}

const char* to_string(Cause cause) {
    static constexpr const char* kNames[] = {"idle_before",
                                             "idle_after",
                                             "wait_instruction",
                                             "wait_token_prev",
                                             "wait_token_next",
                                             "sync",
                                             "finish",
                                             "issue",
                                             "gemm",
                                             "alu",
                                             "drain",
                                             "arbitration",
                                             "memory_latency",
                                             "memory_bandwidth",
                                             "transfer",
                                             "padding",
                                             "store_command",
                                             "store_bubble",
                                             "store_response",
                                             "dispatch",
                                             "queue_full",
                                             "no_request",
                                             "no_tag",
                                             "last_beat_block",
                                             "request_stall",
                                             "grant"};
    return kNames[static_cast<std::size_t>(cause)];
}

}  // namespace vta::cycle
